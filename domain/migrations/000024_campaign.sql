-- Survey campaigns: one questionnaire, sent to many, and what became of it for each of them.
create table campaign (
  programme_id uuid not null references programme (programme_id),
  campaign_id uuid not null default gen_random_uuid(),
  -- what coordinators and commands call it
  name text not null,
  state text not null default 'draft',
  -- why it was paused or cancelled
  reason text,
  questionnaire_name text not null,
  -- the version that is asked, and the words of the offer by language: fixed at launch
  questionnaire_id uuid,
  offer jsonb,
  -- whom it is for: validated by zod
  audience jsonb not null default '{}',
  rate_per_minute integer not null,
  -- what it counts against what a person may be asked in a week
  weight smallint not null default 1,
  starts_at timestamptz not null,
  -- nothing is sent or answered any more from then on
  ends_at timestamptz not null,
  created_by uuid,
  created_at timestamptz not null default turn_now(),
  -- when its recipients were written down, once
  planned_at timestamptz,
  -- when they were last compared with the audience: null asks for it
  checked_at timestamptz,
  version integer not null default 1,
  -- the figures as they were last released: later ones differ by ten people or more
  results jsonb,
  primary key (programme_id, campaign_id),
  unique (programme_id, name),
  foreign key (programme_id, questionnaire_id) references questionnaire (programme_id, questionnaire_id),
  foreign key (programme_id, created_by) references person (programme_id, person_id) on delete set null (created_by),
  constraint campaign_name check (length(name) between 1 and 60),
  constraint campaign_state check (state in ('draft', 'previewed', 'scheduled', 'running', 'paused', 'done', 'cancelled')),
  constraint campaign_fixed check (state in ('draft', 'previewed', 'cancelled') or (questionnaire_id is not null and offer is not null)),
  constraint campaign_rate check (rate_per_minute > 0),
  constraint campaign_order check (starts_at < ends_at)
);
call protect('campaign');

create table campaign_recipient (
  programme_id uuid not null,
  -- also the id of the form that is offered
  recipient_id uuid not null default gen_random_uuid(),
  campaign_id uuid not null,
  person_id uuid not null,
  -- the number whose pace it goes by; null: none, as in Teams
  sender_id uuid,
  state text not null default 'queued',
  -- why it was skipped, or put off
  reason text,
  send_after timestamptz not null default turn_now(),
  -- when its turn was enqueued
  taken_at timestamptz,
  response_id uuid,
  updated_at timestamptz not null default turn_now(),
  primary key (programme_id, recipient_id),
  unique (programme_id, campaign_id, person_id),
  foreign key (programme_id, campaign_id) references campaign (programme_id, campaign_id) on delete cascade,
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade,
  foreign key (programme_id, response_id) references questionnaire_response (programme_id, response_id) on delete set null (response_id),
  -- never backwards, but for what is put back before it was sent: see campaign_rank()
  constraint campaign_recipient_state check (state in ('queued', 'sending', 'sent', 'delivered', 'started', 'answered', 'expired', 'skipped'))
);
create index campaign_recipient_due on campaign_recipient (programme_id, campaign_id, sender_id, send_after) where state = 'queued';
create index campaign_recipient_sending on campaign_recipient (programme_id, campaign_id, taken_at) where state = 'sending';
create index campaign_recipient_response on campaign_recipient (programme_id, response_id) where response_id is not null;
create index campaign_recipient_person on campaign_recipient (programme_id, person_id);
call protect('campaign_recipient');

-- From when on a number may carry a campaign's next message: one pace for all campaigns of that number, and nothing is saved up.
create table campaign_pace (
  programme_id uuid not null references programme (programme_id),
  -- of what no number carries: all zeros
  sender_id uuid not null,
  free_at timestamptz not null,
  primary key (programme_id, sender_id)
);
call protect('campaign_pace');

-- which form a message asks for
alter table delivery
  add column response_id uuid,
  add foreign key (programme_id, response_id) references questionnaire_response (programme_id, response_id) on delete set null (response_id);
create index delivery_response on delivery (programme_id, response_id) where response_id is not null;

create function campaign_rank(state text) returns integer language sql immutable as
$$ select array_position(array['queued', 'sending', 'sent', 'delivered', 'started', 'answered', 'expired', 'skipped'], state) $$;

-- A recipient is as far as the message. An offer that never arrived is no form in hand.
create function campaign_delivered() returns trigger language plpgsql as $$
begin
  if new.state in ('sent', 'delivered') then
    update campaign_recipient set state = new.state, updated_at = turn_now()
      where campaign_recipient.programme_id = new.programme_id and response_id = new.response_id and campaign_rank(campaign_recipient.state) < campaign_rank(new.state);
  else
    update questionnaire_response r set state = 'skipped', reason = coalesce(new.reason, new.state)
      where r.programme_id = new.programme_id and r.response_id = new.response_id and r.occasion = 'campaign' and r.state = 'offered' and r.reminded_at is null
        and exists (select from campaign_recipient c
          where c.programme_id = new.programme_id and c.response_id = new.response_id and c.state in ('sending', 'sent'));
  end if;
  return null;
end
$$;
create trigger campaign_delivered after update of state on delivery for each row
  when (new.response_id is not null and old.state is distinct from new.state and new.state in ('sent', 'delivered', 'failed', 'skipped'))
  execute function campaign_delivered();

-- And as far as the form.
create function campaign_answered() returns trigger language plpgsql as $$
declare
  reached text := case new.state when 'in-progress' then 'started' when 'completed' then 'answered' when 'expired' then 'expired' else 'skipped' end;
begin
  update campaign_recipient set state = reached, reason = case when reached = 'skipped' then new.reason end, updated_at = turn_now()
    where campaign_recipient.programme_id = new.programme_id and response_id = new.response_id and campaign_rank(campaign_recipient.state) < campaign_rank(reached);
  return null;
end
$$;
create trigger campaign_answered after update of state on questionnaire_response for each row
  when (new.occasion = 'campaign' and old.state is distinct from new.state and new.state in ('in-progress', 'completed', 'expired', 'stopped', 'skipped'))
  execute function campaign_answered();
