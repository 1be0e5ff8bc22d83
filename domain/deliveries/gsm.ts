/** The GSM 7-bit default alphabet and its extension. 3GPP TS 23.038 section 6.2.1. */
const GSM =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€";
const alphabet = new Set(GSM);
/** Letters, digits and marks that are common and in the alphabet: most texts hold nothing else. */
const COMMON = /^[\n -Z_a-zàèéùìòäöüñ]*$/;

/** Marks that people's keyboards and our own texts use, and that one of GSM's says as well. */
const MARKS: Record<string, string> = {
  "’": "'",
  "‘": "'",
  ʼ: "'",
  "“": '"',
  "”": '"',
  "«": '"',
  "»": '"',
  "–": "-",
  "—": "-",
  "…": "...",
  œ: "oe",
  Œ: "OE",
  "\u00a0": " ",
  "\u202f": " ",
  "\u2009": " ",
  "•": "-",
  "×": "x",
};

/**
 * Writes a text in the alphabet of SMS: é è à ù ä ö ü stay, ê becomes e, ç becomes c, and so on; one other character would cut a message from 160 to 70.
 * What has no like in that alphabet (an emoji, another script) stays as it is.
 */
export function toGsm(text: string): string {
  if (COMMON.test(text)) return text;
  return [...text.normalize("NFC")]
    .map((character) => {
      if (alphabet.has(character)) return character;
      const mark = MARKS[character];
      if (mark !== undefined) return mark;
      const bare = character.normalize("NFD").replace(/\p{M}/gu, "");
      return [...bare].every((part) => alphabet.has(part)) ? bare : character;
    })
    .join("");
}
