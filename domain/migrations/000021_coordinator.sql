-- What coordinators do from Teams: talks that somebody missed, pages that were seen, conversations that they take over, what they are told on Mondays.
alter table work_item
  -- when whoever has it said that they have seen the page
  add column acknowledged_at timestamptz,
  drop constraint work_item_kind,
  add constraint work_item_kind check (kind in ('asked-for-human', 'unmatched', 'unconfirmed', 'withdrawn', 'unreachable', 'channel-down', 'opted-out-with-booking',
    'safety', 'peer-alert', 'number-change', 'data-by-post', 'frozen', 'spending', 'peer-absent', 'session-failed', 'call-to-make', 'disputed', 'no-meeting', 'no-show'));

alter table session
  -- how long both were there, by phone; null: it was settled before this was kept, or has not been
  add column talk_seconds integer;

-- A coordinator writes with a person in the robot's place, from a work item of theirs. What is written is in deliveries and notes, and goes with them.
create table takeover (
  programme_id uuid not null,
  takeover_id uuid not null default gen_random_uuid(),
  person_id uuid not null,
  coordinator_id uuid not null,
  work_item_id uuid not null,
  started_at timestamptz not null default turn_now(),
  -- when either of the two last wrote
  last_at timestamptz not null default turn_now(),
  -- the number of the last question that the person was asked before they were told: an older one takes no answer meanwhile. Null: not told yet
  after_question integer,
  ended_at timestamptz,
  end_reason text,
  primary key (programme_id, takeover_id),
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade,
  foreign key (programme_id, coordinator_id) references coordinator (programme_id, person_id) on delete cascade,
  foreign key (programme_id, work_item_id) references work_item (programme_id, work_item_id) on delete cascade,
  constraint takeover_end check ((ended_at is null) = (end_reason is null)),
  constraint takeover_end_reason check (end_reason in ('handed-back', 'silence', 'taken-on', 'stopped', 'erased'))
);
-- one coordinator at a time; and one person at a time, so that what a coordinator types can reach nobody else
create unique index takeover_one_a_person on takeover (programme_id, person_id) where ended_at is null;
create unique index takeover_one_a_coordinator on takeover (programme_id, coordinator_id) where ended_at is null;
create index takeover_person on takeover (programme_id, person_id);
call protect('takeover');

-- Which week's summary was sent, by its Monday in the programme's zone: each once, whatever restarts.
create table weekly_summary (
  programme_id uuid not null references programme (programme_id),
  week date not null,
  sent_at timestamptz not null default turn_now(),
  primary key (programme_id, week)
);
call protect('weekly_summary');

-- Forgets what was kept for a limited time only: event keys, bodies of messages and words of coordinators (30 days), rates and code tries (2 days), calls (12 months).
create or replace function forget_old_events() returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  each uuid;
  a_month_ago timestamptz := service_now() - interval '30 days';
begin
  for each in select programme_id from programme_slug loop
    perform set_config('passerelle.programme', each::text, true);
    update delivery set body = '', card = null where created_at < a_month_ago and (body <> '' or card is not null);
    delete from work_note where created_at < a_month_ago;
    delete from rate_window where window_start < service_now() - interval '2 days';
    -- legs of calls; what they came to stays with their appointment
    delete from voice_call where started_at < service_now() - interval '12 months';
    delete from session where upper(during) < service_now() - interval '12 months';
    delete from number_lease where upper(during) < service_now() - interval '12 months';
  end loop;
  perform set_config('passerelle.programme', '', true);
  delete from inbound_event where received_at < a_month_ago;
  delete from invitation_try where day < (service_now() - interval '2 days')::date;
end
$$;

