import type { WithdrawalTools } from "../../dialogs/tools/withdrawal.ts";
import { loadAppointment } from "../../domain/booking/appointment.ts";
import { loadRequest, openRequest } from "../../domain/booking/request.ts";
import { withdraw } from "../../domain/booking/withdraw.ts";
import { closeWorkItems } from "../../domain/coordination/work-item.ts";
import type { ToolsContext } from "./context.ts";

export function bindWithdrawal({ db, speaker, programme }: ToolsContext): WithdrawalTools {
  return {
    withdraw: (id) => withdraw(db, speaker.id, id, programme.settings.booking.lateWithdrawalMinutes),
    async reopen(id) {
      const ended = await loadAppointment(db, id);
      const before = ended?.patientId === speaker.id ? await loadRequest(db, ended.requestId) : undefined;
      if (!before) return undefined;
      const { conditionId, experience } = before;
      return { requestId: await openRequest(db, speaker.id, conditionId, experience), condition: conditionId, experience };
    },
    leave: () => closeWorkItems(db, "withdrawn", speaker.id),
  };
}
