-- Organisations, workspaces, immutable artifact versions, environments as manifests with history. Blocks nothing: new tables.
create table organisations (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique,
  created_at timestamptz not null default now()
);
comment on table organisations is 'Tenants. Every other row belongs to one.';

create table workspaces (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references organisations(id),
  slug text not null,
  title text,
  description text,
  owner text,
  contract_revision int not null default 0,
  contract_digest text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (org_id, slug)
);
comment on table workspaces is 'One mocked service. The slug is what people and URLs say. contract_revision counts changes of meaning of the contract live in dev.';

create table artifacts (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces(id) on delete cascade,
  kind text not null,
  name text not null,
  latest_version int not null default 0,
  published_version int,
  created_at timestamptz not null default now(),
  unique (workspace_id, kind, name)
);
comment on table artifacts is 'A named thing of a workspace: schema, mock, scenario, persona or config. Its content is in artifact_versions.';

create table artifact_versions (
  artifact_id uuid not null references artifacts(id) on delete cascade,
  version int not null,
  digest text not null,
  content text not null,
  author text not null,
  message text not null,
  created_at timestamptz not null default now(),
  primary key (artifact_id, version),
  -- Pushing content that was there before reuses its version.
  unique (artifact_id, digest)
);
comment on table artifact_versions is 'Immutable content. The digest is SHA-256 of the canonical form, so a reformatted file is the same version.';

create table environments (
  workspace_id uuid not null references workspaces(id) on delete cascade,
  name text not null check (name in ('dev', 'test', 'prod')),
  revision int not null,
  digest text not null,
  reality_set_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, name)
);
comment on table environments is 'Points at the revision that is live. reality_set_at: when somebody last chose its reality level.';

create table environment_revisions (
  workspace_id uuid not null,
  name text not null,
  revision int not null,
  entries jsonb not null,
  settings jsonb not null,
  digest text not null,
  reason text not null,
  actor text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, name, revision),
  foreign key (workspace_id, name) references environments(workspace_id, name) on delete cascade deferrable initially deferred
);
comment on table environment_revisions is 'Every manifest an environment ever had: entries {"kind/name": version} and settings. Rollback re-points.';

create table contract_operations (
  workspace_id uuid not null references workspaces(id) on delete cascade,
  operation text not null,
  method text not null,
  path text not null,
  operation_id text,
  responses text[] not null,
  checksum text not null,
  changed_at timestamptz not null default now(),
  primary key (workspace_id, operation)
);
comment on table contract_operations is 'The current inventory: operations of the contract that is live in dev. The denominator of coverage and drift.';

create table promotions (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces(id) on delete cascade,
  entity_type text not null,
  entity_id text not null,
  version int not null,
  previous_version int,
  from_environment text not null,
  to_environment text not null,
  status text not null,
  promoted_by text not null,
  comments text,
  idempotency_key text unique,
  created_at timestamptz not null default now()
);
comment on table promotions is 'Entries copied between manifests. The idempotency key makes a repeated pipeline step find its own row.';
-- promotions of a workspace, newest first
create index promotions_by_workspace on promotions (workspace_id, created_at desc);

create table connections (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references organisations(id),
  workspace_id uuid references workspaces(id) on delete cascade,
  name text not null,
  kind text not null,
  settings jsonb not null,
  updated_at timestamptz not null default now(),
  unique nulls not distinct (org_id, workspace_id, name)
);
comment on table connections is 'Where Slack, mail, webhooks and GitHub are reached. Secret settings are AES-256-GCM envelopes.';
