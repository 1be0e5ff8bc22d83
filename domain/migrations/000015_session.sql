-- Masked sessions: patient and peer talk over a number of the programme's, and neither learns the other's.

alter table sender
  -- serves masked sessions: never taken as the number that answers a person
  add column pool boolean not null default false;

-- Which number a pair has, one row for each of the two: from its first booking until some days after its last talk, so that it can be saved, and so that
-- nobody who calls it late meets somebody else.
create table number_lease (
  programme_id uuid not null,
  number_lease_id uuid not null default gen_random_uuid(),
  sender_id uuid not null,
  person_id uuid not null,
  other_id uuid not null,
  during tstzrange not null,
  -- the pool had run out: several pairs have this number, and who calls gives a PIN
  shared boolean not null default false,
  primary key (programme_id, number_lease_id),
  foreign key (programme_id, sender_id) references sender (programme_id, sender_id),
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade,
  foreign key (programme_id, other_id) references person (programme_id, person_id) on delete cascade,
  constraint number_lease_bounded check (not isempty(during) and not upper_inf(during)),
  -- one pair at a time on a number, for each person
  constraint number_lease_own exclude using gist (programme_id with =, sender_id with =, person_id with =, during with &&) where (not shared)
);
create index number_lease_pair on number_lease (programme_id, person_id, other_id);
create index number_lease_other on number_lease (programme_id, other_id);
call protect('number_lease');

/*
 * Gives a pair the number that they keep for their whole series, or keeps the one that they have for longer. Where no number of the pool is free for both,
 * they share one, and give a PIN. Somebody else may be taking the same number at this moment: number_lease_own lets one through, and the next one is tried.
 *
 * until: the end of their last talk and of the days after it
 * Returns {senderId, shared, used, size}: how many numbers the busier of the two has now, of how many there are. Null if no number may call people.
 */
create function lease_number(patient uuid, peer uuid, until timestamptz) returns jsonb language plpgsql volatile as $$
declare
  candidate uuid;
  kept uuid;
  is_shared boolean := false;
begin
  begin
    with prolonged as (
      update number_lease set during = tstzrange(lower(during), greatest(upper(during), until))
      where (person_id, other_id) in ((patient, peer), (peer, patient)) and not shared and upper(during) > turn_now()
      returning sender_id
    )
    select sender_id into kept from prolonged limit 1;
  exception when exclusion_violation then
    -- it was given to others for after their last talk
    kept := null;
  end;
  if kept is null then
    for candidate in
      select s.sender_id from sender s
      where s.programme_id = current_programme() and s.pool and s.voice and s.caller_id
        and not exists (select from number_lease l where l.sender_id = s.sender_id and l.person_id in (patient, peer) and not l.shared and upper(l.during) > turn_now())
      order by (select count(*) from number_lease l where l.sender_id = s.sender_id and upper(l.during) > turn_now()), s.created_at, s.address
    loop
      begin
        insert into number_lease (programme_id, sender_id, person_id, other_id, during)
          select current_programme(), candidate, one, other, tstzrange(turn_now(), until) from (values (patient, peer), (peer, patient)) as pair (one, other) order by one;
        kept := candidate;
        exit;
      exception when exclusion_violation then
        null;
      end;
    end loop;
  end if;
  if kept is null then
    is_shared := true;
    select s.sender_id into kept from sender s
      where s.programme_id = current_programme() and s.voice and s.caller_id and s.address like '+%'
      order by s.pool desc, (select count(*) from number_lease l where l.sender_id = s.sender_id and upper(l.during) > turn_now()), s.created_at, s.address limit 1;
    if kept is null then
      return null;
    end if;
    insert into number_lease (programme_id, sender_id, person_id, other_id, during, shared)
      select current_programme(), kept, one, other, tstzrange(turn_now(), until), true from (values (patient, peer), (peer, patient)) as pair (one, other);
  end if;
  return jsonb_build_object('senderId', kept, 'shared', is_shared,
    'used', (select max(used) from (select count(*) as used from number_lease l where l.person_id in (patient, peer) and not l.shared and upper(l.during) > turn_now() group by l.person_id) each),
    'size', (select count(*) from sender s where s.programme_id = current_programme() and s.pool and s.voice and s.caller_id));
end
$$;

