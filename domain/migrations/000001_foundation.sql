-- Roles, the clock, and what keeps one programme's rows from another's turn.
-- Roles belong to the whole cluster: they may be there already, also because another database is being migrated at this moment.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['passerelle_app', 'passerelle_jobs'] loop
    begin
      if not exists (select from pg_roles where rolname = wanted) then
        execute format('create role %I nologin nosuperuser nobypassrls', wanted);
      end if;
    exception when duplicate_object or unique_violation then
      null;
    end;
    -- Since PostgreSQL 16 who makes a role may administer it, and must grant itself the right to become it.
    if not (select rolsuper from pg_roles where rolname = current_user) then
      begin
        execute format('grant %I to current_user', wanted);
      exception when unique_violation or insufficient_privilege then
        null; -- somebody else made the roles; without the right to become them the processes say so at their first connection
      end;
    end if;
  end loop;
  execute format('grant create on database %I to passerelle_jobs', current_database());
end
$$;

create extension if not exists btree_gist;

grant usage on schema public to passerelle_app, passerelle_jobs;
alter default privileges in schema public grant select, insert, update, delete on tables to passerelle_app;

-- The service's clock: real time and how far it was moved ahead (playground), or an instant at which it stands (tests).
create table clock (
  one_row boolean primary key default true,
  ahead interval not null default '0',
  standing_at timestamptz,
  constraint clock_one_row check (one_row),
  constraint clock_never_back check (ahead >= '0')
);
insert into clock default values;
revoke insert, update, delete on clock from passerelle_app;
grant select, update on clock to passerelle_jobs;

create function service_now() returns timestamptz language sql stable as
$$ select coalesce(standing_at, clock_timestamp() + ahead) from clock $$;

-- One `now` for a whole turn, whatever happens to the clock meanwhile.
create function turn_now() returns timestamptz language sql stable as
$$ select coalesce(nullif(current_setting('passerelle.now', true), '')::timestamptz, service_now()) $$;

-- A setting that was made local to an earlier transaction reads as an empty string on a reused connection.
create function current_programme() returns uuid language sql stable as
$$ select nullif(current_setting('passerelle.programme', true), '')::uuid $$;

-- Every table with a programme_id calls this: its rows are seen and written only in a turn of that programme, by whatever role.
create procedure protect(guarded regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', guarded);
  execute format('alter table %s force row level security', guarded);
  execute format('create policy same_programme on %s using (programme_id = current_programme()) with check (programme_id = current_programme())', guarded);
end
$$;
