import fc from "fast-check";
import { SegmentedMessage } from "sms-segments-calculator";
import { describe, expect, test } from "vitest";
import { toGsm } from "../../../domain/deliveries/gsm.ts";

describe("a text for SMS", () => {
  const rows: [string, string][] = [
    ["é è à ù ä ö ü É Ç ñ", "é è à ù ä ö ü É Ç ñ"],
    ["même fête ça août Noël maïs île", "meme fete ca aout Noel mais ile"],
    ["À Âge Ê Ô Œuvre", "A Age E O OEuvre"],
    ["cœur œuf ex æquo", "coeur oeuf ex æquo"],
    ["l’eau d‘or “oui” «non» »", 'l\'eau d\'or "oui" "non" "'],
    ["a – b — c…", "a - b - c..."],
    ["15\u00a0h\u202f30\u2009?", "15 h 30 ?"],
    ["• un × deux", "- un x deux"],
    ["10 € [a] {b} ~ ^ | \\", "10 € [a] {b} ~ ^ | \\"],
    ["ŝ Žižek", "s Zizek"],
    ["e\u0301te\u0301", "été"],
    ["", ""],
  ];
  test.each(rows)("%j becomes %j", (text, sent) => {
    expect(toGsm(text)).toBe(sent);
  });

  test.each(["😀", "日本", "عربي"])("leaves what has no like in that alphabet: %s", (text) => {
    expect(toGsm(text)).toBe(text);
  });

  test("writes all of French in GSM-7, by the provider's own count", () => {
    const french =
      "Dès Noël, l’élève naïf – âgé de 12 ans – paya 5 € à l’hôtel : « garçon, où êtes-vous ? » Il aperçût l’œuvre… ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ";
    expect(new SegmentedMessage(french).encodingName).toBe("UCS-2");
    expect(new SegmentedMessage(toGsm(french)).encodingName).toBe("GSM-7");
  });

  test("changes nothing when it is done twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(toGsm(toGsm(text))).toBe(toGsm(text));
      }),
    );
  });

  test("leaves what SMS can say as it is", () => {
    const said = fc.string({ unit: fc.constantFrom(..."@£$¥èéùìòÇØøÅåÆæßÉ !\"#%&'()*+,-./0123456789:;<=>?¡AZazÄÖÑÜ§¿äöñüà^{}[]~|€") });
    fc.assert(
      fc.property(said, (text) => {
        expect(toGsm(text)).toBe(text.normalize("NFC"));
      }),
    );
  });
});
