-- Looks at open and at correlated runs. Blocks writes to pipeline_executions while the indexes are built.
-- runs that the engine gave up: looked for at every heartbeat
create index pipeline_executions_open on pipeline_executions (id) where completed_at is null;
-- the loop guard: runs that go back to one event
create index pipeline_executions_by_correlation on pipeline_executions (correlation_id);
