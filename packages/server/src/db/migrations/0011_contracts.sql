-- Revisions of contracts as rows, with who, when, why and what changed; and places outside that contracts are fetched from. Blocks nothing: new tables.
create table contract_revisions (
  workspace_id uuid not null references workspaces(id) on delete cascade,
  revision int not null,
  digest text not null,
  kind text not null,
  version text not null,
  operations int not null,
  -- {"schema/openapi.yaml": 3}
  entries jsonb not null,
  -- null: the first one
  level text,
  -- {"breaking": 1, "safe": 4}
  counts jsonb not null default '{}',
  actor text not null,
  message text not null,
  source text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, revision)
);
comment on table contract_revisions is 'Every meaning that the contract live in dev ever had. The text is in artifact_versions; level and counts compare with the revision before.';

insert into contract_revisions (workspace_id, revision, digest, kind, version, operations, entries, actor, message, source)
select w.id, w.contract_revision, coalesce(w.contract_digest, ''), 'openapi', '',
    (select count(*) from contract_operations o where o.workspace_id = w.id),
    coalesce((select jsonb_object_agg(e.key, e.value) from jsonb_each(r.entries) e where e.key like 'schema/%'), '{}'),
    r.actor, r.reason, 'push'
  from workspaces w
    join environments d on d.workspace_id = w.id and d.name = 'dev'
    join environment_revisions r on r.workspace_id = w.id and r.name = 'dev' and r.revision = d.revision
  where w.contract_revision > 0 and w.contract_digest <> '';

create table contract_watches (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces(id) on delete cascade,
  url text not null,
  -- of Git: branch or tag, and a file or folder in it
  ref text,
  path text,
  file text not null,
  every_seconds int not null,
  etag text,
  -- files as they were fetched last: what edits made here are compared with
  base jsonb,
  -- files that were fetched and conflict with edits made here
  pending jsonb,
  conflicts jsonb not null default '[]',
  status text not null default 'new',
  message text not null default '',
  checked_at timestamptz,
  changed_at timestamptz,
  due_at timestamptz not null default now(),
  token_digest text not null unique,
  created_by text not null,
  created_at timestamptz not null default now(),
  unique (workspace_id, file)
);
comment on table contract_watches is 'Where a contract is published outside; looked at when it is due. etag: of the answer, or the commit.';
-- watches that are due
create index contract_watches_due on contract_watches (due_at);