/*
 * Takes the turn for one event: finds the programme, the person and the conversation, and locks the conversation.
 *
 * door is one of
 *   {"kind": "sms" | "whatsapp", "sender": address texted, "addressKey", "sealed", "locale"}
 *   {"kind": "voice", "sender": number called, "addressKey" | null, "sealed" | null (withheld), "callSid", "step", "textable": takes SMS, "locale"}
 *   {"kind": "teams", "addressKey", "programmeId"? of the card}
 *   {"kind": "job", "programmeId", "personId"}
 * A sender of the pool answers nobody later: it serves masked sessions.
 * `unheardDays` is how long nothing had come from that address before this event.
 * `takeover` is the conversation with a coordinator that is under way, on the person's side or on the coordinator's.
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
  ring voice_call;
  is_new_call boolean := false;
  by_address boolean := kind in ('sms', 'whatsapp') or (kind = 'voice' and door ->> 'addressKey' is not null);
  -- one phone is one person, whether it is texted or called from
  kinds text[] := case when kind = 'voice' then array['sms', 'voice'] else array[kind] end;
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
    select sender.programme_id, case when not sender.pool then sender.sender_id end, sender.segment_cost_micros into of_programme, of_sender, segment_cost
      from sender where sender.address = door ->> 'sender' and (kind <> 'voice' or sender.voice);
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

  if kind = 'voice' then
    select * into ring from voice_call v where v.call_sid = door ->> 'callSid' for update;
    is_new_call := not found;
  end if;

  if kind = 'voice' and ring.identified then
    -- who gave the reference of an appointment, whatever number they call from
    of_person := ring.person_id;
  elsif by_address then
    if kind <> 'voice' or is_new_call then
      rates := jsonb_build_object(
        'minute', count_rate('inbound ' || (door ->> 'addressKey'), 1),
        'day', count_rate('inbound ' || (door ->> 'addressKey'), 1440));
    end if;
    select * into places from channel_address a where a.kind = any(kinds) and a.address_key = door ->> 'addressKey';
    if not found then
      -- Two first messages at once: the second waits on this, then finds the first one's person.
      perform pg_advisory_xact_lock(hashtextextended(of_programme::text || (door ->> 'addressKey'), 0));
      -- what texts takes texts, whatever the numbering plan says of it
      update channel_address a set kind = 'sms' where door ->> 'kind' = 'sms' and a.kind = 'voice' and a.address_key = door ->> 'addressKey';
      select * into places from channel_address a where a.kind = any(kinds) and a.address_key = door ->> 'addressKey';
      if not found then
        insert into person (programme_id, locale, zone)
          select of_programme, coalesce(door ->> 'locale', programme.locale), programme.zone from programme where programme.programme_id = of_programme
          returning person.person_id into of_person;
        insert into conversation (programme_id, person_id) values (of_programme, of_person);
        insert into channel_address (programme_id, person_id, kind, address_key, sealed, sender_id)
          values (of_programme, of_person, case when kind <> 'voice' then kind when (door ->> 'textable')::boolean then 'sms' else 'voice' end,
            door ->> 'addressKey', door ->> 'sealed', of_sender) returning * into places;
      end if;
    end if;
    of_person := places.person_id;
    unheard_days := extract(day from at - places.last_heard_at);
  elsif kind = 'voice' then
    of_person := ring.person_id;
    if of_person is null then
      insert into person (programme_id, locale, zone)
        select of_programme, coalesce(door ->> 'locale', programme.locale), programme.zone from programme where programme.programme_id = of_programme
        returning person.person_id into of_person;
      insert into conversation (programme_id, person_id) values (of_programme, of_person);
    end if;
  end if;

  select * into talk from conversation c where c.person_id = of_person for update;
  if not found then
    if by_address then
      -- erased while this waited: nothing of it is kept, and when it comes again it is somebody new's
      raise exception 'the conversation ended while a message waited' using errcode = 'serialization_failure';
    end if;
    return jsonb_build_object('outcome', 'gone', 'now', at);
  end if;
  if by_address and places.address_id is not null then
    -- What a person writes to is what answers; who writes can be reached again, and a sealed number that was erased is back while it is needed.
    update channel_address a set sender_id = coalesce(of_sender, a.sender_id), sealed = door ->> 'sealed', state = 'live', state_reason = null, last_heard_at = at
      where a.address_id = places.address_id and (a.sender_id is distinct from coalesce(of_sender, a.sender_id) or a.state <> 'live'
        or a.last_heard_at < at - interval '1 day'
        -- erased, or sealed by a key that is not in use any more
        or split_part(a.sealed, '.', 1) is distinct from split_part(door ->> 'sealed', '.', 1));
  end if;

  if kind = 'voice' then
    insert into voice_call (programme_id, call_sid, person_id, step, slow)
      select of_programme, door ->> 'callSid', of_person, (door ->> 'step')::integer, person.slow_speech from person where person.person_id = of_person
      on conflict (call_sid) do update set person_id = excluded.person_id, step = greatest(voice_call.step, excluded.step)
      returning * into ring;
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
      'addressId', places.address_id, 'unheardDays', unheard_days, 'isSessionNumber', kind in ('sms', 'whatsapp', 'voice') and of_sender is null, 'segmentCostMicros', segment_cost,
      'call', case when kind = 'voice' then jsonb_build_object('id', ring.call_id, 'isNew', is_new_call, 'silences', ring.silences, 'tries', ring.tries,
        'slow', ring.slow, 'unlocked', ring.unlocked, 'identified', ring.identified, 'asksWho', ring.asks_who, 'asksNumber', ring.asks_number) end,
      'takeover', (select jsonb_build_object('id', t.takeover_id, 'personId', t.person_id, 'coordinatorId', t.coordinator_id, 'workItemId', t.work_item_id,
          'afterQuestion', t.after_question, 'coordinatorLocale', (select locale from person c where c.person_id = t.coordinator_id))
        from takeover t where t.ended_at is null and of_person in (t.person_id, t.coordinator_id) limit 1),
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
