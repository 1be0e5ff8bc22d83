-- Units of a programme, such as the wards of a hospital: each has posters with a code of its own, which people write with their first words.
create table unit (
  programme_id uuid not null references programme (programme_id),
  unit_id uuid not null default gen_random_uuid(),
  -- for the team; it goes out in no message, since it may tell of what somebody lives with
  name text not null,
  -- as a poster carries it; for good, since posters hang for years
  code text not null,
  created_at timestamptz not null default turn_now(),
  -- from then on nobody new comes by its code
  retired_at timestamptz,
  primary key (programme_id, unit_id),
  unique (programme_id, code),
  constraint unit_name check (length(name) between 1 and 60),
  -- no word and no number: neither is taken for the other
  constraint unit_code check (code ~ '^[A-Z][A-Z0-9]{3,6}$' and code ~ '[0-9]')
);
create unique index unit_name_once on unit (programme_id, lower(name));
call protect('unit');

-- By whose poster somebody came. It is written before they agree, like their words, and forgotten with them if they do not.
alter table person
  add column unit_id uuid,
  add foreign key (programme_id, unit_id) references unit (programme_id, unit_id);