-- The talk itself: by phone, or by messages that are passed on.
create table session (
  programme_id uuid not null,
  session_id uuid not null default gen_random_uuid(),
  appointment_id uuid not null,
  patient_id uuid not null,
  peer_id uuid not null,
  modality text not null,
  sender_id uuid not null,
  shared boolean not null,
  -- when it may be used: from some minutes before the talk to some after its end
  during tstzrange not null,
  -- six digits by which each side is known that calls from a number that is withheld
  patient_pin text not null,
  peer_pin text not null,
  state text not null default 'scheduled',
  -- why it failed, or was released before its time
  reason text,
  -- messages that were passed on, from each side
  patient_messages integer not null default 0,
  peer_messages integer not null default 0,
  primary key (programme_id, session_id),
  unique (programme_id, appointment_id),
  foreign key (programme_id, appointment_id) references appointment (programme_id, appointment_id) on delete cascade,
  foreign key (programme_id, patient_id) references person (programme_id, person_id) on delete cascade,
  foreign key (programme_id, peer_id) references person (programme_id, person_id) on delete cascade,
  foreign key (programme_id, sender_id) references sender (programme_id, sender_id),
  constraint session_modality check (modality in ('phone', 'messages')),
  constraint session_state check (state in ('scheduled', 'open', 'live', 'grace', 'cooling', 'released', 'failed')),
  constraint session_reason check (state <> 'failed' or reason is not null),
  constraint session_pins check (patient_pin ~ '^[0-9]{6}$' and peer_pin ~ '^[0-9]{6}$' and patient_pin <> peer_pin),
  constraint session_bounded check (not isempty(during) and not upper_inf(during))
);
create index session_patient on session (programme_id, patient_id);
create index session_peer on session (programme_id, peer_id);
create index session_sender on session (programme_id, sender_id) where state in ('scheduled', 'open', 'live', 'grace');
call protect('session');

-- One call to or from one of the two. What is known of it are facts that are written once, so that callbacks may come in any order and more than once.
create table session_leg (
  programme_id uuid not null,
  leg_id uuid not null default gen_random_uuid(),
  session_id uuid not null,
  person_id uuid not null,
  direction text not null,
  -- who asked for the call is rung first
  starts boolean not null default false,
  -- which call to this person it is, within the session
  try smallint not null default 1,
  attempt smallint not null default 0,
  attempted_at timestamptz,
  call_sid text,
  -- a key was pressed, or the person called themselves
  accepted_at timestamptz,
  ended_at timestamptz,
  -- the provider's word for how it ended, or why it was not made
  end_status text,
  created_at timestamptz not null default turn_now(),
  state text not null generated always as (
    case
      when ended_at is not null and accepted_at is null then 'failed'
      when ended_at is not null then 'left'
      when accepted_at is not null then 'accepted'
      when call_sid is not null then 'ringing'
      when attempted_at is not null then 'dialing'
      else 'queued'
    end) stored,
  primary key (programme_id, leg_id),
  foreign key (programme_id, session_id) references session (programme_id, session_id) on delete cascade,
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade,
  constraint session_leg_direction check (direction in ('inbound', 'outbound')),
  constraint session_leg_end check ((ended_at is null) = (end_status is null)),
  unique (programme_id, call_sid)
);
create index session_leg_session on session_leg (programme_id, session_id);
create index session_leg_person on session_leg (programme_id, person_id);
-- nobody is rung twice at a time
create unique index session_leg_one_outbound on session_leg (programme_id, session_id, person_id) where direction = 'outbound' and ended_at is null;
call protect('session_leg');

-- What the provider tells of a conference, as it tells it: by the provider's clock and count.
create table conference_event (
  programme_id uuid not null,
  conference_sid text not null,
  sequence integer not null,
  session_id uuid not null,
  call_sid text,
  event text not null,
  at timestamptz not null,
  primary key (programme_id, conference_sid, sequence),
  foreign key (programme_id, session_id) references session (programme_id, session_id) on delete cascade
);
create index conference_event_session on conference_event (programme_id, session_id);
call protect('conference_event');

alter table appointment
  -- a coordinator said how it was: nothing that is reported later changes that
  add column corrected_at timestamptz;

-- Whichever way an appointment ends before its talk, its session can be used no more; and it moves with its appointment.
create function appointment_session() returns trigger language plpgsql as $$
begin
  if new.status = 'cancelled' then
    update session set state = 'released', reason = 'cancelled'
      where session.programme_id = new.programme_id and session.appointment_id = new.appointment_id and state in ('scheduled', 'open', 'live', 'grace');
  else
    update session set during = tstzrange(lower(during) + (lower(new.during) - lower(old.during)), upper(during) + (upper(new.during) - upper(old.during)))
      where session.programme_id = new.programme_id and session.appointment_id = new.appointment_id;
  end if;
  return null;
end
$$;
create trigger appointment_session after update of status, during on appointment for each row
  when (new.status = 'cancelled' and old.status <> 'cancelled' or new.during <> old.during) execute function appointment_session();

