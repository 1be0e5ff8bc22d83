-- Automated calls: what would be a text is told by a call to who takes none.
alter table sender
  -- may show itself on calls that a machine makes
  add column automated_calls boolean not null default false;
-- the same rule as mayCallAutomatically() in domain/programmes/sender.ts
update sender set automated_calls = voice and caller_id and address like '+%' and not pool
  and (address !~ '^\+33' or address ~ '^\+33(162|163|270|271|377|378|424|425|568|569|93[789]|94[89]|947[5-9])');

alter table patient
  -- the time of day at which they are called by a machine, or `team`: by a person; null: never asked
  add column call_time text,
  add constraint patient_call_time check (call_time in ('morning', 'midday', 'afternoon', 'evening', 'team'));

alter table delivery
  -- what an automated call does in its place: says what waits once the code is given, or asks whether such calls are right; null: no call can stand in for it
  add column told text,
  -- it is told by another delivery's call
  add column joins_id uuid,
  add constraint delivery_told check (told in ('after-code', 'asks-calls')),
  add foreign key (programme_id, joins_id) references delivery (programme_id, delivery_id) on delete set null (joins_id);
create index delivery_joins on delivery (programme_id, joins_id) where joins_id is not null;
