-- Who somebody is: the code of a shared phone, a change of number, numbers that went to somebody else, what a person may ask of their data.
alter table person
  -- nothing automatic is said to this person: a death, a relapse, a hospital stay. Only people write.
  add column frozen_at timestamptz,
  -- what identified this person is gone; what is left counts, and names nobody
  add column erased_at timestamptz;

alter table patient
  -- keyed hash of the four digits that open a shared phone's messages
  add column code_key text;

alter table channel_address
  -- after half a year of silence a number may have gone to somebody else
  add column last_heard_at timestamptz not null default turn_now();

alter table conversation
  -- a question asked while another was open; its options carry a letter ("A1"), so that an answer to one is none to the other
  add column aside jsonb,
  -- what waits on a shared phone until the code is given: [{say, prompt?, question?}]
  add column locked jsonb,
  add column unlocked_until timestamptz;

-- A person's wish to be reached at another number: until the code that was sent there is given, or, where the old phone is lost,
-- until a coordinator has spoken to the person whose appointment's reference was given.
create table number_change (
  programme_id uuid not null,
  person_id uuid not null,
  address_key text not null,
  sealed text not null,
  code_key text,
  -- as it was given from a number that nobody knows
  reference text,
  tries smallint not null default 0,
  expires_at timestamptz not null,
  primary key (programme_id, person_id),
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade,
  constraint number_change_proof check ((code_key is null) <> (reference is null))
);
call protect('number_change');

-- A page that shows a person's data once. Found by the keyed hash of its token, before the programme is known: no row-level security, ids only.
create table export_link (
  token_key text primary key,
  programme_id uuid not null,
  person_id uuid not null,
  -- who opens it: the person, or the coordinator who posts it
  opened_by uuid not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade
);

-- That a person agreed, and when they were erased: by keyed hash only, to show that what was done was allowed.
create table consent_proof (
  programme_id uuid not null references programme (programme_id),
  proof_id uuid not null default gen_random_uuid(),
  address_key text not null,
  text_version text not null,
  given_at timestamptz not null,
  erased_at timestamptz not null default turn_now(),
  primary key (programme_id, proof_id)
);
call protect('consent_proof');
