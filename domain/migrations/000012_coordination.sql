-- What waits for coordinators, and who of them is on duty.
alter table work_item
  add column appointment_id uuid,
  add column request_id uuid,
  -- the coordinator who took it
  add column assigned_to uuid,
  -- the coordinators who were paged about it: the next on the rota is none of them
  add column paged uuid[] not null default '{}',
  -- the peer whom a coordinator has proposed
  add column proposed_peer_id uuid,
  -- when a coordinator announced a call
  add column called_back_at timestamptz,
  add column outcome text,
  drop constraint work_item_kind,
  add constraint work_item_kind check (kind in ('asked-for-human', 'unmatched', 'unconfirmed', 'withdrawn', 'unreachable', 'channel-down', 'opted-out-with-booking',
    'safety', 'peer-alert', 'number-change', 'data-by-post', 'frozen', 'spending')),
  add constraint work_item_outcome check (length(outcome) <= 200),
  add foreign key (programme_id, appointment_id) references appointment (programme_id, appointment_id) on delete set null (appointment_id),
  add foreign key (programme_id, request_id) references request (programme_id, request_id) on delete set null (request_id),
  add foreign key (programme_id, assigned_to) references coordinator (programme_id, person_id) on delete set null (assigned_to),
  add foreign key (programme_id, proposed_peer_id) references peer (programme_id, person_id) on delete set null (proposed_peer_id);
drop index work_item_one_open;
create unique index work_item_one_open on work_item (programme_id, kind, person_id, appointment_id) nulls not distinct where closed_at is null;
create index work_item_open on work_item (programme_id, opened_at) where closed_at is null;
-- for who is forgotten
create index work_item_person on work_item (programme_id, person_id);
create index incident_person on incident (programme_id, person_id);

-- Whichever way an appointment stops waiting for its peer's answer, nobody needs to look after it any more.
create function appointment_answered() returns trigger language plpgsql as $$
begin
  update work_item set closed_at = turn_now()
    where work_item.programme_id = new.programme_id and kind = 'unconfirmed' and person_id = new.patient_id and appointment_id = new.appointment_id
      and closed_at is null;
  return null;
end
$$;
create trigger appointment_answered after update of status on appointment for each row
  when (old.status = 'pending' and new.status <> 'pending') execute function appointment_answered();

-- What a coordinator wrote to a person, on its way to that person's own turn.
create table work_note (
  programme_id uuid not null,
  work_note_id uuid not null default gen_random_uuid(),
  work_item_id uuid not null,
  author_id uuid not null,
  body text not null,
  created_at timestamptz not null default turn_now(),
  primary key (programme_id, work_note_id),
  foreign key (programme_id, work_item_id) references work_item (programme_id, work_item_id) on delete cascade,
  foreign key (programme_id, author_id) references person (programme_id, person_id) on delete cascade,
  constraint work_note_body check (length(body) between 1 and 1000)
);
call protect('work_note');

-- The rota: who of the coordinators is on duty, by weekday and wall time in the programme's zone. The lowest rank is paged first.
create table on_call (
  programme_id uuid not null,
  on_call_id uuid not null default gen_random_uuid(),
  person_id uuid not null,
  -- ISO: 1 is Monday
  weekday smallint not null,
  starts_at time not null,
  ends_at time not null,
  rank smallint not null default 1,
  -- whether this shift is held on public holidays too
  on_holidays boolean not null default false,
  primary key (programme_id, on_call_id),
  foreign key (programme_id, person_id) references coordinator (programme_id, person_id) on delete cascade,
  constraint on_call_weekday check (weekday between 1 and 7),
  constraint on_call_order check (starts_at < ends_at),
  constraint on_call_rank check (rank between 1 and 9)
);
call protect('on_call');
