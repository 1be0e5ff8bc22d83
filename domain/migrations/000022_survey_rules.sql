-- Questionnaires are sent, and answered, by the rules of domain/surveys.
alter table delivery
  drop constraint delivery_class,
  add constraint delivery_class check (class in ('reply', 'stop-confirmation', 'safety', 'appointment', 'reminder', 'urgent', 'request', 'notice', 'human', 'number-code',
    'relay', 'questionnaire'));

alter table work_item
  drop constraint work_item_kind,
  add constraint work_item_kind check (kind in ('asked-for-human', 'unmatched', 'unconfirmed', 'withdrawn', 'unreachable', 'channel-down', 'opted-out-with-booking',
    'safety', 'peer-alert', 'number-change', 'data-by-post', 'frozen', 'spending', 'peer-absent', 'session-failed', 'call-to-make', 'disputed', 'no-meeting', 'no-show',
    'hard-talk'));

-- Whichever way a talk is agreed, or comes to be known to have taken place: what is to be asked about it is planned.
create function appointment_surveyed() returns trigger language plpgsql as $$
begin
  -- by hand, outside of a programme, nothing follows
  if current_programme() is not null then
    perform enqueue('plan-questionnaires', new.appointment_id);
  end if;
  return null;
end
$$;
create trigger appointment_surveyed after update of status on appointment for each row
  when (old.status is distinct from new.status and new.status in ('booked', 'fulfilled')) execute function appointment_surveyed();
