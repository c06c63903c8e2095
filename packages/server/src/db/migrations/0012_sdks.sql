-- What a generated SDK is beside its digest: its files, which can be downloaded, and what was done to see that it works.
-- Blocks nothing: columns without a computed default.

alter table sdk_generations add column artifact text;
alter table sdk_generations add column file_count int not null default 0;
alter table sdk_generations add column verified jsonb;

comment on column sdk_generations.artifact is 'files:<digest> in file_sets, which keeps what is named here; null: made before SDKs could be downloaded.';
comment on column sdk_generations.verified is 'What came of compiling it and calling the mock; null when nobody asked for it.';
-- The sweep of file sets asks what is still named.
create index sdk_generations_by_artifact on sdk_generations (artifact);
