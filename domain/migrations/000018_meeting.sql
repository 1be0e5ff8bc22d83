-- How the two meet: a room that one pair has at a time, links to a video room, and what each of them says afterwards.
alter table appointment
  -- a link is made anew whenever it is written, and kept nowhere
  drop column meeting_url,
  -- whether they talked, as each said
  add column patient_says boolean,
  add column peer_says boolean,
  add constraint appointment_place_in_person check (place_id is null or modality = 'in-person'),
  -- with its buffer: who comes next does not meet who leaves
  add constraint appointment_place_free exclude using gist (programme_id with =, place_id with =, blocks with &&)
    where (place_id is not null and status in ('proposed', 'pending', 'booked', 'arrived'));

-- One side's way into a video room. Found by the keyed hash of its token, before the programme is known: no row-level security, ids only.
create table meeting_link (
  token_key text primary key,
  programme_id uuid not null,
  appointment_id uuid not null,
  person_id uuid not null,
  foreign key (programme_id, appointment_id) references appointment (programme_id, appointment_id) on delete cascade,
  foreign key (programme_id, person_id) references person (programme_id, person_id) on delete cascade
);
create index meeting_link_appointment on meeting_link (programme_id, appointment_id);
create index meeting_link_person on meeting_link (programme_id, person_id);

-- Two more: the two disagree on whether they talked; two who are to meet have no room or link yet.
alter table work_item
  drop constraint work_item_kind,
  add constraint work_item_kind check (kind in ('asked-for-human', 'unmatched', 'unconfirmed', 'withdrawn', 'unreachable', 'channel-down', 'opted-out-with-booking',
    'safety', 'peer-alert', 'number-change', 'data-by-post', 'frozen', 'spending', 'peer-absent', 'session-failed', 'call-to-make', 'disputed', 'no-meeting'));

-- The ways in which a peer meets people that are open now: by video with a server for it, in person with a room.
create function open_ways(ways text[], has_video boolean) returns text[] language sql stable as $$
  select array(select way from unnest(ways) way
    where (way <> 'video' or has_video) and (way <> 'in-person' or exists (select from place where place.programme_id = current_programme() and closed_at is null)))
$$;
