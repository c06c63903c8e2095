-- Facts: counted traffic, drift evidence, incidents; and the plan's metric names as views over them. Blocks nothing: new tables.
create table request_counts (
  minute timestamptz not null,
  -- Digest of all dimensions below: one narrow key instead of a sixteen-column one.
  key uuid not null,
  org_id uuid not null,
  workspace_id uuid not null references workspaces(id) on delete cascade,
  environment text not null,
  federation text,
  service text,
  operation text,
  status int not null,
  source text not null,
  reality text not null,
  scenario text,
  persona text,
  class text not null,
  ci_run text,
  test text,
  count bigint not null,
  duration_sum_ms double precision not null,
  duration_max_ms double precision not null,
  last_at timestamptz not null,
  primary key (minute, key)
);
comment on table request_counts is 'Every exchange, counted per minute and dimension. operation is null when nothing in the contract matched.';
-- all analytics: one workspace over a window
create index request_counts_by_workspace on request_counts (workspace_id, minute);
-- overview of the organisation over a window
create index request_counts_by_org on request_counts (org_id, minute);

create table drift_checks (
  minute timestamptz not null,
  workspace_id uuid not null references workspaces(id) on delete cascade,
  environment text not null,
  operation text not null,
  checked bigint not null,
  mismatched bigint not null,
  last_at timestamptz not null,
  -- Newest answer that agreed with the contract.
  last_clean_at timestamptz,
  primary key (workspace_id, environment, operation, minute)
);
comment on table drift_checks is 'Answers of real upstreams compared with the contract, per minute.';

create table drift_incidents (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null,
  workspace_id uuid not null references workspaces(id) on delete cascade,
  environment text not null,
  operation text not null,
  -- Of the operation in the contract that the answers differed from: another contract ends the incident.
  checksum text not null,
  severity text not null,
  status text not null check (status in ('open', 'acknowledged', 'resolved')),
  detected_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  resolved_at timestamptz,
  resolution text
);
comment on table drift_incidents is 'One per operation that differs from reality, until it is resolved.';
-- at most one live incident per operation
create unique index drift_incidents_live on drift_incidents (workspace_id, environment, operation) where status <> 'resolved';
-- incidents of a workspace, newest first
create index drift_incidents_by_workspace on drift_incidents (workspace_id, detected_at desc);

create table drift_findings (
  id uuid primary key default gen_random_uuid(),
  incident_id uuid not null references drift_incidents(id) on delete cascade,
  status int not null,
  mismatch_type text not null,
  path text not null,
  severity text not null,
  breaking boolean not null,
  description text not null,
  expected jsonb,
  actual jsonb,
  count bigint not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- Checked answers of the operation since the finding was last seen; at 20 it no longer counts.
  unseen int not null default 0,
  unique (incident_id, status, mismatch_type, path)
);
comment on table drift_findings is 'Each way in which an answer differed; never holds values of answers, only their shapes.';

create table drift_budget_states (
  workspace_id uuid not null references workspaces(id) on delete cascade,
  environment text not null,
  exceeded boolean not null,
  crossings int not null,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, environment)
);
comment on table drift_budget_states is 'Whether the budget is exceeded now; the event fires only when this turns true.';

create view scenario_usage_metrics as
  select workspace_id, scenario as scenario_id, sum(count)::bigint as usage_count, max(last_at) as last_used_at
  from request_counts where scenario is not null group by workspace_id, scenario;
comment on view scenario_usage_metrics is 'Requests per scenario, all time.';

create view persona_ci_hits as
  select workspace_id, persona as persona_id, ci_run as ci_run_id, sum(count)::bigint as hit_count, max(last_at) as hit_at
  from request_counts where persona is not null and class = 'ci' group by workspace_id, persona, ci_run;
comment on view persona_ci_hits is 'CI requests per persona and run, all time.';

create view endpoint_coverage as
  select o.workspace_id, o.path as endpoint, o.method, o.operation,
    count(distinct (r.ci_run, r.test)) filter (where r.class = 'ci') as test_count,
    max(r.last_at) filter (where r.class = 'ci') as last_tested_at
  from contract_operations o
  left join request_counts r on r.workspace_id = o.workspace_id and r.operation = o.operation
  group by o.workspace_id, o.path, o.method, o.operation;
comment on view endpoint_coverage is 'Operations of the current contract with their CI evidence, all time; a never-called one has a row too.';

create view drift_percentage_metrics as
  select o.workspace_id, count(distinct o.operation) as total_mocks, count(distinct i.operation) as drifting_mocks
  from contract_operations o
  left join drift_incidents i on i.workspace_id = o.workspace_id and i.operation = o.operation and i.status <> 'resolved'
  group by o.workspace_id;
comment on view drift_percentage_metrics is 'Operations of the current contract that have a live incident.';

create view reality_level_staleness as
  select e.workspace_id, e.name as environment, null::text as federation, null::text as service,
    r.settings ->> 'reality_level' as current_reality_level, e.reality_set_at as last_updated_at
  from environments e join environment_revisions r on r.workspace_id = e.workspace_id and r.name = e.name and r.revision = e.revision
  union all
  select s.workspace_id, f.environment, f.name, s.service_name, s.reality_level, s.reality_set_at
  from federation_services s join federations f on f.id = s.federation_id;
comment on view reality_level_staleness is 'Each reality level and when it was set. Age is computed when read, never stored.';
