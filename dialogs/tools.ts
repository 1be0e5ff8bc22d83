import type { DateTime } from "luxon";
import type { Appointment, AppointmentStatus, Modality } from "../domain/booking/appointment.ts";
import type { Experience } from "../domain/booking/request.ts";
import type { CallWish } from "../domain/coordination/call-wish.ts";
import type { Answering } from "../domain/coordination/duty.ts";
import type { Locale } from "../domain/locale.ts";
import type { TimeWindow } from "../domain/peers/free-time.ts";
import type { Wanted } from "../domain/peers/matching/candidates.ts";
import type { Offer } from "../domain/peers/matching/find-offers.ts";
import type { ProgrammeSettings } from "../domain/programmes/settings.ts";
import type { SafetySituation } from "../domain/safety/assessment.ts";
import type { Where } from "../domain/safety/place.ts";
import type { IdentityTools } from "./tools/identity.ts";
import type { MatchingTools } from "./tools/matching.ts";
import type { ProposalTools } from "./tools/proposal.ts";
import type { SurveyTools } from "./tools/surveys.ts";
import type { TalkTools } from "./tools/talks.ts";
import type { WeekTools } from "./tools/week.ts";
import type { WithdrawalTools } from "./tools/withdrawal.ts";

/** Who speaks in this turn. */
export interface Speaker {
  id: string;
  locale: Locale;
  zone: string;
  alias: string | null;
  isPeer: boolean;
  isCoordinator: boolean;
  isPatient: boolean;
  sharedPhone: boolean;
  /** Has chosen a code that opens a shared phone's messages. */
  hasCode: boolean;
  /** There is an address at which they can be reached; none for who called from a withheld number. */
  hasAddress: boolean;
  /** Every number of theirs takes calls only. */
  voiceOnly: boolean;
  /** Nothing automatic is said to this person. */
  frozen: boolean;
  consented: boolean;
}

/** The domain's functions, bound to the turn: a dialog never holds a database. */
export interface DialogTools {
  talks: TalkTools;
  proposal: ProposalTools;
  withdrawal: WithdrawalTools;
  week: WeekTools;
  matching: MatchingTools;
  identity: IdentityTools;
  surveys: SurveyTools;
  now: DateTime;
  speaker: Speaker;
  channel: string;
  programme: { name: string; settings: ProgrammeSettings };
  /** Whether this reply may name a condition: the person named it, on a phone of their own, and the programme allows it. */
  mayNameCondition: boolean;
  giveConsent(): Promise<void>;
  forgetSpeaker(): Promise<void>;
  becomePatient(sharedPhone: boolean): Promise<void>;
  setAlias(alias: string | null): Promise<void>;
  openRequest(conditionId: string, experience: Experience): Promise<string>;
  handToCoordinator(requestId: string): Promise<void>;
  findOffers(wanted: Omit<Wanted, "patientId" | "locale" | "hasVideo">, offset: number, limit: number): Promise<Offer[]>;
  /** @param modality in person only times at which a room is free */
  nextFreeSlots(peerId: string, offset: number, limit: number, within?: TimeWindow, modality?: Modality): Promise<DateTime[]>;
  /** @param movesId the booked appointment that this one would take the place of */
  holdSlot(requestId: string, peerId: string, modality: Modality, startsAt: DateTime, movesId?: string): Promise<{ id: string } | "taken">;
  answerDue(startsAt: DateTime): DateTime;
  /** When this person hears of something that happens at `at`: not in quiet hours. */
  toldBy(at: DateTime): DateTime;
  askPeer(appointmentId: string, due: DateTime): Promise<"asked" | "gone">;
  loadAppointment(id: string): Promise<Appointment | undefined>;
  listAppointments(side: "patient" | "peer", statuses: AppointmentStatus[]): Promise<Appointment[]>;
  cancelAppointment(id: string): Promise<Appointment | undefined>;
  acceptRequest(id: string): Promise<Appointment | undefined>;
  declineRequest(id: string, reason?: string): Promise<Appointment | undefined>;
  /** Where the speaker is, as far as their number tells: which lines work there. */
  where: Where;
  /** An answer told of danger: the speaker gets the lines, and the team is paged. */
  reportDanger(situation: SafetySituation): void;
  /** Puts a request for a human in the work queue; says whether somebody of the team answers now. */
  askForHuman(): Promise<Answering>;
  /** When the speaker, who asked for a human, would like to be called. */
  noteCallWish(wish: CallWish): Promise<void>;
}
