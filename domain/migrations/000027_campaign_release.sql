-- What was shown of a campaign, and when: every later figure is compared with all that was shown before, of this campaign and of others.
create table campaign_release (
  programme_id uuid not null,
  campaign_id uuid not null,
  -- how many had answered then
  completed integer not null,
  -- validated by zod
  figures jsonb not null,
  released_at timestamptz not null default turn_now(),
  primary key (programme_id, campaign_id, completed),
  foreign key (programme_id, campaign_id) references campaign (programme_id, campaign_id) on delete cascade
);
call protect('campaign_release');

alter table campaign drop column results;

-- As before, but what somebody who takes calls only is not called for stays theirs: it waits until they call.
create or replace function campaign_delivered() returns trigger language plpgsql as $$
begin
  if new.state in ('sent', 'delivered') then
    update campaign_recipient set state = new.state, updated_at = turn_now()
      where campaign_recipient.programme_id = new.programme_id and response_id = new.response_id and campaign_rank(campaign_recipient.state) < campaign_rank(new.state);
  elsif new.reason is distinct from 'voice-only' then
    update questionnaire_response r set state = 'skipped', reason = coalesce(new.reason, new.state)
      where r.programme_id = new.programme_id and r.response_id = new.response_id and r.occasion = 'campaign' and r.state = 'offered' and r.reminded_at is null
        and exists (select from campaign_recipient c
          where c.programme_id = new.programme_id and c.response_id = new.response_id and c.state in ('sending', 'sent'));
  end if;
  return null;
end
$$;
