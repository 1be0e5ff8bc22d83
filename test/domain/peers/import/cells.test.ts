import { describe, expect, test } from "vitest";
import { type ReadingContext, rowSchema } from "../../../../domain/peers/import/cells.ts";
import { columnNames } from "../../../../domain/peers/import/columns.ts";
import { readConditionList } from "../../../../domain/peers/import/condition-list.ts";
import { readPlan, writePlan } from "../../../../domain/peers/import/plan.ts";

const context: ReadingContext = { zone: "Europe/Paris", today: "2026-11-23", countries: ["FR", "GP"] };
const good = { firstName: "Claire", conditions: "endometriose", languages: "fr", ways: "phone", aboutFr: "opérée", plan: "" };
const schema = rowSchema(context);

/** One cell among good ones: its value, or the sentence that says what is wrong. */
function read(column: string, text: string): unknown {
  const row = Object.fromEntries(columnNames.map((name) => [name, ""]));
  const parsed = schema.safeParse({ ...row, ...good, [column]: text });
  return parsed.success ? parsed.data[column as keyof typeof parsed.data] : parsed.error.issues.map(({ message }) => message).join(" ");
}

describe("a cell is read", () => {
  test.each<[string, string, unknown]>([
    ["firstName", "  Zoé\u200f ", "Zoé"],
    ["languages", "Français / ANGLAIS", ["fr", "en"]],
    ["languages", "English and French", ["en", "fr"]],
    ["ways", "tél., visio et présentiel", ["phone", "video", "in-person"]],
    ["ways", "Phone|in-person\nSMS", ["phone", "in-person", "messages"]],
    ["role", "Bénévole", "volunteer"],
    ["role", "salarié·e", "salaried"],
    ["role", "Indépendant(e)", "independent"],
    ["role", "indemnisée", "indemnified"],
    ["role", "", "volunteer"],
    ["training", "21 h", 1260],
    ["training", "21h30", 1290],
    ["training", "21,5 heures", 1290],
    ["training", "1260", 1260],
    ["training", "30 min", 30],
    ["training", "", 0],
    ["validatedOn", "2026-03-31", "2026-03-31"],
    ["validatedOn", "31/3/2026", "2026-03-31"],
    ["validatedOn", "", null],
    ["zone", "America/Guadeloupe", "America/Guadeloupe"],
    ["zone", "", "Europe/Paris"],
    ["gender", "F", "woman"],
    ["gender", "Non-binaire", "other"],
    ["birth", "1974", 1970],
    ["birth", "1970s", 1970],
    ["birth", "années 1970", 1970],
    ["birth", "03/05/1981", 1980],
    ["phone", "06 39 98 00 01", "+33639980001"],
    ["phone", "0033 6 39 98 00 01", "+33639980001"],
    ["phone", "'+33 6.39.98.00.01", "+33639980001"],
    ["phone", "639980001", "+33639980001"],
    ["phone", "33639980001", "+33639980001"],
    ["phone", "", null],
    ["aboutFr", "'=1+1", "=1+1"],
    ["aboutFr", "''=1+1", "'=1+1"],
    ["aboutFr", "l'hôpital", "l'hôpital"],
    ["town", "'Sète", "'Sète"],
  ])("%s %j", (column, text, value) => {
    expect(read(column, text)).toEqual(value);
  });
});

describe("a cell is refused in a sentence that says what to write", () => {
  test.each<[string, string, RegExp]>([
    ["firstName", "  ", /^The first name is missing\.$/],
    ["firstName", "x".repeat(21), /21 characters, and at most 20/],
    ["languages", "", /^No language is given; write one or more of: français \/ French, anglais \/ English\.$/],
    ["languages", "breton", /^"breton" is not a language; write/],
    [
      "ways",
      "pigeon",
      /^"pigeon" is not a way to meet; write one of: téléphone \/ phone, visio \/ video, en personne \/ in person, messages\.$/,
    ],
    ["role", "roi", /^"roi" is not a role; write one of: bénévole \/ volunteer/],
    ["training", "21", /^"21" may be hours or minutes; write 21 h or 21 min\.$/],
    ["training", "beaucoup", /is not a duration/],
    ["validatedOn", "30/02/2026", /^"30\/02\/2026" is not a date; write it as 2026-03-31 or 31\/03\/2026\.$/],
    ["validatedOn", "31/03/26", /is not a date/],
    ["validatedOn", "2026-11-24", /^"2026-11-24" is in the future\.$/],
    ["zone", "Paris", /is not a time zone/],
    ["zone", "+02:00", /is not a time zone/],
    ["gender", "chat", /is not a gender/],
    ["birth", "soixante", /is not a year of birth/],
    ["phone", "3,36E+10", /rounded the phone number/],
    ["phone", "12", /is not a phone number/],
    ["phone", "+12025550123", /may not write to phones of that country/],
    ["phone", "01 99 00 00 01", /landline/],
    ["aboutFr", "appelez le 06 39 98 00 01", /holds a phone number/],
    ["aboutFr", "claire@exemple.fr", /holds a phone number or an address/],
    ["plan", "lundi", /^"lundi" is not a weekly plan: the last day has no times\. Write it as/],
  ])("%s %j", (column, text, sentence) => {
    expect(read(column, text)).toMatch(sentence);
  });

  test.each(["12", "+12025550123", "01 99 00 00 01", "06 39 98 00 01 02 03"])("and a phone's sentence never repeats it: %s", (text) => {
    expect(read("phone", text)).not.toContain(text);
  });
});

