import type { IdentityTools } from "../../dialogs/tools/identity.ts";
import { chooseCallTime } from "../../domain/calls/choose-call-time.ts";
import { recordAudit } from "../../domain/coordination/audit.ts";
import { openWorkItem } from "../../domain/coordination/work-item.ts";
import { chooseCode, giveCode } from "../../domain/people/code.ts";
import { erasePerson } from "../../domain/people/erase.ts";
import { makeExportLink } from "../../domain/people/export.ts";
import { claimByReference, confirmNumberChange, leaveLandline, requestNumberChange } from "../../domain/people/number-change.ts";
import { detachNumber, knowsPerson, mayProve, proveNumber } from "../../domain/people/recycled.ts";
import { hasAutomatedCalls } from "../../domain/programmes/sender.ts";
import { renderText } from "../render/sms.ts";
import type { TurnSecrets } from "../turn-effects.ts";
import type { ToolsContext } from "./context.ts";

/** Binds what concerns the speaker's identity. */
export function bindIdentity({ db, speaker, addressId, programme, secrets, effects }: ToolsContext): IdentityTools {
  const keys = (): TurnSecrets => {
    if (!secrets) throw new Error("This turn was run without keys.");
    return secrets;
  };
  return {
    async chooseCode(digits) {
      const chosen = await chooseCode(db, keys().addressKey, speaker.id, digits);
      if (chosen === "chosen") speaker.hasCode = true;
      return chosen;
    },
    giveCode: (digits) => giveCode(db, keys().addressKey, speaker.id, digits),
    mayBeCalled: () => hasAutomatedCalls(db),
    async chooseCallTime(time) {
      await chooseCallTime(db, speaker.id, time);
      speaker.sharedPhone = true;
    },
    async requestNumber(said) {
      const { addressKey: secret, fieldKey: field } = keys();
      const asked = await requestNumberChange(db, { secret, field }, speaker.id, said, programme.settings.sending.countries);
      if (typeof asked === "string") return asked;
      effects.numberCode = renderText({ key: "number.codeSms", args: { programme: programme.name, code: asked.code } }, speaker.locale);
      return "sent";
    },
    leaveLandline(said) {
      const { addressKey: secret, fieldKey: field } = keys();
      return leaveLandline(db, { secret, field }, speaker.id, said, programme.settings.sending.countries);
    },
    async confirmNumber(code) {
      const confirmed = await confirmNumberChange(db, keys().addressKey, speaker.id, code);
      if (confirmed === "moved") effects.identity = "moved";
      return confirmed;
    },
    async claimByReference(said) {
      if (addressId) await claimByReference(db, speaker.id, addressId, said);
    },
    async proveNumber(said) {
      if (!addressId || !(await mayProve(db, speaker.id)) || !(await knowsPerson(db, keys().addressKey, speaker.id, said))) return false;
      await proveNumber(db, addressId);
      effects.identity = "proven";
      return true;
    },
    async giveNumberUp() {
      if (!addressId) return;
      await detachNumber(db, speaker.id, addressId);
      effects.identity = "given-up";
    },
    async exportLink() {
      const { addressKey: secret, publicUrl } = keys();
      return `${publicUrl}/data/${await makeExportLink(db, secret, speaker.id, speaker.id)}`;
    },
    async exportByPost() {
      await openWorkItem(db, "data-by-post", speaker.id);
    },
    async exportLinkFor(personId) {
      const { addressKey: secret, publicUrl } = keys();
      await recordAudit(db, speaker.id, "make-export", personId);
      return `${publicUrl}/data/${await makeExportLink(db, secret, personId, speaker.id)}`;
    },
    async erase() {
      await erasePerson(db, speaker.id);
      effects.identity = "erased";
    },
  };
}
