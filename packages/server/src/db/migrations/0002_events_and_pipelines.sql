-- The outbox of events, pipelines with revisions, executions and steps. Blocks nothing: new tables.
create table events (
  id uuid primary key,
  seq bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  org_id uuid not null references organisations(id),
  workspace_id uuid references workspaces(id) on delete set null,
  type text not null,
  source text not null,
  subject text,
  actor text not null,
  correlation_id uuid not null,
  causation_id uuid,
  depth int not null,
  data jsonb not null,
  time timestamptz not null default clock_timestamp()
);
comment on table events is 'Audit trail and replay source. Written in the transaction of the change that it tells.';
-- reading the stream from a cursor
create index events_by_cursor on events (xid, seq);
-- the event explorer: newest of a type
create index events_by_type on events (org_id, type, seq desc);

create table pipelines (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references organisations(id),
  workspace_id uuid references workspaces(id) on delete cascade,
  name text not null,
  definition jsonb not null,
  source text not null,
  file text not null,
  revision int not null,
  digest text not null,
  issues jsonb not null default '[]',
  enabled boolean not null default true,
  run_count int not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (org_id, name)
);
comment on table pipelines is 'The newest revision of each pipeline; earlier ones are in pipeline_revisions.';

create table pipeline_revisions (
  pipeline_id uuid not null references pipelines(id) on delete cascade,
  revision int not null,
  digest text not null,
  definition jsonb not null,
  source text not null,
  created_at timestamptz not null default now(),
  primary key (pipeline_id, revision)
);
comment on table pipeline_revisions is 'Immutable definitions. A run pins one.';

create table pipeline_executions (
  id uuid primary key,
  org_id uuid not null references organisations(id),
  -- Kept without its pipeline: the history outlives the definition.
  pipeline_id uuid references pipelines(id) on delete set null,
  pipeline_name text not null,
  workspace_id uuid references workspaces(id) on delete set null,
  number int not null,
  revision int not null,
  digest text not null,
  definition jsonb not null,
  event_id uuid references events(id),
  trigger_event text not null,
  reason text not null,
  -- Of the event: what the run does is one step further from the outside.
  correlation_id uuid not null,
  depth int not null,
  status text not null,
  started_at timestamptz,
  completed_at timestamptz,
  error_message text,
  created_at timestamptz not null default now(),
  -- Exactly one run per event and pipeline.
  unique (pipeline_id, event_id)
);
comment on table pipeline_executions is 'Readable projection of runs; the durable truth is the DBOS workflow with the same id.';
-- runs of a pipeline, newest first
create index pipeline_executions_by_pipeline on pipeline_executions (pipeline_id, created_at desc);
-- all runs, newest first
create index pipeline_executions_by_time on pipeline_executions (org_id, created_at desc);

create table pipeline_steps (
  execution_id uuid not null references pipeline_executions(id) on delete cascade,
  position int not null,
  step_name text not null,
  step_type text not null,
  status text not null,
  -- Finer than status: between two attempts a running step is backing_off.
  phase text not null,
  attempt int not null default 0,
  max_attempts int not null,
  message text,
  input jsonb,
  output jsonb,
  attempts jsonb not null default '[]',
  continue_on_error boolean not null default false,
  started_at timestamptz,
  completed_at timestamptz,
  primary key (execution_id, step_name)
);
comment on table pipeline_steps is 'Readable projection of steps: rendered input (secrets redacted), outputs, every attempt.';

create table event_decisions (
  event_id uuid not null references events(id) on delete cascade,
  pipeline_id uuid not null references pipelines(id) on delete cascade,
  decision text not null,
  reason text not null,
  execution_id uuid,
  primary key (event_id, pipeline_id)
);
comment on table event_decisions is 'Why a pipeline did or did not run for an event.';

create table deliveries (
  key text primary key,
  target text not null,
  state text not null check (state in ('sending', 'sent')),
  receipt jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table deliveries is 'What steps sent to the outside, by idempotency key: written before the send and after it.';

create table executors (
  id text primary key,
  seen_at timestamptz not null default now()
);
comment on table executors is 'Heartbeats of worker processes; runs of a silent one are taken over.';
