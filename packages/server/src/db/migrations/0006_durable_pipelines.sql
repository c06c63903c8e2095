-- Runs as journals of rows: cells, attempts, waits, groups, windows, schedules; deliveries of events with replays and dead letters; secrets and
-- outbound webhooks. Rewrites pipeline_steps and event_decisions (short exclusive locks); everything else is new.

alter table events add column version int not null default 1;

create table event_dispatches (
  id bigint generated always as identity primary key,
  org_id uuid not null references organisations(id),
  event_id uuid not null references events(id) on delete cascade,
  workspace_id uuid,
  -- Only this pipeline: a repetition after it alone failed, or a replay for some pipelines.
  pipeline_id uuid references pipelines(id) on delete cascade,
  replay_id uuid,
  -- Counted before the work, so that an event that brings the process down is counted too.
  attempts int not null default 0,
  last_error text,
  due_at timestamptz not null default now(),
  created_at timestamptz not null default now()
);
comment on table event_dispatches is 'Events that pipelines have not been asked about yet. Written with the event, deleted with the decisions.';
-- the dispatcher: what is due, fair over workspaces
create index event_dispatches_due on event_dispatches (due_at, id);

drop index if exists event_decisions_by_pipeline;
alter table event_decisions drop constraint event_decisions_pkey;
alter table event_decisions
  add column id bigint generated always as identity primary key,
  add column replay_id uuid,
  add column decided_at timestamptz not null default now();
-- explain: everything that was decided about an event; one decision per delivery
create unique index event_decisions_once on event_decisions (event_id, pipeline_id, replay_id) nulls not distinct;
-- a pipeline's newest decisions
create index event_decisions_by_pipeline on event_decisions (pipeline_id, id desc);

create table replays (
  id uuid primary key,
  org_id uuid not null references organisations(id),
  selection jsonb not null,
  dry_run boolean not null,
  rate double precision not null,
  force_effects boolean not null,
  status text not null check (status in ('running', 'stopped', 'completed')),
  actor text not null,
  total int not null,
  delivered int not null default 0,
  -- Position in the selection: events are read in the order of the outbox, never held in memory.
  cursor text not null default '0.0',
  until_cursor text not null,
  created_at timestamptz not null default now(),
  completed_at timestamptz
);
comment on table replays is 'Events that an operator delivers again, at a rate, and can stop.';

create table dead_letters (
  id uuid primary key,
  org_id uuid not null references organisations(id),
  kind text not null check (kind in ('event', 'webhook')),
  what text not null,
  event_id uuid references events(id) on delete cascade,
  pipeline_id uuid references pipelines(id) on delete cascade,
  webhook_delivery_id uuid,
  replay_id uuid,
  reason text not null,
  attempts int not null,
  payload jsonb not null,
  status text not null default 'open' check (status in ('open', 'retried', 'discarded')),
  created_at timestamptz not null default now(),
  resolved_at timestamptz,
  resolved_by text
);
comment on table dead_letters is 'What was given up after its last attempt, until somebody delivers it again or discards it.';
-- the list of open ones
create index dead_letters_by_status on dead_letters (org_id, status, created_at desc);

-- `step_defaults` of stored definitions is called `defaults.config` now.
update pipelines set definition = (definition - 'step_defaults') || jsonb_build_object('defaults', jsonb_build_object('config', definition -> 'step_defaults')) where definition ? 'step_defaults';
update pipeline_revisions set definition = (definition - 'step_defaults') || jsonb_build_object('defaults', jsonb_build_object('config', definition -> 'step_defaults')) where definition ? 'step_defaults';
update pipeline_executions set definition = (definition - 'step_defaults') || jsonb_build_object('defaults', jsonb_build_object('config', definition -> 'step_defaults')) where definition ? 'step_defaults';

alter table pipelines
  add column failures_in_row int not null default 0,
  add column paused_reason text;

alter table pipeline_executions
  drop constraint if exists pipeline_executions_pipeline_id_event_id_key,
  add column events uuid[] not null default '{}',
  add column inputs jsonb not null default '{}',
  add column outputs jsonb,
  add column annotations jsonb not null default '[]',
  add column attempt int not null default 1,
  add column rerun_of uuid,
  add column replay_id uuid,
  -- Runs that repeat each other share it, so that what must happen once happens once; a re-run of everything has its own.
  add column effect_root uuid,
  -- The run and step that called this one.
  add column called_by jsonb,
  add column started_by text not null default 'mockops',
  add column debug boolean not null default false,
  add column group_key text,
  add column group_settings jsonb,
  -- Its place in the group; null: in line, or it gave its place back while it waits.
  add column admitted_at timestamptz,
  -- Since when it is in line.
  add column queued_at timestamptz not null default now(),
  add column not_before timestamptz,
  add column deadline_at timestamptz,
  add column cancel jsonb;
