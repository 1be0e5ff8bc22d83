-- take_turn() and save_turn() as of now: with questions asked aside, messages that wait for a code, and how long an address was silent.

-- old events go with their answers
create index turn_answer_event on turn_answer (event_key);

-- The queue in which messages to a person are sent one after the other. One of 256: the runner looks through all queues at each fetch and keeps them for ever,
-- so there is none for each person ever written to.
create function person_queue(person uuid) returns text language sql immutable as
$$ select 'people ' || (hashtext(person::text) & 255) $$;

/*
 * Takes the turn for one event: finds the programme, the person and the conversation, and locks the conversation.
 *
 * door is one of
 *   {"kind": "sms" | "whatsapp", "sender": address texted, "addressKey", "sealed", "locale"}
 *   {"kind": "teams", "addressKey", "programmeId"? of the card}
 *   {"kind": "job", "programmeId", "personId"}
 * `unheardDays` is how long nothing had come from that address before this event.
 * The outcome is `taken`, `repeated` (with the first answer), `unknown-sender`, `unlinked` (a Teams account nobody knows) or `which-programme`.
 */
create or replace function take_turn(event_key text, door jsonb) returns jsonb language plpgsql volatile as $$
declare
  at timestamptz := service_now();
  kind text := door ->> 'kind';
  of_programme uuid;
  of_sender uuid;
  segment_cost integer := 0;
  of_person uuid;
  places channel_address;
  talk conversation;
  rates jsonb;
  unheard_days integer;
