-- The whole life of an appointment: its reference, moving, proposing, where to meet, and its reminders.

-- Eight digits that name an appointment to its patient. Random enough that guessing does not pay: doors count the tries.
create function new_reference() returns text language sql volatile as
$$ select lpad((('x' || substr(md5(gen_random_uuid()::text), 1, 12))::bit(48)::bigint % 100000000)::text, 8, '0') $$;

-- Rooms where patient and peer may meet: listed ones only.
create table place (
  programme_id uuid not null references programme (programme_id),
  place_id uuid not null default gen_random_uuid(),
  name text not null,
  address text not null,
  map_url text,
  -- how two strangers find each other without a name: "une écharpe verte sur la table"
  sign_fr text not null,
  sign_en text not null,
  closed_at timestamptz,
  primary key (programme_id, place_id),
  constraint place_map_url check (map_url ~ '^https://')
);
-- commands name a room by its name
create unique index place_one_open on place (programme_id, lower(name)) where closed_at is null;
call protect('place');

alter table appointment
  add column reference text not null default new_reference(),
  -- whose idea this time was: one that the peer proposed needs only the patient's yes
  add column offered_by text not null default 'patient',
  -- the appointment that this one takes the place of, once it is booked
  add column moves_id uuid,
  -- the request that the peer answered by proposing this time
  add column instead_of_id uuid,
  add column place_id uuid,
  add column meeting_url text,
  -- how many talks of this pair came before it
  add column talk_number smallint not null default 1,
  -- when both had agreed to it
  add column booked_at timestamptz,
  -- when the patient answered the two-way reminder that they will come
  add column confirmed_at timestamptz,
  add constraint appointment_offered_by check (offered_by in ('patient', 'peer')),
  add constraint appointment_talk_number check (talk_number between 1 and 99),
  add foreign key (programme_id, moves_id) references appointment (programme_id, appointment_id) on delete set null (moves_id),
  add foreign key (programme_id, instead_of_id) references appointment (programme_id, appointment_id) on delete set null (instead_of_id),
  add foreign key (programme_id, place_id) references place (programme_id, place_id);
-- Eight digits come round again over the years of a country: unique among what is live, and the newest is meant.
create unique index appointment_reference on appointment (programme_id, reference) where status in ('proposed', 'pending', 'booked', 'arrived');
create index appointment_reference_newest on appointment (programme_id, reference, created_at desc);
create index appointment_request on appointment (programme_id, request_id);
create index appointment_moves on appointment (programme_id, moves_id) where moves_id is not null;
create unique index appointment_instead_of on appointment (programme_id, instead_of_id) where instead_of_id is not null;

-- Written with the booking, in its transaction; each has a job that makes a delivery of it, or says why not.
create table reminder (
  programme_id uuid not null,
  reminder_id uuid not null default gen_random_uuid(),
  appointment_id uuid not null,
  person_id uuid not null,
  kind text not null,
  due_at timestamptz not null,
  -- later than this it is of no use and is skipped
  useful_until timestamptz not null,
  -- of the appointment, as it was booked: another version makes this one void
  version integer not null,
  state text not null default 'waiting',
  reason text,
  primary key (programme_id, reminder_id),
  foreign key (programme_id, appointment_id) references appointment (programme_id, appointment_id) on delete cascade,
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade,
  unique (programme_id, appointment_id, person_id, kind, version),
  constraint reminder_kind check (kind in ('48-hours', '2-hours', '10-minutes')),
  constraint reminder_state check (state in ('waiting', 'written', 'skipped')),
  constraint reminder_reason check ((state = 'skipped') = (reason is not null)),
  constraint reminder_order check (due_at <= useful_until)
);
create index reminder_person on reminder (programme_id, person_id);
create index reminder_waiting on reminder (programme_id, due_at) where state = 'waiting';
call protect('reminder');

alter table delivery
  -- a reminder speaks of one version of its appointment: checked again when it is sent
  add column appointment_version integer,
  -- it asks something: never from a sender that can't be answered
  add column asks boolean not null default false,
  -- the address of this person is put in where the body says {number}, by the module that sends, and is stored nowhere
  add column reveals_person_id uuid,
  drop constraint delivery_class,
  add constraint delivery_class check (class in ('reply', 'stop-confirmation', 'safety', 'appointment', 'reminder', 'urgent', 'request', 'notice', 'human', 'number-code')),
  add foreign key (programme_id, reveals_person_id) references person (programme_id, person_id) on delete set null (reveals_person_id);
-- an address that goes away leaves its deliveries
create index delivery_address on delivery (programme_id, address_id) where address_id is not null;
