import type { DateTime } from "luxon";
import type { DialogTools, Speaker } from "../dialogs/tools.ts";
import { answerDue } from "../domain/booking/answer-due.ts";
import { acceptRequest, declineRequest } from "../domain/booking/answer-request.ts";
import { listAppointments, loadAppointment } from "../domain/booking/appointment.ts";
import { askPeer } from "../domain/booking/ask-peer.ts";
import { cancelByPatient } from "../domain/booking/cancel.ts";
import { holdSlot } from "../domain/booking/hold-slot.ts";
import { handToCoordinator, openRequest } from "../domain/booking/request.ts";
import type { Db } from "../domain/db.ts";
import { endOfQuiet } from "../domain/deliveries/quiet-hours.ts";
import { nextFreeSlots } from "../domain/peers/free-time.ts";
import { findOffers } from "../domain/peers/offers.ts";
import { forgetWords, giveConsent } from "../domain/people/consent.ts";
import { hasCoordinator } from "../domain/people/coordinators.ts";
import { askForHuman, becomePatient, setAlias } from "../domain/people/person.ts";
import type { ProgrammeSettings } from "../domain/programmes/settings.ts";

/** What a turn knows, for binding the domain's functions to it. */
export interface ToolsContext {
  db: Db;
  now: DateTime;
  speaker: Speaker;
  channel: string;
  programme: { name: string; settings: ProgrammeSettings };
  /** A reply to what the person has just written, not a message out of the blue. */
  isReply: boolean;
  /** The answer leaves by the outbox. */
  answersLater: boolean;
}

/** Binds the domain's functions to one turn; what they change of the speaker is seen by the steps that follow. */
export function bindTools({ db, now, speaker, channel, programme, isReply, answersLater }: ToolsContext): DialogTools {
  const { booking, peers } = programme.settings;
  return {
    now,
    speaker,
    channel,
    programme,
    get mayNameCondition() {
      return isReply && speaker.isPatient && !speaker.sharedPhone && programme.settings.repliesMayNameCondition;
    },
    async giveConsent() {
      await giveConsent(db, speaker.id, speaker.locale, channel);
      speaker.consented = true;
    },
    async forgetSpeaker() {
      await forgetWords(db, speaker.id, answersLater);
      speaker.consented = false;
    },
    async becomePatient(sharedPhone) {
      await becomePatient(db, speaker.id, sharedPhone);
      speaker.isPatient = true;
      speaker.sharedPhone = sharedPhone;
    },
    async setAlias(alias) {
      await setAlias(db, speaker.id, alias);
      speaker.alias = alias;
    },
    openRequest: (conditionId) => openRequest(db, speaker.id, conditionId),
    handToCoordinator: (requestId) => handToCoordinator(db, requestId),
    findOffers: (condition, requestId, offset, limit) =>
      findOffers(db, { condition, requestId, patientId: speaker.id, locale: speaker.locale }, peers, { offset, limit }),
    nextFreeSlots: (peerId, offset, limit) =>
      nextFreeSlots(db, { peerId, patientId: speaker.id, zone: speaker.zone }, booking, now, { offset, limit }),
    holdSlot: (requestId, peerId, modality, startsAt) =>
      holdSlot(db, {
        requestId,
        patientId: speaker.id,
        peerId,
        modality,
        startsAt,
        talkMinutes: booking.talkMinutes,
        bufferMinutes: booking.bufferMinutes,
        // a hold lives as long as its question, and never past the notice
        expiresAt: minimum(now.plus({ minutes: booking.questionMinutes }), startsAt.minus({ minutes: booking.answerBeforeMinutes })),
      }),
    answerDue: (startsAt) => answerDue(startsAt, now, booking),
    toldBy: (at) => endOfQuiet(at, speaker.zone, programme.settings.sending.holidayCountry),
    askPeer: (appointmentId, due) => askPeer(db, appointmentId, due),
    loadAppointment: (id) => loadAppointment(db, id),
    listAppointments: (side, statuses) => listAppointments(db, side, speaker.id, statuses),
    cancelAppointment: (id) => cancelByPatient(db, speaker.id, id),
    acceptRequest: (id) => acceptRequest(db, speaker.id, id),
    declineRequest: (id, reason) => declineRequest(db, speaker.id, id, reason),
    async askForHuman() {
      await askForHuman(db, speaker.id);
      return (await hasCoordinator(db)) ? "told" : "nobody";
    },
  };
}

const minimum = (a: DateTime, b: DateTime): DateTime => (a < b ? a : b);
