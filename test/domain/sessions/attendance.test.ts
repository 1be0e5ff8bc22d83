import { expect, test } from "vitest";
import { type Attendance, judge } from "../../../domain/sessions/attendance.ts";

const nobody: Attendance = {
  present: { patient: false, peer: false },
  patientSeconds: 0,
  peerSeconds: 0,
  togetherSeconds: 0,
  isTechnical: false,
  patientMessages: 0,
  peerMessages: 0,
};

test.each<[string, Partial<Attendance>, string, string | null]>([
  ["both were there for long", { patientSeconds: 2400, peerSeconds: 2500, togetherSeconds: 2400 }, "fulfilled", null],
  ["it broke off after two minutes", { patientSeconds: 130, peerSeconds: 400, togetherSeconds: 120 }, "fulfilled", "interrupted"],
  ["five minutes are a talk", { patientSeconds: 300, peerSeconds: 300, togetherSeconds: 300 }, "fulfilled", null],
  ["the peer was alone", { peerSeconds: 600 }, "noshow", "patient-absent"],
  ["the patient was alone", { patientSeconds: 600 }, "noshow", "peer-absent"],
  ["one came as the other had left", { patientSeconds: 60, peerSeconds: 60 }, "noshow", "interrupted"],
  ["nobody came", {}, "noshow", "nobody-came"],
  ["the patient could not be called", { peerSeconds: 60, isTechnical: true }, "noshow", "technical"],
  [
    "a call that failed at first does not matter once both talked",
    { patientSeconds: 900, peerSeconds: 900, togetherSeconds: 900, isTechnical: true },
    "fulfilled",
    null,
  ],
])("by phone: %s", (_, known, status, reasonCode) => {
  expect(judge({ ...nobody, ...known }, "phone", 5)).toEqual({ status, reasonCode });
});

test.each<[string, Partial<Attendance>, string, string | null]>([
  ["both wrote", { patientMessages: 1, peerMessages: 3 }, "fulfilled", null],
  ["only the patient wrote", { patientMessages: 2 }, "noshow", "peer-absent"],
  ["only the peer wrote", { peerMessages: 2 }, "noshow", "patient-absent"],
  ["nobody wrote", {}, "noshow", "nobody-came"],
])("by messages: %s", (_, known, status, reasonCode) => {
  expect(judge({ ...nobody, ...known }, "messages", 5)).toEqual({ status, reasonCode });
});
