-- Care professionals are no persons of the service: they answer by a link, which several of a unit may use until it expires.
create table questionnaire_link (
  programme_id uuid not null,
  link_id uuid not null default gen_random_uuid(),
  -- keyed hash of the token; the programme stands in the address before it
  token_key text not null,
  -- the version that is asked is that of the day on which the link was made
  questionnaire_id uuid not null,
  -- where those who answer work, as whoever made the link wrote it
  unit text,
  expires_at timestamptz not null,
  created_at timestamptz not null default turn_now(),
  primary key (programme_id, link_id),
  unique (programme_id, token_key),
  foreign key (programme_id, questionnaire_id) references questionnaire (programme_id, questionnaire_id)
);
call protect('questionnaire_link');

-- A form that came by a link is nobody's, and only such a form.
alter table questionnaire_response
  alter column person_id drop not null,
  add column link_id uuid,
  add foreign key (programme_id, link_id) references questionnaire_link (programme_id, link_id),
  add constraint questionnaire_response_whose check (case when link_id is null then person_id is not null else person_id is null and occasion = 'professional' end);
create index questionnaire_response_link on questionnaire_response (programme_id, link_id, sent_at) where link_id is not null;
