import type { DateTime } from "luxon";
import type { DialogTools } from "../dialogs/tools.ts";
import { answerDue } from "../domain/booking/answer-due.ts";
import { acceptRequest, declineRequest } from "../domain/booking/answer-request.ts";
import { listAppointments, loadAppointment } from "../domain/booking/appointment.ts";
import { askPeer } from "../domain/booking/ask-peer.ts";
import { cancelByPatient } from "../domain/booking/cancel.ts";
import { holdSlot } from "../domain/booking/hold-slot.ts";
import { handToCoordinator, openRequest } from "../domain/booking/request.ts";
import { noteCallWish } from "../domain/coordination/call-wish.ts";
import { answering, findDuty } from "../domain/coordination/duty.ts";
import { openWorkItem } from "../domain/coordination/work-item.ts";
import { endOfQuiet } from "../domain/deliveries/quiet-hours.ts";
import { nextFreeSlots } from "../domain/peers/free-time.ts";
import { findOffers } from "../domain/peers/matching/find-offers.ts";
import { forgetWords, giveConsent } from "../domain/people/consent.ts";
import { becomePatient, setAlias } from "../domain/people/person.ts";
import { bookingRules } from "../domain/programmes/settings.ts";
import type { ToolsContext } from "./tools/context.ts";
import { bindIdentity } from "./tools/identity.ts";
import { bindMatching } from "./tools/matching.ts";
import { bindProposal } from "./tools/proposal.ts";
import { bindSurveys } from "./tools/surveys.ts";
import { bindTalks } from "./tools/talks.ts";
import { bindWeek } from "./tools/week.ts";
import { bindWithdrawal } from "./tools/withdrawal.ts";

/** Binds the domain's functions to one turn; what they change of the speaker is seen by the steps that follow. */
export function bindTools(context: ToolsContext): DialogTools {
  const { db, now, speaker, channel, programme, isReply, answersLater, linked, linkSecret } = context;
  const hasVideo = linkSecret !== undefined;
  const booking = bookingRules(programme.settings);
  return {
    now,
    speaker,
    channel,
    programme,
    talks: bindTalks(context),
    proposal: bindProposal(context),
    withdrawal: bindWithdrawal(context),
    week: bindWeek(context),
    matching: bindMatching(context),
    identity: bindIdentity(context),
    surveys: bindSurveys(context),
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
    openRequest: (conditionId, experience) => openRequest(db, speaker.id, conditionId, experience),
    handToCoordinator: (requestId) => handToCoordinator(db, requestId),
    findOffers: (wanted, offset, limit) =>
      findOffers(db, { ...wanted, hasVideo, patientId: speaker.id, locale: speaker.locale, zone: speaker.zone }, programme.settings, now, {
        offset,
        limit,
      }),
    nextFreeSlots: (peerId, offset, limit, within, modality) =>
      nextFreeSlots(db, { peerId, patientId: speaker.id, modality, zone: speaker.zone }, booking, now, { offset, limit, within }),
    holdSlot: (requestId, peerId, modality, startsAt, movesId) =>
      holdSlot(db, {
        movesId,
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
    answerDue: (startsAt) => answerDue(startsAt, now, booking, endOfQuiet(now, programme.zone, booking.holidayCountry)),
    toldBy: (at) => endOfQuiet(at, speaker.zone, programme.settings.sending.holidayCountry),
    askPeer: (appointmentId, due) => askPeer(db, appointmentId, due),
    loadAppointment: async (id) => linked(await loadAppointment(db, id)),
    listAppointments: async (side, statuses) => (await listAppointments(db, side, speaker.id, statuses)).map(linked),
    cancelAppointment: (id) => cancelByPatient(db, speaker.id, id, booking.moveUntilMinutes),
    acceptRequest: async (id) => linked(await acceptRequest(db, speaker.id, id, linkSecret)),
    declineRequest: (id, reason) => declineRequest(db, speaker.id, id, reason),
    where: context.where,
    reportDanger(situation) {
      context.effects.danger = situation;
    },
    async askForHuman() {
      await openWorkItem(db, "asked-for-human", speaker.id);
      return answering(await findDuty(db, now, { zone: programme.zone, country: programme.settings.sending.holidayCountry }));
    },
    noteCallWish: (wish) => noteCallWish(db, speaker.id, wish),
  };
}

const minimum = (a: DateTime, b: DateTime): DateTime => (a < b ? a : b);
