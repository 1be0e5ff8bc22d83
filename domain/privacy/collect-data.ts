import * as z from "zod";
import { CALL_TIMES } from "../calls/call-time.ts";
import type { Db } from "../db.ts";
import { type FieldKey, unseal } from "../people/seal.ts";
import { type CollectedForm, collectForms } from "../surveys/collect-forms.ts";

const instant = z.string();
const personData = z.object({
  person: z.object({ alias: z.string().nullable(), unit: z.string().nullable(), locale: z.string(), zone: z.string(), since: instant }),
  patient: z
    .object({
      adultSince: instant,
      sharedPhone: z.boolean(),
      hasCode: z.boolean(),
      callTime: z.enum([...CALL_TIMES, "team"]).nullable(),
      preferences: z.record(z.string(), z.unknown()),
    })
    .nullable(),
  peer: z
    .object({
      name: z.string(),
      about: z.string(),
      languages: z.array(z.string()),
      modalities: z.array(z.string()),
      role: z.string(),
      trainingMinutes: z.number(),
      validatedBy: z.string().nullable(),
      validatedOn: z.string().nullable(),
      charterSignedOn: z.string().nullable(),
      lastSupervisionOn: z.string().nullable(),
      conditions: z.array(z.string()),
      hours: z.array(z.object({ weekday: z.number(), from: z.string(), to: z.string() })),
    })
    .nullable(),
  addresses: z.array(z.object({ kind: z.string(), sealed: z.string().nullable(), state: z.string(), since: instant })),
  consents: z.array(
    z.object({ purpose: z.string(), version: z.string(), channel: z.string(), at: instant, withdrawnAt: instant.nullable() }),
  ),
  optOuts: z.array(z.object({ topic: z.string(), since: instant })),
  requests: z.array(
    z.object({ conditionId: z.string(), state: z.string(), experience: z.string(), at: instant, closedAt: instant.nullable() }),
  ),
  appointments: z.array(
    z.object({
      at: instant,
      zone: z.string(),
      modality: z.string(),
      status: z.string(),
      reason: z.string().nullable(),
      with: z.string().nullable(),
      reference: z.string().nullable(),
    }),
  ),
  exclusions: z.array(z.object({ kind: z.string(), what: z.string() })),
  messages: z.array(z.object({ at: instant, body: z.string() })),
  toTeam: z.array(z.object({ at: instant, body: z.string() })),
  calls: z.array(z.object({ at: instant, seconds: z.number().nullable() })),
  incidents: z.array(z.object({ at: instant, level: z.number() })),
  workItems: z.array(z.object({ kind: z.string(), at: instant, closedAt: instant.nullable() })),
});

/** Everything that is held on a person, as its page shows it; addresses by their last two digits. */
export type PersonData = Omit<z.infer<typeof personData>, "addresses"> & {
  addresses: { kind: string; shown: string; state: string; since: string }[];
  forms: CollectedForm[];
};

/**
 * Collects what is held on a person (GDPR art. 15 and 20). What others said of them in confidence ("I may know this person") is the others' and is left out.
 */
