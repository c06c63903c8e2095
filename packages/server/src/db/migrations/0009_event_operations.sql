-- What replays, retention and the event explorer read. Writes one column to events and one to replays without rewriting them; the indexes on events
-- and runs are built under a lock that holds writers off for as long as that takes.

alter table events add column erased_at timestamptz;
comment on column events.erased_at is 'When retention took the data away: what is left is the envelope.';
-- retention: the oldest events; time grows with the rows, so the smallest kind of index is enough, and costs writers next to nothing
create index events_by_time on events using brin (time) with (autosummarize = on);
-- retention: the oldest data
create index events_with_data on events (time) where erased_at is null;
-- the event explorer: all that goes back to one event
create index events_by_correlation on events (correlation_id, seq desc);

-- The next events are delivered then, which is what keeps a replay to its rate.
alter table replays add column next_at timestamptz not null default now();
-- the ticker: which replay goes on
create index replays_due on replays (next_at) where status = 'running';
-- a replay: what it has handed over that is not decided yet
create index event_dispatches_by_replay on event_dispatches (replay_id) where replay_id is not null;
-- a replay: what it has decided
create index event_decisions_by_replay on event_decisions (replay_id, id) where replay_id is not null;
-- a replay: what it has started
create index pipeline_executions_by_replay on pipeline_executions (replay_id, created_at desc) where replay_id is not null;

-- retention of runs
create index pipeline_executions_completed on pipeline_executions (completed_at) where completed_at is not null;
-- retention of events: those that runs of windows still show
create index pipeline_executions_of_windows on pipeline_executions using gin (events) where cardinality(events) > 1;
-- retention of idempotency keys, of what steps cached, and of receipts
create index deliveries_by_time on deliveries using brin (created_at);
create index step_cache_by_expiry on step_cache (expires_at);
create index trigger_dedupe_by_expiry on trigger_dedupe (expires_at);
create index webhook_receipts_by_time on webhook_receipts using brin (received_at);

-- the open deliveries of one webhook, when it is switched off or on
create index webhook_deliveries_open on webhook_deliveries (webhook_id) where status = 'pending';
