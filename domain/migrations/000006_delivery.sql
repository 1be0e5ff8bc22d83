-- What leaves for a person. Written in a turn, sent by the job `send-delivery`, never from inside a turn.
create table delivery (
  programme_id uuid not null,
  delivery_id uuid not null default gen_random_uuid(),
  person_id uuid not null,
  -- where it goes or went; null: the person's first live address, when it is sent
  address_id uuid,
  class text not null,
  body text not null,
  card jsonb,
  -- which appointment it speaks of: its card is redrawn when that changes
  appointment_id uuid,
  -- the delivery whose card this one redraws
  redraws_id uuid,
  state text not null,
  reason text,
  attempt integer not null default 0,
  attempted_at timestamptz,
  segments integer not null default 0,
  cost_micros bigint not null default 0,
  -- the provider's own id: a MessageSid or a Teams activity id
  provider_id text,
  send_after timestamptz not null default turn_now(),
  expires_at timestamptz,
  created_at timestamptz not null default turn_now(),
  updated_at timestamptz not null default turn_now(),
  primary key (programme_id, delivery_id),
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade,
  foreign key (programme_id, address_id) references channel_address (programme_id, address_id) on delete set null (address_id),
  foreign key (programme_id, appointment_id) references appointment (programme_id, appointment_id) on delete set null (appointment_id),
  foreign key (programme_id, redraws_id) references delivery (programme_id, delivery_id) on delete set null (redraws_id),
  constraint delivery_class check (class in ('reply', 'stop-confirmation', 'safety', 'appointment', 'urgent', 'request', 'notice')),
  -- never backwards: see delivery_rank()
  constraint delivery_state check (state in ('queued', 'sending', 'sent', 'delivered', 'failed', 'skipped')),
  constraint delivery_attempts check (attempt between 0 and 5)
);
create index delivery_person on delivery (programme_id, person_id, created_at);
create index delivery_appointment on delivery (programme_id, appointment_id) where appointment_id is not null;
create index delivery_provider on delivery (programme_id, provider_id) where provider_id is not null;
call protect('delivery');

-- How far a delivery is: a callback may only move it up, and an error is not overwritten by a late "sent".
create function delivery_rank(state text) returns integer language sql immutable as
$$ select array_position(array['queued', 'sending', 'sent', 'delivered', 'failed', 'skipped'], state) $$;

-- What a programme spent on one day of its own zone.
create table spending (
  programme_id uuid not null references programme (programme_id),
  day date not null,
  micros bigint not null default 0,
  alerted_at timestamptz,
  primary key (programme_id, day)
);
call protect('spending');
