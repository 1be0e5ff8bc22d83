-- What follows on danger: pages by call, and what an incident was about.
alter table delivery
  -- said to the phone by a call, and not written: a page to who is on duty
  add column by_call boolean not null default false;

alter table incident
  -- which lines were given, and whether somebody is asked again the next day; null: it was not kept then
  add column situation text,
  add constraint incident_situation check (situation in ('suicide', 'suicide-other', 'violence', 'child', 'harm-others', 'overdose', 'emergency', 'distress'));

/*
 * Ends a turn: stores the conversation, the answer under the event's key, and the deliveries with their jobs.
 *
 * turn: {eventKey, personId, conversationId, questionNumber, question | null, aside | null, locked | null, unlockedUntil | null, answer, capMicros, essential,
 *        deliveries: [{personId, addressId?, appointmentId?, appointmentVersion?, class, body, card?, redrawsId?, revealsPersonId?, asks?, byCall?, state: "queued" | "sent", segments,
 *          costMicros, expiresAt?, sendAfter?}]}
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
    insert into delivery (programme_id, person_id, address_id, appointment_id, appointment_version, class, body, card, redraws_id, reveals_person_id, asks, by_call, state, reason,
      segments, cost_micros, expires_at, send_after)
    values (current_programme(), (item ->> 'personId')::uuid, (item ->> 'addressId')::uuid, (item ->> 'appointmentId')::uuid, (item ->> 'appointmentVersion')::integer,
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
