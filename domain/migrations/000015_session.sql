-- Masked sessions: numbers that pairs talk over.
alter table sender
  -- serves masked sessions: never taken as the number that answers a person
  add column pool boolean not null default false;