export async function collectData(db: Db, fieldKey: FieldKey, personId: string): Promise<PersonData> {
  const { rows } = await db.query<{ data: unknown }>(
    `select jsonb_build_object(
       'person', (select jsonb_build_object('alias', alias, 'unit', unit.name, 'locale', locale, 'zone', zone, 'since', person.created_at)
         from person left join unit on unit.programme_id = person.programme_id and unit.unit_id = person.unit_id where person_id = $1),
       'patient', (select jsonb_build_object('adultSince', adult_confirmed_at, 'sharedPhone', shared_phone, 'hasCode', code_key is not null, 'callTime', call_time, 'preferences', preferences)
         from patient where person_id = $1),
       'peer', (select jsonb_build_object('name', display_name, 'about', case person.locale when 'fr' then about_fr else about_en end, 'languages', languages, 'modalities', modalities, 'role', role,
           'trainingMinutes', training_minutes, 'validatedBy', validated_by, 'validatedOn', validated_on, 'charterSignedOn', charter_signed_on, 'lastSupervisionOn', last_supervision_on,
           'conditions', (select coalesce(jsonb_agg(distinct condition_id), '[]') from peer_condition where person_id = $1),
           'hours', (select coalesce(jsonb_agg(jsonb_build_object('weekday', weekday, 'from', to_char(starts_at, 'HH24:MI'), 'to', to_char(ends_at, 'HH24:MI')) order by weekday, starts_at), '[]')
             from availability where peer_id = $1))
         from peer join person using (person_id) where person_id = $1),
       'addresses', (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'sealed', sealed, 'state', state, 'since', created_at) order by rank), '[]')
         from channel_address where person_id = $1),
       'consents', (select coalesce(jsonb_agg(jsonb_build_object('purpose', purpose, 'version', text_version, 'channel', channel, 'at', given_at, 'withdrawnAt', withdrawn_at) order by given_at), '[]')
         from consent where person_id = $1),
       'optOuts', (select coalesce(jsonb_agg(distinct jsonb_build_object('topic', topic, 'since', since)), '[]')
         from opt_out where address_key in (select address_key from channel_address where person_id = $1)),
       'requests', (select coalesce(jsonb_agg(jsonb_build_object('conditionId', condition_id, 'state', state, 'experience', experience, 'at', created_at, 'closedAt', closed_at) order by created_at), '[]')
         from request where patient_id = $1),
       'appointments', (select coalesce(jsonb_agg(jsonb_build_object('at', lower(during), 'zone', a.zone, 'modality', modality, 'status', status, 'reason', reason_code,
           'with', case when a.patient_id = $1 then peer.display_name end, 'reference', case when a.patient_id = $1 then reference end) order by lower(during)), '[]')
         from appointment a join peer on peer.person_id = a.peer_id where a.patient_id = $1 or a.peer_id = $1),
       'exclusions', (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'what', coalesce(value, peer.display_name)) order by e.created_at), '[]')
         from exclusion e left join peer on peer.person_id = e.peer_id where e.patient_id = $1 and not e.blind),
       'messages', (select coalesce(jsonb_agg(jsonb_build_object('at', created_at, 'body', body) order by created_at), '[]')
         from delivery where person_id = $1 and body <> '' and redraws_id is null and created_at > turn_now() - interval '30 days'),
       'toTeam', (select coalesce(jsonb_agg(jsonb_build_object('at', d.created_at, 'body', d.body) order by d.created_at), '[]')
         from delivery d join takeover t on t.coordinator_id = d.person_id and d.created_at between t.started_at and coalesce(t.ended_at, turn_now())
         where t.person_id = $1 and d.class = 'relay' and d.body <> '' and d.created_at > turn_now() - interval '30 days'),
       'calls', (select coalesce(jsonb_agg(jsonb_build_object('at', at, 'seconds', seconds) order by at), '[]') from (
           select started_at as at, seconds from voice_call where person_id = $1
           union all select coalesce(accepted_at, attempted_at, created_at), extract(epoch from ended_at - accepted_at)::integer from session_leg where person_id = $1 and call_sid is not null
         ) as made),
       'incidents', (select coalesce(jsonb_agg(jsonb_build_object('at', at, 'level', level) order by at), '[]') from incident where person_id = $1),
       'workItems', (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'at', opened_at, 'closedAt', closed_at) order by opened_at), '[]') from work_item where person_id = $1)
     ) as data`,
    [personId],
  );
  const { addresses, ...rest } = personData.parse(rows[0]?.data);
  return {
    ...rest,
    forms: await collectForms(db, personId),
    addresses: addresses.map(({ sealed, ...address }) => ({ ...address, shown: lastDigits(fieldKey, address.kind, sealed) })),
  };
}

/** The end of a number, enough for its owner to know it by. */
function lastDigits(fieldKey: FieldKey, kind: string, sealed: string | null): string {
  if (!sealed || kind === "teams") return "";
  return `.. .. .. .. ${unseal(fieldKey, sealed).slice(-2)}`;
}