begin
  perform set_config('passerelle.now', at::text, true);

  if kind = 'job' then
    of_programme := (door ->> 'programmeId')::uuid;
    of_person := (door ->> 'personId')::uuid;
  elsif kind = 'teams' then
    begin
      select account.programme_id, account.person_id into strict of_programme, of_person from account
      where account.address_key = door ->> 'addressKey' and (door ->> 'programmeId' is null or account.programme_id = (door ->> 'programmeId')::uuid);
    exception
      when no_data_found then
        return jsonb_build_object('outcome', 'unlinked', 'now', at);
      when too_many_rows then
        return jsonb_build_object('outcome', 'which-programme', 'now', at);
    end;
  else
    select sender.programme_id, sender.sender_id, sender.segment_cost_micros into of_programme, of_sender, segment_cost from sender where sender.address = door ->> 'sender';
    if not found then
      return jsonb_build_object('outcome', 'unknown-sender', 'now', at);
    end if;
  end if;
  perform set_config('passerelle.programme', of_programme::text, true);

  -- A second delivery waits here for the first one's turn to end, then reads its answer.
  insert into inbound_event (event_key, programme_id) values (take_turn.event_key, of_programme) on conflict do nothing;
  if not found then
    return jsonb_build_object('outcome', 'repeated', 'now', at, 'answer',
      (select answer from turn_answer where turn_answer.event_key = take_turn.event_key));
  end if;

  if kind in ('sms', 'whatsapp') then
    rates := jsonb_build_object(
      'minute', count_rate('inbound ' || (door ->> 'addressKey'), 1),
      'day', count_rate('inbound ' || (door ->> 'addressKey'), 1440));
    select * into places from channel_address a where a.kind = take_turn.door ->> 'kind' and a.address_key = door ->> 'addressKey';
    if not found then
      -- Two first messages at once: the second waits on this, then finds the first one's person.
      perform pg_advisory_xact_lock(hashtextextended(of_programme::text || (door ->> 'addressKey'), 0));
      select * into places from channel_address a where a.kind = take_turn.door ->> 'kind' and a.address_key = door ->> 'addressKey';
      if not found then
        insert into person (programme_id, locale, zone)
          select of_programme, coalesce(door ->> 'locale', programme.locale), programme.zone from programme where programme.programme_id = of_programme
          returning person.person_id into of_person;
        insert into conversation (programme_id, person_id) values (of_programme, of_person);
        insert into channel_address (programme_id, person_id, kind, address_key, sealed, sender_id)
          values (of_programme, of_person, kind, door ->> 'addressKey', door ->> 'sealed', of_sender) returning * into places;
      end if;
    end if;
    of_person := places.person_id;
    unheard_days := extract(day from at - places.last_heard_at);
  end if;

  select * into talk from conversation c where c.person_id = of_person for update;
  if not found then
    if kind in ('sms', 'whatsapp') then
      -- erased while this waited: nothing of it is kept, and when it comes again it is somebody new's
      raise exception 'the conversation ended while a message waited' using errcode = 'serialization_failure';
    end if;
    return jsonb_build_object('outcome', 'gone', 'now', at);
  end if;
  if kind in ('sms', 'whatsapp') then
    -- What a person writes to is what answers; who writes can be reached again, and a sealed number that was erased is back while it is needed.
    update channel_address a set sender_id = of_sender, sealed = door ->> 'sealed', state = 'live', state_reason = null, last_heard_at = at
      where a.address_id = places.address_id and (a.sender_id is distinct from of_sender or a.state <> 'live'
        or a.last_heard_at < at - interval '1 day'
        -- erased, or sealed by a key that is not in use any more
        or split_part(a.sealed, '.', 1) is distinct from split_part(door ->> 'sealed', '.', 1));
  end if;

  if kind = 'teams' then
    -- who writes or clicks there can be reached there again
    select * into places from channel_address a where a.kind = 'teams' and a.address_key = door ->> 'addressKey';
    if places.state <> 'live' or places.last_heard_at < at - interval '1 day' then
      update channel_address a set state = 'live', state_reason = null, last_heard_at = at where a.address_id = places.address_id;
      update work_item set closed_at = at, outcome = 'back' where places.state <> 'live' and work_item.kind = 'channel-down' and person_id = of_person and closed_at is null;
    end if;
    places := null;
  end if;

  return (
    select jsonb_build_object(
      'outcome', 'taken', 'now', at, 'rates', rates,
      'programme', jsonb_build_object('id', programme.programme_id, 'name', programme.name, 'zone', programme.zone, 'locale', programme.locale, 'settings', programme.settings),
      'person', jsonb_build_object('id', person.person_id, 'locale', person.locale, 'zone', person.zone, 'alias', person.alias,
        'isPeer', peer.person_id is not null, 'isCoordinator', coordinator.person_id is not null,
        'isPatient', patient.person_id is not null, 'sharedPhone', patient.shared_phone, 'hasCode', patient.code_key is not null,
        'frozen', person.frozen_at is not null,
        'consented', exists (select from consent where consent.person_id = of_person and purpose = 'service' and withdrawn_at is null)),
      'addresses', (select coalesce(jsonb_agg(jsonb_build_object('id', a.address_id, 'kind', a.kind, 'state', a.state,
          'optedOut', exists (select from opt_out o where o.address_key = a.address_key and o.topic = 'all')) order by a.rank), '[]')
        from channel_address a where a.person_id = of_person),
      'addressId', places.address_id, 'unheardDays', unheard_days, 'segmentCostMicros', segment_cost,
      'conversation', jsonb_build_object('id', talk.conversation_id, 'questionNumber', talk.question_number, 'question', talk.question,
        'aside', talk.aside, 'locked', talk.locked, 'unlockedUntil', talk.unlocked_until))
    from person
    join programme on programme.programme_id = person.programme_id
    left join peer on peer.person_id = person.person_id
    left join coordinator on coordinator.person_id = person.person_id
    left join patient on patient.person_id = person.person_id
    where person.person_id = of_person);
end
$$;

/*
 * Ends a turn: stores the conversation, the answer under the event's key, and the deliveries with their jobs.
 *
 * turn: {eventKey, personId, conversationId, questionNumber, question | null, aside | null, locked | null, unlockedUntil | null, answer, capMicros, essential,
 *        deliveries: [{personId, addressId?, appointmentId?, appointmentVersion?, class, body, card?, redrawsId?, revealsPersonId?, asks?, state: "queued" | "sent", segments,
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
    insert into delivery (programme_id, person_id, address_id, appointment_id, appointment_version, class, body, card, redraws_id, reveals_person_id, asks, state, reason,
      segments, cost_micros, expires_at, send_after)
    values (current_programme(), (item ->> 'personId')::uuid, (item ->> 'addressId')::uuid, (item ->> 'appointmentId')::uuid, (item ->> 'appointmentVersion')::integer,
      item ->> 'class', item ->> 'body', nullif(item -> 'card', 'null'), (item ->> 'redrawsId')::uuid, (item ->> 'revealsPersonId')::uuid, coalesce((item ->> 'asks')::boolean, false),
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
