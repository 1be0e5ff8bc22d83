-- The conversation with a person: one open question, whatever the channel. Its row is the lock of a turn.
create table conversation (
  programme_id uuid not null,
  conversation_id uuid not null default gen_random_uuid(),
  person_id uuid not null,
  -- rises with every question asked; cards and voice URLs carry it
  question_number integer not null default 0,
  -- the open question: dialog, step, state, the prompt as shown, on which channel, until when
  question jsonb,
  version integer not null default 0,
  updated_at timestamptz not null default turn_now(),
  primary key (programme_id, conversation_id),
  unique (programme_id, person_id),
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade
);
call protect('conversation');

-- Every message, call event, click and job that became a turn, by its own key: a second delivery finds the first one's answer.
-- Looked up before the programme is known; holds ids only. Kept 30 days.
create table inbound_event (
  event_key text primary key,
  programme_id uuid references programme (programme_id),
  received_at timestamptz not null default turn_now()
);
create index inbound_event_age on inbound_event (received_at);

create table turn_answer (
  programme_id uuid not null references programme (programme_id),
  event_key text not null references inbound_event (event_key) on delete cascade,
  answer jsonb not null,
  primary key (programme_id, event_key)
);
create index turn_answer_person on turn_answer (programme_id, (answer ->> 'personId'));
call protect('turn_answer');

-- How often something happened in a window of time: inbound messages of an address, tries of a code.
create table rate_window (
  programme_id uuid not null references programme (programme_id),
  subject text not null,
  window_start timestamptz not null,
  seen integer not null,
  primary key (programme_id, subject, window_start)
);
call protect('rate_window');

-- Tries of an invitation code by an account that no programme knows yet. Keyed hash only.
create table invitation_try (
  address_key text not null,
  day date not null,
  tries integer not null,
  primary key (address_key, day)
);

-- Append only: the application may add and read.
create table audit (
  programme_id uuid not null references programme (programme_id),
  audit_id uuid not null default gen_random_uuid(),
  at timestamptz not null default turn_now(),
  actor_id uuid,
  action text not null,
  subject_id uuid,
  primary key (programme_id, audit_id)
);
call protect('audit');
revoke update, delete on audit from passerelle_app;

-- A safety alarm: its level, rule and time, never the text.
create table incident (
  programme_id uuid not null,
  incident_id uuid not null default gen_random_uuid(),
  person_id uuid not null,
  level smallint not null,
  rule text not null,
  paged integer not null default 0,
  at timestamptz not null default turn_now(),
  primary key (programme_id, incident_id),
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade,
  constraint incident_level check (level between 1 and 3)
);
call protect('incident');

-- What waits for a coordinator.
create table work_item (
  programme_id uuid not null,
  work_item_id uuid not null default gen_random_uuid(),
  kind text not null,
  person_id uuid not null,
  opened_at timestamptz not null default turn_now(),
  closed_at timestamptz,
  primary key (programme_id, work_item_id),
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade,
  constraint work_item_kind check (kind in ('asked-for-human', 'unmatched', 'unreachable', 'opted-out-with-booking', 'safety', 'spending'))
);
create unique index work_item_one_open on work_item (programme_id, kind, person_id) where closed_at is null;
call protect('work_item');
