-- Matching and availability: what a patient wishes and excludes, what a peer's time is besides the week, how long a request has waited.
alter table peer
  -- stated by peers who want to; what patients may prefer, never a filter of ours
  add column gender text,
  add column birth_decade smallint,
  -- so that a patient can be kept apart from those who may know them
  add column town text,
  add column hospital text,
  -- until when a pause lasts; null: until it is ended
  add column paused_until date,
  -- since when this peer can be offered without a break: validation, or the end of a pause. Rotation counts from here, so that neither a newcomer nor a returner gets everything.
  add column active_since timestamptz not null default turn_now(),
  add constraint peer_gender check (gender in ('woman', 'man', 'other')),
  add constraint peer_birth_decade check (birth_decade between 1900 and 2020 and birth_decade % 10 = 0);

-- Lived it oneself, or beside someone: a patient is matched with those who lived it, a relative with relatives.
alter table peer_condition
  add column experience text not null default 'lived',
  add constraint peer_condition_experience check (experience in ('lived', 'relative')),
  drop constraint peer_condition_pkey,
  add primary key (programme_id, condition_id, experience, person_id);
create index peer_condition_person on peer_condition (programme_id, person_id);

-- Since when a peer waits for a match, kept beside each condition so that an index gives those who have waited longest without reading all of them.
-- A pause that ends by itself counts from its last day.
alter table peer_condition add column waiting_since timestamptz not null default turn_now();
create function peer_waiting_since(waiting peer) returns timestamptz language sql stable as
$$ select greatest(waiting.last_matched_at, waiting.active_since, waiting.paused_until::timestamp at time zone 'UTC') $$;
create function peer_condition_waits() returns trigger language plpgsql as $$
begin
  new.waiting_since := coalesce(
    (select peer_waiting_since(peer) from peer where peer.programme_id = new.programme_id and peer.person_id = new.person_id), new.waiting_since);
  return new;
end
$$;
create trigger peer_condition_waits before insert on peer_condition for each row execute function peer_condition_waits();
create function peer_waits() returns trigger language plpgsql as $$
begin
  update peer_condition set waiting_since = peer_waiting_since(new)
    where peer_condition.programme_id = new.programme_id and peer_condition.person_id = new.person_id;
  return null;
end
$$;
create trigger peer_waits after update of last_matched_at, active_since, paused_until on peer for each row execute function peer_waits();
-- Where one statement adds peers and their conditions, the conditions may come first.
create trigger peer_waits_at_first after insert on peer for each row when (new.active_since <> new.created_at) execute function peer_waits();
update peer_condition set waiting_since = peer_waiting_since(peer) from peer
  where peer.programme_id = peer_condition.programme_id and peer.person_id = peer_condition.person_id;
create index peer_condition_waiting on peer_condition (programme_id, condition_id, experience, waiting_since, person_id);

alter table patient
  -- {gender?, birthDecade?}: validated by zod
  add column preferences jsonb not null default '{}';

-- Whom a patient is never offered: everybody of a hospital or a town, or one peer. Kept blindly: a peer who says "I may know this person" is excluded without a word to the patient.
create table exclusion (
  programme_id uuid not null,
  exclusion_id uuid not null default gen_random_uuid(),
  patient_id uuid not null,
  kind text not null,
  -- of a hospital or town: as typed, compared without accents and case
  value text,
  peer_id uuid,
  -- made by the peer's word: the patient is never shown it, and can't take it back
  blind boolean not null default false,
  created_at timestamptz not null default turn_now(),
  primary key (programme_id, exclusion_id),
  foreign key (programme_id, patient_id) references patient (programme_id, person_id) on delete cascade,
  foreign key (programme_id, peer_id) references peer (programme_id, person_id) on delete cascade,
  unique nulls not distinct (programme_id, patient_id, kind, value, peer_id, blind),
  constraint exclusion_kind check (kind in ('hospital', 'town', 'peer')),
  constraint exclusion_what check ((kind = 'peer') = (peer_id is not null) and (kind = 'peer') = (value is null) and length(value) between 1 and 80)
);
call protect('exclusion');

-- Words without accents, case and punctuation, as normaliseWords() makes them.
create function plain_words(said text) returns text language sql immutable parallel safe as $$
  select trim(regexp_replace(
    replace(lower(regexp_replace(normalize(said, nfd), '[\u0300-\u036f]', '', 'g')), 'œ', 'oe'), '[[:space:][:punct:]’«»–—]+', ' ', 'g'))
$$;

-- Whether two people mean the same hospital or town: "CHU de Lille" is in "CHRU Lille, Huriez". Rather too often than too rarely.
create function same_place(one text, other text) returns boolean language sql immutable parallel safe as $$
  with said as (
    select plain_words(one) as one, plain_words(other) as other
  ), told as (
    select said.*, plain_words(regexp_replace(said.one, common.words, ' ', 'g')) as bare_one, plain_words(regexp_replace(said.other, common.words, ' ', 'g')) as bare_other
    from said, (values ('\m(hopital|hopitaux|hospital|chu|chru|ch|clinique|clinic|centre|center|hospitalier|universitaire|university|de|du|des|d|la|le|les|l|of|the)\M')) as common (words)
  )
  select case
    when bare_one = '' or bare_other = '' then told.one = told.other
    else ' ' || bare_one || ' ' like '% ' || bare_other || ' %' or ' ' || bare_other || ' ' like '% ' || bare_one || ' %'
  end
  from told
$$;

-- What differs from the weekly plan, by local dates in the peer's zone: away (whole days or hours), or open besides the plan.
create table availability_exception (
  programme_id uuid not null,
  exception_id uuid not null default gen_random_uuid(),
  peer_id uuid not null,
  kind text not null,
  starts_on date not null,
  -- the last day of it
  ends_on date not null,
  -- of each of its days; null: all day
  starts_at time,
  ends_at time,
  created_at timestamptz not null default turn_now(),
  primary key (programme_id, exception_id),
  foreign key (programme_id, peer_id) references peer (programme_id, person_id) on delete cascade,
  constraint availability_exception_kind check (kind in ('away', 'open')),
  constraint availability_exception_days check (starts_on <= ends_on and ends_on - starts_on <= 366),
  constraint availability_exception_hours check ((starts_at is null) = (ends_at is null) and (starts_at is null or starts_at < ends_at) and (kind = 'away' or starts_at is not null))
);
create index availability_exception_peer on availability_exception (programme_id, peer_id, ends_on);
call protect('availability_exception');

alter table request
  add column experience text not null default 'lived',
  -- the 24 h promise: when a peer said yes, and when the first talk took place
  add column matched_at timestamptz,
  add column first_talk_at timestamptz,
  -- on the waitlist: how often the patient was told that somebody is there now
  add column notices smallint not null default 0,
  add column noticed_at timestamptz,
  add constraint request_experience check (experience in ('lived', 'relative')),
  add constraint request_notices check (notices between 0 and 3);