describe("conditions", () => {
  test.each<[string, string[], string[]]>([
    ["endometriose | depression", ["endometriose", "depression"], []],
    ["Endométriose / Dépression", ["endometriose", "depression"], []],
    ["endometriosis\nmajor depression", ["endometriose", "depression"], []],
    ["depression_postpartum", ["depression_postpartum"], []],
    ["proche: schizophrénie | endométriose", ["endometriose"], ["schizophrenie"]],
    ["Relative of: schizophrenia/bipolar disorder", [], ["schizophrenie", "bipolaire"]],
    ["troubles dys (dyslexie, dyspraxie)", ["dys"], []],
    ["dépression|depression", ["depression"], []],
    ["", [], []],
  ])("%j", (text, lived, relativeOf) => {
    expect(readConditionList(text)).toEqual({ lived, relativeOf });
  });

  test("that the catalogue lacks are all named, with what is near", () => {
    expect(() => readConditionList("licornes | mon endométriose | fées")).toThrow(
      '"licornes" is not in the catalogue of conditions; "mon endométriose" is not in the catalogue of conditions (perhaps endometriose); "fées" is not in',
    );
  });

  test("that may be several are not guessed", () => {
    expect(() => readConditionList("diabète")).toThrow('"diabète" may be diabete_type1 or diabete_type2: write one of these.');
  });
});

describe("a weekly plan", () => {
  const at = (weekday: number, startsAt: string, endsAt: string) => ({ weekday, startsAt, endsAt });
  test.each([
    ["lun 14:00-18:00; mer 9h-12h30", [at(1, "14:00", "18:00"), at(3, "09:00", "12:30")]],
    ["lun-mer 9:00-12:00", [at(1, "09:00", "12:00"), at(2, "09:00", "12:00"), at(3, "09:00", "12:00")]],
    ["Mon to Tue 9-12, 14-17", [at(1, "09:00", "12:00"), at(1, "14:00", "17:00"), at(2, "09:00", "12:00"), at(2, "14:00", "17:00")]],
    ["mardi et jeudi de 9h à 12h", [at(2, "09:00", "12:00"), at(4, "09:00", "12:00")]],
    ["sam-lun 10h-11h", [at(1, "10:00", "11:00"), at(6, "10:00", "11:00"), at(7, "10:00", "11:00")]],
    ["Sat 2pm-6pm", [at(6, "14:00", "18:00")]],
    ["sun 2-6pm, 9am–1pm", [at(7, "09:00", "13:00"), at(7, "14:00", "18:00")]],
    ["lundis 9h-12h 14h-18h", [at(1, "09:00", "12:00"), at(1, "14:00", "18:00")]],
    ["ven. 9.30-10.15\nven. 9.30-10.15", [at(5, "09:30", "10:15")]],
    ["Thurs 17:00 - 19:00, weds 8:00-9:00", [at(3, "08:00", "09:00"), at(4, "17:00", "19:00")]],
    ["", []],
  ])("%j", (text, plan) => {
    expect(readPlan(text)).toEqual(plan);
    expect(readPlan(writePlan(plan, "fr"))).toEqual(plan);
    expect(readPlan(writePlan(plan, "en"))).toEqual(plan);
  });

  test.each([
    ["14:00-18:00", "comes before any day"],
    ["lun 18:00-14:00", "18:00 is not before 14:00"],
    ["lun 25:00-26:00", "is not a time of day"],
    ["lun 9:00", "ends in the middle"],
    ["lun 9:00; mar 10:00-11:00", 'until when after "09:00"'],
    ["lun 9:00 10:00", 'until when after "09:00"'],
    ["lun-", "ends in the middle"],
    ["lun--mar 9-10", "two dashes"],
    ["-mar 9-10", "a day is missing"],
    ["lune 9-10", '"lune" is not a day'],
    ["s 9-10", '"s" is not a day'],
    ["lun 9-10; mar", "the last day has no times"],
    ["lun 9-10 (sauf vacances)", "is not understood"],
    ["lun 13pm-14pm", "is not a time of day"],
  ])("is refused, with the reason: %j", (text, why) => {
    expect(() => readPlan(text)).toThrow(why);
  });
});
