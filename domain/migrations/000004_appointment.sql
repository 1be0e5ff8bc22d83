-- A peer's open time, a patient's request, and the appointments between them.
create table availability (
  programme_id uuid not null,
  availability_id uuid not null default gen_random_uuid(),
  peer_id uuid not null,
  -- ISO: 1 is Monday
  weekday smallint not null,
  -- wall time in the peer's zone
  starts_at time not null,
  ends_at time not null,
  primary key (programme_id, availability_id),
  foreign key (programme_id, peer_id) references peer (programme_id, person_id) on delete cascade,
  constraint availability_weekday check (weekday between 1 and 7),
  constraint availability_order check (starts_at < ends_at)
);
create index availability_peer on availability (programme_id, peer_id);
call protect('availability');

create table request (
  programme_id uuid not null,
  request_id uuid not null default gen_random_uuid(),
  patient_id uuid not null,
  condition_id text not null,
  state text not null default 'open',
  -- peers who declined or let it pass: not offered again for this request
  refused_by uuid[] not null default '{}',
  created_at timestamptz not null default turn_now(),
  closed_at timestamptz,
  primary key (programme_id, request_id),
  foreign key (programme_id, patient_id) references patient (programme_id, person_id) on delete cascade,
  constraint request_state check (state in ('open', 'waitlist', 'matched', 'with-coordinator', 'closed'))
);
create unique index request_one_open on request (programme_id, patient_id) where state in ('open', 'waitlist', 'with-coordinator');
call protect('request');

-- Statuses: FHIR R4 Appointment.status (https://hl7.org/fhir/R4/valueset-appointmentstatus.html); `proposed` is held, `pending` is asked of the peer.
create table appointment (
  programme_id uuid not null,
  appointment_id uuid not null default gen_random_uuid(),
  request_id uuid not null,
  patient_id uuid not null,
  peer_id uuid not null,
  modality text not null,
  -- the talk, and what it takes from the peer's day (the talk and its buffer)
  during tstzrange not null,
  blocks tstzrange not null,
  -- what people meant: local wall time and zone survive a change of clocks or of its rules
  local_start timestamp not null,
  zone text not null,
  status text not null,
  -- what is finer than the status: who cancelled, why a peer declined
  reason_code text,
  version integer not null default 1,
  -- until when a proposed or pending appointment keeps its slot; null once it is decided
  expires_at timestamptz,
  created_at timestamptz not null default turn_now(),
  primary key (programme_id, appointment_id),
  foreign key (programme_id, request_id) references request (programme_id, request_id) on delete cascade,
  foreign key (programme_id, patient_id) references patient (programme_id, person_id) on delete cascade,
  foreign key (programme_id, peer_id) references peer (programme_id, person_id),
  constraint appointment_status check (status in
    ('proposed', 'pending', 'booked', 'arrived', 'fulfilled', 'cancelled', 'noshow', 'entered-in-error')),
  constraint appointment_modality check (modality in ('phone', 'video', 'in-person', 'messages')),
  constraint appointment_expires check ((status in ('proposed', 'pending')) = (expires_at is not null)),
  constraint appointment_bounded check (not isempty(during) and during <@ blocks and not upper_inf(blocks)),
  -- one talk at a time; a cancelled or missed one takes no room
  constraint appointment_peer_free exclude using gist (programme_id with =, peer_id with =, blocks with &&) where (status in ('proposed', 'pending', 'booked', 'arrived')),
  constraint appointment_patient_free exclude using gist (programme_id with =, patient_id with =, during with &&) where (status in ('proposed', 'pending', 'booked', 'arrived'))
);
create index appointment_patient on appointment (programme_id, patient_id, status);
create index appointment_peer on appointment (programme_id, peer_id, status);
call protect('appointment');
