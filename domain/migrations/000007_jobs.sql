-- Jobs. graphile-worker's schema belongs to passerelle_jobs; its tables have row-level security and no policy, so the application role
-- reaches them only through these functions.

-- When a job that is due by the service's clock runs by the real one. While the clock stands, what lies ahead waits a century: only moving the clock runs it.
create function job_time(due timestamptz) returns timestamptz language sql stable as $$
  select case
    when due is null or due <= coalesce(standing_at, clock_timestamp() + ahead) then clock_timestamp()
    when standing_at is null then due - ahead
    else due + interval '100 years'
  end
  from clock
$$;

-- Enqueues a job of the present programme in the present transaction. `due` is the service's time; a job with the same key is moved.
-- `queue` makes jobs run one after the other.
create function enqueue(task text, id uuid, due timestamptz default null, key text default null, queue text default null)
returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if current_programme() is null then
    raise exception 'a job is enqueued outside a programme''s turn';
  end if;
  perform graphile_worker.add_job(
    task,
    json_build_object('programmeId', current_programme(), 'id', id),
    queue_name => enqueue.queue,
    run_at => job_time(due),
    max_attempts => 25,
    job_key => enqueue.key
  );
end
$$;

create function dequeue(key text) returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform graphile_worker.remove_job(dequeue.key);
end
$$;

-- Moves the service's clock to `target`, and every waiting job with it. Only ever forward.
create function move_clock(target timestamptz) returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  step interval := target - service_now();
  stands boolean := (select standing_at is not null from clock);
begin
  if step < '0' then
    raise exception 'the clock is never moved back';
  end if;
  if stands then
    update clock set standing_at = target;
    update graphile_worker._private_jobs set run_at = clock_timestamp()
      where run_at > clock_timestamp() and run_at - interval '100 years' <= target and locked_at is null;
  else
    update clock set ahead = ahead + step;
    update graphile_worker._private_jobs set run_at = run_at - step where run_at > clock_timestamp() and locked_at is null;
  end if;
end
$$;

-- When the next waiting job falls due, by the service's clock; null if none waits.
create function next_due() returns timestamptz language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (
    select min(run_at) + case when standing_at is null then ahead else - interval '100 years' end
    from graphile_worker._private_jobs, clock
    where attempts < max_attempts and run_at > clock_timestamp()
    group by ahead, standing_at);
end
$$;

-- Which workers live. Keyed by the pool's id, which is what graphile-worker's `locked_by` holds; the database's own clock.
create table worker_heartbeat (
  pool_id text primary key,
  beat_at timestamptz not null default clock_timestamp()
);
grant select, insert, update, delete on worker_heartbeat to passerelle_jobs;

-- Releases the jobs of workers that gave no sign of life for a minute (graphile-worker itself waits 4 hours). A worker that died between its first
-- job and its first heartbeat has no row: then the lock's own age counts.
create function release_dead_workers() returns integer language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  dead text[];
begin
  select array_agg(distinct locked.locked_by) into dead
  from (
    select locked_by, locked_at from graphile_worker._private_jobs where locked_by is not null
    union all
    select locked_by, locked_at from graphile_worker._private_job_queues where locked_by is not null
  ) locked
  left join worker_heartbeat beat on beat.pool_id = locked.locked_by
  where coalesce(beat.beat_at, locked.locked_at) < clock_timestamp() - interval '60 seconds';
  delete from worker_heartbeat where beat_at < clock_timestamp() - interval '60 seconds';
  if dead is not null then
    perform graphile_worker.force_unlock_workers(dead);
  end if;
  return coalesce(cardinality(dead), 0);
end
$$;

-- Forgets what was kept for a limited time only: event keys and bodies of messages (30 days), rates and code tries (2 days).
create function forget_old_events() returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  each uuid;
  a_month_ago timestamptz := service_now() - interval '30 days';
begin
  for each in select programme_id from programme_slug loop
    perform set_config('passerelle.programme', each::text, true);
    update delivery set body = '', card = null where created_at < a_month_ago and (body <> '' or card is not null);
    delete from rate_window where window_start < service_now() - interval '2 days';
  end loop;
  perform set_config('passerelle.programme', '', true);
  delete from inbound_event where received_at < a_month_ago;
  delete from invitation_try where day < (service_now() - interval '2 days')::date;
end
$$;

-- These act for every programme at once: only the worker's own role may call them.
revoke execute on function move_clock, next_due, release_dead_workers, forget_old_events from public;
grant execute on function next_due, release_dead_workers, forget_old_events to passerelle_jobs;

do $$
begin
  -- The new owner must be able to create in the schema at that moment; PostgreSQL 15 no longer lets everybody.
  grant create on schema public to passerelle_jobs;
  alter function enqueue(text, uuid, timestamptz, text, text) owner to passerelle_jobs;
  alter function dequeue(text) owner to passerelle_jobs;
  alter function move_clock(timestamptz) owner to passerelle_jobs;
  alter function next_due() owner to passerelle_jobs;
  alter function release_dead_workers() owner to passerelle_jobs;
  revoke create on schema public from passerelle_jobs;
end
$$;