comment on column pipeline_executions.cancel is '{"mode", "by", "reason"} once somebody ended it; hooks may still run.';
-- slots: live rows of a group, and who is next
create index pipeline_executions_by_group on pipeline_executions (group_key, queued_at) where completed_at is null and group_key is not null;
-- the ticker: rate-limited runs that may start, and runs past their deadline
create index pipeline_executions_not_before on pipeline_executions (not_before) where completed_at is null and not_before is not null;
create index pipeline_executions_deadline on pipeline_executions (deadline_at) where completed_at is null;
-- finding the runs of an event; that there is one per event and pipeline is by its deterministic id
create index pipeline_executions_by_event on pipeline_executions (event_id);

alter table pipeline_steps drop constraint pipeline_steps_pkey;
alter table pipeline_steps
  add column item text not null default '',
  add column item_value jsonb,
  add column section text not null default 'steps' check (section in ('steps', 'on_failure', 'on_cancel', 'finally')),
  add column needs text[] not null default '{}',
  -- The step of a matrix or foreach: its cells are rows of their own, its status is theirs together.
  add column is_group boolean not null default false,
  add column summary text,
  add column reused_from text,
  -- While waiting: what for, and what the step remembers.
  add column wait jsonb,
  add column wake_at timestamptz,
  add column group_key text,
  add column group_limit int,
  add column ready_at timestamptz,
  add primary key (execution_id, step_name, item);
-- the ticker: waits that are over
create index pipeline_steps_wake on pipeline_steps (wake_at) where wake_at is not null;
-- slots of step groups
create index pipeline_steps_by_group on pipeline_steps (group_key, ready_at) where group_key is not null and completed_at is null;

create table pipeline_attempts (
  execution_id uuid not null,
  step_name text not null,
  item text not null,
  number int not null,
  status text not null,
  error text,
  error_class text,
  reconciled boolean not null default false,
  started_at timestamptz not null default clock_timestamp(),
  completed_at timestamptz,
  primary key (execution_id, step_name, item, number),
  foreign key (execution_id, step_name, item) references pipeline_steps(execution_id, step_name, item) on delete cascade
);
comment on table pipeline_attempts is 'Every try of every step, never changed after its end.';
insert into pipeline_attempts (execution_id, step_name, item, number, status, error, started_at, completed_at)
  select s.execution_id, s.step_name, '', (a ->> 'number')::int, a ->> 'status', a ->> 'error', (a ->> 'started_at')::timestamptz, (a ->> 'completed_at')::timestamptz
  from pipeline_steps s cross join lateral jsonb_array_elements(s.attempts) a;
alter table pipeline_steps drop column attempts;

create table pipeline_logs (
  id bigint generated always as identity primary key,
  execution_id uuid not null references pipeline_executions(id) on delete cascade,
  step_name text not null,
  item text not null,
  attempt int not null,
  at timestamptz not null default clock_timestamp(),
  message text not null
);
comment on table pipeline_logs is 'What steps say while they work; secrets are redacted before they get here.';
-- the log of a run from a cursor
create index pipeline_logs_by_execution on pipeline_logs (execution_id, id);

create table step_event_waits (
  execution_id uuid not null,
  step_name text not null,
  item text not null,
  org_id uuid not null,
  workspace_id uuid,
  event_type text not null,
  filters jsonb not null,
  primary key (execution_id, step_name, item),
  foreign key (execution_id, step_name, item) references pipeline_steps(execution_id, step_name, item) on delete cascade
);
comment on table step_event_waits is 'Steps that wait for an event; the dispatcher asks them about each event of that type.';
-- the dispatcher: who waits for this type
create index step_event_waits_by_type on step_event_waits (org_id, event_type);

create table approvals (
  id uuid primary key,
  org_id uuid not null references organisations(id),
  execution_id uuid not null,
  step_name text not null,
  item text not null,
  message text not null,
  status text not null check (status in ('pending', 'approved', 'rejected', 'expired', 'invalidated')),
  digest text not null,
  min_approvals int not null,
  approvers text[] not null,
  prevent_self_approval boolean not null,
  on_expire text not null,
  requested_by text not null,
  fields jsonb,
  -- Digest of the definition that the run was pinned to when this was asked.
  definition_digest text not null,
  -- Why it ended as it did, in words.
  reason text,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  decided_at timestamptz,
  -- When the step was woken with it.
  delivered_at timestamptz,
  unique (execution_id, step_name, item),
  foreign key (execution_id, step_name, item) references pipeline_steps(execution_id, step_name, item) on delete cascade
);
comment on table approvals is 'What people are asked to decide. Bound to a digest of the definition and of what is approved.';
-- the inbox
create index approvals_by_status on approvals (org_id, status, created_at desc);
-- the ticker: decisions that came before their step waited
create index approvals_undelivered on approvals (decided_at) where decided_at is not null and delivered_at is null;

create table approval_votes (
  approval_id uuid not null references approvals(id) on delete cascade,
  actor text not null,
  decision text not null check (decision in ('approve', 'reject')),
  comment text,
  fields jsonb,
  at timestamptz not null default now(),
  primary key (approval_id, actor)
);
comment on table approval_votes is 'One vote per person.';

