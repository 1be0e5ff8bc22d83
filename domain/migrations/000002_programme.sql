-- A programme, and the numbers that it sends from.
create table programme (
  programme_id uuid primary key default gen_random_uuid(),
  name text not null,
  locale text not null default 'fr',
  zone text not null default 'Europe/Paris',
  -- validated by zod, which has the defaults; a version says by which shape it was written
  settings jsonb not null default '{}',
  settings_version integer not null default 1,
  created_at timestamptz not null default turn_now(),
  constraint programme_locale check (locale in ('fr', 'en'))
);
call protect('programme');

-- How commands name a programme: found before it is known, so no row-level security; a name and an id only.
create table programme_slug (
  slug text primary key,
  programme_id uuid not null unique references programme (programme_id),
  constraint programme_slug_form check (slug ~ '^[a-z0-9][a-z0-9-]{1,39}$')
);

-- A sender says which programme was texted, so it is read before the programme is known: no row-level security, no personal data.
create table sender (
  sender_id uuid primary key default gen_random_uuid(),
  programme_id uuid not null references programme (programme_id),
  address text not null unique,
  sms_out boolean not null default false,
  sms_in boolean not null default false,
  voice boolean not null default false,
  caller_id boolean not null default false,
  -- what one segment costs, in millionths of the programme's currency
  segment_cost_micros integer not null default 80000,
  created_at timestamptz not null default turn_now(),
  unique (programme_id, sender_id),
  constraint sender_address check (address ~ '^(whatsapp:)?\+[1-9][0-9]{6,14}$' or address ~ '^[0-9]{5,6}$' or address ~ '^[A-Za-z][A-Za-z0-9 ]{1,10}$'),
  -- A French mobile number may not carry an application's texts. ARCEP decision 2018-0881, as amended by 2022-1583: numbering plan, "platforms" use 09 37 to 09 39
  constraint sender_not_french_mobile check (address !~ '^\+33[67]'),
  constraint sender_two_way check (sms_out or not sms_in)
);
