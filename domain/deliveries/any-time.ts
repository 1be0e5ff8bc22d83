/** These may leave in quiet hours: what was just asked for, confirmed appointments, urgent changes, safety. */
const ANY_TIME = new Set(["reply", "stop-confirmation", "safety", "appointment", "reminder", "urgent", "human", "number-code", "relay"]);

/** Whether a message of that class may leave at night, on Sundays and on public holidays. */
export const leavesAnyTime = (kind: string): boolean => ANY_TIME.has(kind);