create table one_time_links (
  -- SHA-256 of the token: who reads the table cannot use the link.
  digest text primary key,
  org_id uuid not null references organisations(id),
  kind text not null check (kind in ('approval', 'callback')),
  subject jsonb not null,
  actor text,
  expires_at timestamptz,
  used_at timestamptz,
  -- Of a callback: what the caller sent, and when the step was woken with it.
  payload jsonb,
  delivered_at timestamptz,
  created_at timestamptz not null default now()
);
comment on table one_time_links is 'Links that decide an approval or call a waiting step back; each works once.';
-- the callbacks of a run
create index one_time_links_by_execution on one_time_links ((subject ->> 'execution_id')) where kind = 'callback';
-- the ticker: calls that came before their step waited
create index one_time_links_undelivered on one_time_links (used_at) where kind = 'callback' and used_at is not null and delivered_at is null;

create table trigger_windows (
  pipeline_id uuid not null references pipelines(id) on delete cascade,
  trigger_index int not null,
  key text not null,
  kind text not null check (kind in ('debounce', 'batch')),
  workspace_id uuid,
  events uuid[] not null,
  -- Cursor position of the newest event in it: an older one neither extends nor replaces.
  newest text not null,
  opened_at timestamptz not null default now(),
  due_at timestamptz not null,
  primary key (pipeline_id, trigger_index, key)
);
comment on table trigger_windows is 'Events that are collected before a run starts. Removed in the transaction that starts it.';
-- the ticker: windows that are over
create index trigger_windows_due on trigger_windows (due_at);

create table trigger_dedupe (
  pipeline_id uuid not null references pipelines(id) on delete cascade,
  key text not null,
  event_id uuid not null,
  expires_at timestamptz not null,
  primary key (pipeline_id, key)
);
comment on table trigger_dedupe is 'Keys of events that have been seen, for as long as the pipeline says.';

create table schedules (
  pipeline_id uuid not null references pipelines(id) on delete cascade,
  trigger_index int not null,
  -- Of the definition that it was planned from.
  digest text not null,
  next_at timestamptz,
  -- The planned instant, before jitter: with the pipeline it identifies the fire, so two workers fire once.
  planned_at timestamptz,
  last_planned_at timestamptz,
  primary key (pipeline_id, trigger_index)
);
comment on table schedules is 'When each schedule fires next.';
-- the ticker
create index schedules_due on schedules (next_at) where next_at is not null;

create table step_cache (
  scope text not null,
  key text not null,
  outputs jsonb not null,
  stored_by text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (scope, key)
);
comment on table step_cache is 'Outputs of pure and idempotent steps. The key is a digest; secrets enter it as HMAC.';

create table secrets (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references organisations(id),
  workspace_id uuid references workspaces(id) on delete cascade,
  environment text,
  name text not null,
  sealed text not null,
  updated_by text not null,
  updated_at timestamptz not null default now(),
  unique nulls not distinct (org_id, workspace_id, environment, name)
);
comment on table secrets is 'Sealed values that pipelines read by name.';

create table holds (
  workspace_id uuid not null references workspaces(id) on delete cascade,
  entity_type text not null,
  entity_id text not null,
  environment text not null,
  reason text not null,
  version int,
  set_by text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, entity_type, entity_id, environment)
);
comment on table holds is 'Entries that automation must not promote, because a person decided about them.';

create table webhooks (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references organisations(id),
  workspace_id uuid references workspaces(id) on delete cascade,
  name text not null,
  url text not null,
  event_types text[] not null,
  sealed_secret text not null,
  enabled boolean not null default true,
  disabled_reason text,
  failing_since timestamptz,
  created_at timestamptz not null default now(),
  unique (org_id, name)
);
comment on table webhooks is 'Addresses outside that are told of events.';

create table webhook_deliveries (
  id uuid primary key,
  webhook_id uuid not null references webhooks(id) on delete cascade,
  event_id uuid not null references events(id) on delete cascade,
  status text not null check (status in ('pending', 'delivered', 'failed', 'dead')),
  attempts int not null default 0,
  last_status int,
  last_error text,
  next_at timestamptz,
  created_at timestamptz not null default now(),
  delivered_at timestamptz,
  unique (webhook_id, event_id)
);
comment on table webhook_deliveries is 'One message to one outbound webhook, with its schedule of retries.';
-- the sender: what is due
create index webhook_deliveries_due on webhook_deliveries (next_at) where next_at is not null;
-- the list of a webhook
create index webhook_deliveries_by_webhook on webhook_deliveries (webhook_id, created_at desc);

create table webhook_receipts (
  pipeline_id uuid not null references pipelines(id) on delete cascade,
  source text not null,
  delivery_id text not null,
  event_id uuid,
  received_at timestamptz not null default now(),
  primary key (pipeline_id, source, delivery_id)
);
comment on table webhook_receipts is 'Delivery ids of inbound webhooks: a redelivery finds its row.';

alter table deliveries
  add column execution_id uuid,
  add column step_name text;
-- what a run sent
create index deliveries_by_execution on deliveries (execution_id) where execution_id is not null;
