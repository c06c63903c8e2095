-- Runs are journals of rows now. Runs of the older engine cannot go on and are ended here. Short exclusive locks; rewrites nothing.

alter table pipeline_steps
  -- Of the newest attempt: a worker that was taken for dead and comes back finds that it is not its own any more.
  add column owner uuid;
-- attempts that no worker has any more
create index pipeline_steps_working on pipeline_steps (execution_id) where phase in ('queued', 'running', 'backing_off');
-- the line of a group, and runs that are delayed or late, are read by the indexes of 0006

update pipeline_steps s set status = 'cancelled', phase = 'cancelled', completed_at = now(),
    message = 'the run was started by an older version of MockOps'
  from pipeline_executions e where e.id = s.execution_id and e.completed_at is null and s.completed_at is null;
update pipeline_attempts a set status = 'cancelled', completed_at = now()
  from pipeline_executions e where e.id = a.execution_id and e.completed_at is null and a.completed_at is null;
update pipeline_executions set status = 'failed', completed_at = now(),
    error_message = 'it was started by an older version of MockOps, which ran pipelines in another way; run it again'
  where completed_at is null;
comment on table pipeline_executions is 'Runs. With their steps they are a journal: what happens next is decided from these rows alone, under the lock of the run.';
comment on table pipeline_steps is 'Steps, and cells of a matrix or foreach: where each stands, rendered input (secrets redacted), outputs.';
