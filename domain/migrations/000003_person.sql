-- People. A person is known by an alias and by keyed addresses, never by a name or a number in clear.
create table person (
  programme_id uuid not null references programme (programme_id),
  person_id uuid not null default gen_random_uuid(),
  locale text not null,
  zone text not null,
  -- the name this person chose to be told by
  alias text,
  created_at timestamptz not null default turn_now(),
  primary key (programme_id, person_id),
  constraint person_locale check (locale in ('fr', 'en')),
  constraint person_alias check (alias is null or length(alias) between 1 and 30)
);
call protect('person');

-- Where a person can be reached. The key is an HMAC of the address; the sealed form is for the module that sends, and is null where nothing may be kept.
create table channel_address (
  programme_id uuid not null,
  address_id uuid not null default gen_random_uuid(),
  person_id uuid not null,
  kind text not null,
  address_key text not null,
  sealed text,
  state text not null default 'live',
  state_reason text,
  -- the lowest live rank is tried first
  rank integer not null default 10,
  -- the sender this address last wrote to, and is answered from
  sender_id uuid,
  created_at timestamptz not null default turn_now(),
  primary key (programme_id, address_id),
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade,
  foreign key (programme_id, sender_id) references sender (programme_id, sender_id),
  unique (programme_id, kind, address_key),
  constraint channel_address_kind check (kind in ('sms', 'whatsapp', 'teams')),
  constraint channel_address_state check (state in ('live', 'unreachable', 'down'))
);
create index channel_address_person on channel_address (programme_id, person_id, rank);
call protect('channel_address');

-- Which person a Teams account is, before the programme is known: keys and ids only, no row-level security.
create table account (
  address_key text not null,
  programme_id uuid not null,
  person_id uuid not null,
  primary key (address_key, programme_id),
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade
);

-- A code that links a Teams account to a person, once. Keyed hash and ids only, read before the programme is known.
create table invitation (
  code_key text primary key,
  programme_id uuid not null,
  person_id uuid not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade
);

create table consent (
  programme_id uuid not null,
  consent_id uuid not null default gen_random_uuid(),
  person_id uuid not null,
  purpose text not null,
  -- which wording was shown
  text_version text not null,
  locale text not null,
  channel text not null,
  given_at timestamptz not null default turn_now(),
  withdrawn_at timestamptz,
  primary key (programme_id, consent_id),
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade
);
create unique index consent_one_in_force on consent (programme_id, person_id, purpose) where withdrawn_at is null;
call protect('consent');

-- Kept by address, not by person: it outlives an erasure.
create table opt_out (
  programme_id uuid not null references programme (programme_id),
  address_key text not null,
  topic text not null default 'all',
  source text not null,
  since timestamptz not null default turn_now(),
  primary key (programme_id, address_key, topic),
  constraint opt_out_topic check (topic in ('all', 'reminders', 'questionnaires')),
  constraint opt_out_source check (source in ('person', 'carrier'))
);
call protect('opt_out');

create table patient (
  programme_id uuid not null,
  person_id uuid not null,
  adult_confirmed_at timestamptz not null,
  shared_phone boolean not null,
  created_at timestamptz not null default turn_now(),
  primary key (programme_id, person_id),
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade
);
call protect('patient');

create table peer (
  programme_id uuid not null,
  person_id uuid not null,
  display_name text not null,
  about_fr text not null,
  about_en text not null,
  languages text[] not null default '{fr}',
  modalities text[] not null default '{phone}',
  role text not null default 'volunteer',
  training_minutes integer not null default 0,
  validated_by text,
  validated_on date,
  charter_signed_on date,
  last_supervision_on date,
  paused_at timestamptz,
  last_matched_at timestamptz,
  created_at timestamptz not null default turn_now(),
  primary key (programme_id, person_id),
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade,
  constraint peer_languages check (languages <@ '{fr,en}' and cardinality(languages) > 0),
  constraint peer_modalities check (modalities <@ '{phone,video,in-person,messages}' and cardinality(modalities) > 0),
  constraint peer_role check (role in ('volunteer', 'indemnified', 'salaried', 'independent'))
);
call protect('peer');

create table peer_condition (
  programme_id uuid not null,
  person_id uuid not null,
  condition_id text not null,
  primary key (programme_id, condition_id, person_id),
  foreign key (programme_id, person_id) references peer (programme_id, person_id) on delete cascade
);
call protect('peer_condition');

create table coordinator (
  programme_id uuid not null,
  person_id uuid not null,
  display_name text not null,
  created_at timestamptz not null default turn_now(),
  primary key (programme_id, person_id),
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade
);
call protect('coordinator');