alter table delivery
  -- the number it leaves from, where it matters: a session's
  add column sender_id uuid,
  add foreign key (programme_id, sender_id) references sender (programme_id, sender_id),
  drop constraint delivery_class,
  add constraint delivery_class check (class in ('reply', 'stop-confirmation', 'safety', 'appointment', 'reminder', 'urgent', 'request', 'notice', 'human', 'number-code',
    'relay'));

alter table work_item drop constraint work_item_kind;
alter table work_item add constraint work_item_kind check (kind in ('asked-for-human', 'unmatched', 'unconfirmed', 'withdrawn', 'unreachable', 'channel-down',
  'opted-out-with-booking', 'safety', 'peer-alert', 'number-change', 'data-by-post', 'frozen', 'spending', 'peer-absent', 'session-failed'));

/*
 * Ends a turn: stores the conversation, the answer under the event's key, and the deliveries with their jobs.
 *
 * turn: {eventKey, personId, conversationId, questionNumber, question | null, aside | null, locked | null, unlockedUntil | null, answer, capMicros, essential,
 *        deliveries: [{personId, addressId?, senderId?, appointmentId?, appointmentVersion?, class, body, card?, redrawsId?, revealsPersonId?, asks?, byCall?,
 *          state: "queued" | "sent", segments, costMicros, expiresAt?, sendAfter?}]}
 * Deliveries in state "sent" are the answer itself, and cost at once: over the cap they are skipped and the answer is empty.
 * Returns {deliveryIds (in order), answered}.
 */
create or replace function save_turn(turn jsonb) returns jsonb language plpgsql volatile as $$
declare
  item jsonb;
  made uuid;
  ids uuid[] := '{}';
  cost bigint;
  answered boolean := true;
  stored jsonb;
begin
  update conversation set
    question = nullif(turn -> 'question', 'null'), question_number = (turn ->> 'questionNumber')::integer,
    aside = nullif(turn -> 'aside', 'null'), locked = nullif(turn -> 'locked', 'null'), unlocked_until = (turn ->> 'unlockedUntil')::timestamptz,
    version = conversation.version + 1, updated_at = turn_now()
  where conversation.conversation_id = (turn ->> 'conversationId')::uuid;

  select sum((answer ->> 'costMicros')::bigint) into cost from jsonb_array_elements(turn -> 'deliveries') answer where answer ->> 'state' = 'sent';
  if cost > 0 then
    answered := spend(cost, (turn ->> 'capMicros')::bigint, (turn ->> 'essential')::boolean);
  end if;

  for item in select * from jsonb_array_elements(turn -> 'deliveries') loop
    insert into delivery (programme_id, person_id, address_id, sender_id, appointment_id, appointment_version, class, body, card, redraws_id, reveals_person_id, asks, by_call, state, reason,
      segments, cost_micros, expires_at, send_after)
    values (current_programme(), (item ->> 'personId')::uuid, (item ->> 'addressId')::uuid, (item ->> 'senderId')::uuid, (item ->> 'appointmentId')::uuid, (item ->> 'appointmentVersion')::integer,
      item ->> 'class', item ->> 'body', nullif(item -> 'card', 'null'), (item ->> 'redrawsId')::uuid, (item ->> 'revealsPersonId')::uuid, coalesce((item ->> 'asks')::boolean, false), coalesce((item ->> 'byCall')::boolean, false),
      case when item ->> 'state' = 'sent' and not answered then 'skipped' else item ->> 'state' end,
      case when item ->> 'state' = 'sent' and not answered then 'spending-cap' end,
      coalesce((item ->> 'segments')::integer, 0), coalesce((item ->> 'costMicros')::bigint, 0),
      (item ->> 'expiresAt')::timestamptz, coalesce((item ->> 'sendAfter')::timestamptz, turn_now()))
    returning delivery_id into made;
    ids := ids || made;
    if item ->> 'state' = 'queued' then
      -- one queue a person: what is written first arrives first
      perform enqueue('send-delivery', made, coalesce((item ->> 'sendAfter')::timestamptz, turn_now()), 'send ' || made, person_queue((item ->> 'personId')::uuid));
    end if;
  end loop;

  -- A repeated event must give the same answer, with the same deliveries.
  stored := (turn -> 'answer') || jsonb_build_object('deliveryIds', to_jsonb(ids), 'answered', answered);
  insert into turn_answer (programme_id, event_key, answer) values (current_programme(), turn ->> 'eventKey', stored);
  return stored;
end
$$;

-- How long times that may have gaps are together, in whole seconds.
create function seconds_of(times tstzmultirange) returns integer language sql immutable as
$$ select coalesce(round(sum(extract(epoch from upper(each) - lower(each)))), 0)::integer from unnest(times) as each $$;
