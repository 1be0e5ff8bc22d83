import { describe, expect, test } from "vitest";
import { globalWord } from "../../bot/words.ts";

describe("an opt-out", () => {
  test.each([
    "STOP",
    "stop",
    "Stop.",
    "  stop  ",
    "STOP!",
    "« STOP »",
    "STOPALL",
    "stop all",
    "UNSUBSCRIBE",
    "OPTOUT",
    "opt-out",
    "REVOKE",
    "ARRET",
    "ARRÊT",
    "arrêt",
    "DESABONNER",
    "Désabonner",
    "STOP SMS",
    "stop sms",
  ])("is %j", (said) => {
    expect(globalWord(said)).toBe("stop");
  });

  test.each([
    "Stop, je ne veux plus souffrir",
    "stop je veux plus vivre",
    "STOP OU PAS",
    "je veux disparaitre de vos listes, STOP",
    "ne pas STOP",
    "nonstop",
    "stoppez",
    "arrêt de bus",
    "je suis en arrêt maladie",
    "un arrêt cardiaque",
    "END",
    "QUIT",
    "",
    " ",
    "?",
  ])("is not %j: only the whole message counts", (said) => {
    expect(globalWord(said)).not.toBe("stop");
  });
});

describe("a word that always works", () => {
  const rows: [string, ReturnType<typeof globalWord>][] = [
    ["REPRENDRE", "resume"],
    ["reprendre", "resume"],
    ["START", "resume"],
    ["UNSTOP", "resume"],
    ["AIDE", "help"],
    ["Aide?", "help"],
    ["HELP", "help"],
    ["QUESTIONS", "questions"],
    ["Ce n'est pas moi", "not-me"],
    ["not me", "not-me"],
    ["INFO", "info"],
    ["infos", "info"],
    ["MENU", "menu"],
    ["RDV", "appointments"],
    ["rendez-vous", "appointments"],
    ["appointments", "appointments"],
    ["ANNULER", "cancel"],
    ["CANCEL", "cancel"],
    ["Cancel.", "cancel"],
    ["DÉPLACER", "move"],
    ["deplacer", "move"],
    ["MOVE", "move"],
    ["HUMAIN", "human"],
    ["human", "human"],
    ["FRANÇAIS", "french"],
    ["FRANCAIS", "french"],
    ["French", "french"],
    ["ENGLISH", "english"],
    ["anglais", "english"],
  ];
  test.each(rows)("%j is %s", (said, word) => {
    expect(globalWord(said)).toBe(word);
  });

  test.each([
    "END",
    "QUIT",
    "je veux annuler ma vie",
    "annuler tout",
    "menu du jour",
    "aide moi",
    "1",
    "oui",
    "non",
    "start up",
    "infortune",
    "constructor",
    "__proto__",
    "toString",
    "👋",
    "",
  ])("is not %j", (said) => {
    expect(globalWord(said)).toBeUndefined();
  });
});
