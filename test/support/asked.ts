import { leadPatient } from "./patient.ts";
import { personOf, rowsOf } from "./people.ts";
import type { TestService } from "./service.ts";

export interface AskedRow {
  id: string;
  programme_id: string;
  patient_id: string;
  peer_id: string;
  peer: string;
  request_id: string;
  status: string;
  reason_code: string | null;
  offered_by: string;
  version: number;
  starts_at: Date;
  expires_at: Date | null;
  request_state: string;
  refusals: number;
}

/** A patient's appointments, the newest first, each with its request. */
export async function appointmentsOf(service: TestService, phone: string): Promise<AskedRow[]> {
  return rowsOf<AskedRow>(
    service,
    `select a.appointment_id as id, a.programme_id, a.patient_id, a.peer_id, peer.display_name as peer, a.request_id, a.status, a.reason_code, a.offered_by, a.version,
       lower(a.during) as starts_at, a.expires_at, r.state as request_state, cardinality(r.refused_by) as refusals
     from appointment a join request r using (request_id) join peer on peer.person_id = a.peer_id
     where a.patient_id = $1 order by a.created_at desc, a.instead_of_id nulls last`,
    [await personOf(service, phone)],
  );
}

/** The newest of them. */
export async function lastAppointment(service: TestService, phone: string): Promise<AskedRow> {
  const [last] = await appointmentsOf(service, phone);
  if (!last) throw new Error("There is no appointment.");
  return last;
}

/** A patient who has asked a peer, by SMS; `slot` as the patient chooses it. */
export async function askPeer(service: TestService, phone: string, over: Parameters<typeof leadPatient>[3] = {}): Promise<AskedRow> {
  await leadPatient(service, phone, "asked", over);
  return lastAppointment(service, phone);
}

/** The names of the turn jobs that wait or are due for something. */
export async function jobsFor(service: TestService, id: string): Promise<string[]> {
  const rows = await rowsOf<{ name: string }>(
    service,
    `select t.identifier as name from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where j.payload ->> 'id' = $1 order by 1`,
    [id],
  );
  return rows.map(({ name }) => name);
}
