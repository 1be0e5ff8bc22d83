-- Questionnaires: what is asked (a FHIR R4 Questionnaire, never changed once it is here), and what each person answers.
create table questionnaire (
  programme_id uuid not null references programme (programme_id),
  questionnaire_id uuid not null default gen_random_uuid(),
  -- FHIR's machine name, such as phq4
  name text not null,
  version text not null,
  -- as FHIR says: active ones are sent; what was sent stays readable when it is retired
  status text not null default 'active',
  content jsonb not null,
  -- the programme's own, in place of the one of that name that comes with the service; others are copies of those, kept because they were sent
  imported boolean not null default false,
  created_at timestamptz not null default turn_now(),
  primary key (programme_id, questionnaire_id),
  unique (programme_id, name, version),
  constraint questionnaire_name check (name ~ '^[a-z][a-z0-9-]{0,40}$'),
  constraint questionnaire_status check (status in ('draft', 'active', 'retired'))
);
create unique index questionnaire_one_active on questionnaire (programme_id, name) where imported and status = 'active';
call protect('questionnaire');

-- A form that one person is asked to fill in. The questionnaire's version is fixed when it is sent.
create table questionnaire_response (
  programme_id uuid not null,
  response_id uuid not null default gen_random_uuid(),
  questionnaire_name text not null,
  -- null until it is sent
  questionnaire_id uuid,
  person_id uuid not null,
  -- why it is asked; `milestone` says after how many talks or how many months
  occasion text not null,
  milestone text,
  appointment_id uuid,
  state text not null default 'planned',
  -- why it was skipped or stopped
  reason text,
  -- of questionnaires that count against what a person may be asked in a week: 3 for a long form, 1 for a short one, 0 around an appointment
  weight smallint not null default 0,
  locale text,
  send_after timestamptz not null default turn_now(),
  sent_at timestamptz,
  started_at timestamptz,
  reminded_at timestamptz,
  -- how often the person has put it off
  deferrals smallint not null default 0,
  completed_at timestamptz,
  expires_at timestamptz,
  created_at timestamptz not null default turn_now(),
  primary key (programme_id, response_id),
  foreign key (programme_id, questionnaire_id) references questionnaire (programme_id, questionnaire_id),
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade,
  foreign key (programme_id, appointment_id) references appointment (programme_id, appointment_id) on delete set null (appointment_id),
  constraint questionnaire_response_occasion check (occasion in ('entry', 'before', 'after', 'milestone', 'campaign', 'debrief', 'professional')),
  -- planned, then offered (sent, not begun), in-progress and completed; or expired, stopped by the person, skipped before it was sent
  constraint questionnaire_response_state check (state in ('planned', 'offered', 'in-progress', 'completed', 'expired', 'stopped', 'skipped')),
  constraint questionnaire_response_sent check (state in ('planned', 'skipped', 'expired') or (questionnaire_id is not null and sent_at is not null))
);
-- nobody has two forms in hand
create unique index questionnaire_response_one_open on questionnaire_response (programme_id, person_id) where state in ('offered', 'in-progress');
-- each occasion asks once
create unique index questionnaire_response_once on questionnaire_response (programme_id, person_id, questionnaire_name, occasion, milestone, appointment_id)
  nulls not distinct where occasion <> 'campaign' and occasion <> 'professional';
create index questionnaire_response_person on questionnaire_response (programme_id, person_id, created_at);
create index questionnaire_response_appointment on questionnaire_response (programme_id, appointment_id) where appointment_id is not null;
call protect('questionnaire_response');

-- One item's answer, as FHIR's value[x]; or that it was passed over.
create table questionnaire_answer (
  programme_id uuid not null,
  response_id uuid not null,
  link_id text not null,
  -- {"valueCoding": {...}}, {"valueInteger": 3}, {"valueString": "..."}, {"valueBoolean": true}; null: passed over
  value jsonb,
  -- how it was given
  mode text not null,
  -- after the form had expired: kept, labelled, in no figure
  late boolean not null default false,
  answered_at timestamptz not null default turn_now(),
  primary key (programme_id, response_id, link_id),
  foreign key (programme_id, response_id) references questionnaire_response (programme_id, response_id) on delete cascade,
  constraint questionnaire_answer_mode check (mode in ('sms', 'whatsapp', 'voice', 'teams', 'web'))
);
call protect('questionnaire_answer');
