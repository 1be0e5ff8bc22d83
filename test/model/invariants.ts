import { DateTime } from "luxon";
import type { TestService } from "../support/service.ts";
import type { Model } from "./model.ts";

/** What may leave in quiet hours: replies, confirmed appointments, urgent changes, safety (I12). */
const ANY_TIME = ["reply", "stop-confirmation", "safety", "appointment", "reminder", "urgent", "human"];

/** Throws, with the invariant's number (security.md), if one does not hold at this moment. */
export async function checkInvariants(model: Model, service: TestService): Promise<void> {
  const { owner, provider } = service;
  const count = async (query: string, values: unknown[] = []): Promise<number> =>
    Number((await owner.query<{ count: string }>(`select count(*) from (${query}) found`, values)).rows[0]?.count);

  const kept = await count("select from appointment where appointment_id = any($1)", [model.acknowledged]);
  if (kept !== new Set(model.acknowledged).size) throw new Error("I1: an acknowledged booking is not in the database.");

  const live = "status in ('proposed', 'pending', 'booked', 'arrived')";
  const overlaps = await count(
    `select from appointment one join appointment other on one.appointment_id < other.appointment_id
       and ((one.peer_id = other.peer_id and one.blocks && other.blocks) or (one.patient_id = other.patient_id and one.during && other.during))
     where one.${live} and other.${live}`,
  );
  if (overlaps > 0) throw new Error("I2: two live appointments overlap.");

  const without = await count(
    `select from appointment a where a.status = 'booked' and (
       select count(*) from reminder r where r.appointment_id = a.appointment_id and r.version = a.version and r.kind = '2-hours') <> 2`,
  );
  if (without > 0) throw new Error("I4: an appointment is booked without its reminders.");

  const forgotten = await count("select from reminder where state = 'waiting' and due_at <= service_now() - interval '10 minutes'");
  if (forgotten > 0) throw new Error("I5: a due reminder is neither written nor skipped.");

  for (const [phone, sent] of model.stopped) {
    if (provider.sentTo(phone).length > sent) throw new Error(`I9: ${phone} was written to after STOP.`);
  }

  const { rows } = await owner.query<{ at: Date; zone: string; class: string }>(
    `select d.attempted_at as at, person.zone, d.class from delivery d join person using (programme_id, person_id)
     where d.attempted_at is not null and d.redraws_id is null and not (d.class = any($1))`,
    [ANY_TIME],
  );
  const loud = rows.find(({ at, zone }) => {
    const local = DateTime.fromJSDate(at, { zone });
    return local.hour >= 20 || local.hour < 8 || local.weekday === 7;
  });
  if (loud) throw new Error(`I12: a delivery of class ${loud.class} left in quiet hours.`);
}
