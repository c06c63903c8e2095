-- What domain steps remember: generated SDKs, files handed from step to step, system scenarios, sandboxes, and what was last seen of
-- coverage and staleness. Blocks nothing: new tables.

create table sdk_generations (
  workspace_id uuid not null references workspaces(id) on delete cascade,
  -- Folder below the SDK directory; one per workspace unless a step says otherwise.
  output text not null,
  language text not null,
  -- Of the contract in dev; null when it was generated from elsewhere.
  revision int,
  digest text not null,
  generated_at timestamptz not null default now(),
  primary key (workspace_id, output, language)
);
comment on table sdk_generations is 'The newest SDK per language: a step with an older contract finds that it is stale.';

create table file_sets (
  org_id uuid not null references organisations(id),
  -- SHA-256 over paths and texts.
  digest text not null,
  files jsonb not null,
  used_at timestamptz not null default now(),
  primary key (org_id, digest)
);
comment on table file_sets is 'Files that one step made and another reads, too large for outputs. Swept when nobody used them for long.';
-- the sweep
create index file_sets_by_use on file_sets (used_at);

create table system_scenarios (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references organisations(id),
  federation_id uuid not null references federations(id) on delete cascade,
  name text not null,
  document jsonb not null,
  source text not null,
  revision int not null default 1,
  digest text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (federation_id, name)
);
comment on table system_scenarios is 'Requests across the services of a federation, and what each must answer.';

create table sandboxes (
  id uuid primary key,
  org_id uuid not null references organisations(id),
  federation_id uuid not null references federations(id) on delete cascade,
  routing_key text not null,
  owner text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  unique (federation_id, routing_key)
);
comment on table sandboxes is 'Sessions with a name and an end. A row that is gone, or past its end, is no sandbox any more.';
-- the sweep
create index sandboxes_by_expiry on sandboxes (expires_at);

create table metric_watches (
  workspace_id uuid primary key references workspaces(id) on delete cascade,
  -- Best coverage since the last drop was told, and the levels that are known to be stale.
  state jsonb not null default '{}',
  due_at timestamptz not null default now()
);
comment on table metric_watches is 'What was last seen of coverage and staleness, so that each crossing is told once.';
-- the ticker: who is to be looked at
create index metric_watches_due on metric_watches (due_at);
