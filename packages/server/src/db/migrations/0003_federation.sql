-- Federations, and which gateway serves which digest. Blocks nothing: new tables.
create table federations (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references organisations(id),
  name text not null,
  description text,
  environment text not null default 'dev',
  revision int not null default 1,
  digest text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (org_id, name)
);
comment on table federations is 'Virtual systems: many workspaces behind one base URL.';

create table federation_services (
  id uuid primary key default gen_random_uuid(),
  federation_id uuid not null references federations(id) on delete cascade,
  position int not null,
  service_name text not null,
  workspace_id uuid not null references workspaces(id),
  base_path text not null,
  -- null: the workspace's environment decides.
  reality_level text,
  config jsonb not null default '{}',
  reality_set_at timestamptz,
  created_at timestamptz not null default now(),
  unique (federation_id, service_name),
  unique (federation_id, base_path)
);
comment on table federation_services is 'Services of a federation; config holds blend_ratio, upstream_url, chaos and dependencies.';

create table gateways (
  id text primary key,
  url text not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);
comment on table gateways is 'Data-plane processes that are alive; a row not seen for a while is dead.';

create table gateway_served (
  gateway_id text not null references gateways(id) on delete cascade,
  target text not null,
  digest text not null,
  primary key (gateway_id, target)
);
comment on table gateway_served is 'What each gateway serves: "applied" is read from here, not assumed.';
