-- What the dispatcher and the rate limit of pipelines read. Blocks nothing: a new table, and indexes of small tables.

drop index if exists event_dispatches_due;
-- the dispatcher: the oldest of each workspace in turn
create index event_dispatches_by_workspace on event_dispatches (workspace_id, id) where attempts = 0;
-- the dispatcher: what is tried again
create index event_dispatches_again on event_dispatches (due_at) where attempts > 0;
-- own rows of pipelines for an event, when it is split; and removal with the event
create index event_dispatches_by_event on event_dispatches (event_id);

-- the dispatcher: who listens to these types
create index pipelines_by_trigger on pipelines using gin ((definition -> 'triggers') jsonb_path_ops);

create table rate_starts (
  pipeline_id uuid not null references pipelines(id) on delete cascade,
  key text not null,
  -- When the run starts; in the future for one that was put off.
  starts_at timestamptz not null,
  execution_id uuid not null,
  primary key (pipeline_id, key, execution_id)
);
comment on table rate_starts is 'Runs that count against the rate of a pipeline. Removed when their period is over.';
-- the rate limit: the newest starts of a key
create index rate_starts_by_key on rate_starts (pipeline_id, key, starts_at desc);

-- Starts of a window's run that failed.
alter table trigger_windows add column attempts int not null default 0;
