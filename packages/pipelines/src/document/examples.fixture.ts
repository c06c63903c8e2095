// The step types that the example pipelines use, with the outputs, sinks and needs that matter to the linter. Their configs are not checked here.
import { EVENT_TYPES } from '@mockops/contract';
import { z } from 'zod';
import type { KnownStepType, KnownTypes } from './known.ts';

const Config = z.record(z.string(), z.json());
const ANY = z.json();

function type(outputs: readonly string[], more: Omit<KnownStepType, 'config' | 'outputs'> = {}): KnownStepType {
  return { config: Config, outputs: z.object(Object.fromEntries(outputs.map((name) => [name, ANY]))), ...more };
}

const REPOSITORY = {
  repo: 'host',
  branch: 'git_ref',
  base: 'git_ref',
  ref: 'git_ref',
  connection: 'connection',
} as const;

export const KNOWN_EXAMPLES: KnownTypes = {
  event_types: EVENT_TYPES,
  step_types: {
    regenerate_sdk: type(['changed', 'files', 'languages'], { needs: () => [{ kind: 'sdk', target: 'write' }] }),
    notify: type(['deliveries'], {
      effect: 'effect',
      sinks: { message: 'markdown', 'targets.*.signing_secret': 'secret_ok' },
    }),
    update_ci: type(['run_url', 'conclusion'], { effect: 'effect', sinks: REPOSITORY }),
    schema_diff: type(['affected_operations', 'breaking', 'changes', 'schema_digest']),
    create_pr: type(['number', 'pr_url', 'head_sha', 'action'], { effect: 'effect', sinks: REPOSITORY }),
    validate_scenario: type(['ok', 'problems']),
    can_promote: type(['allowed', 'requires_approval', 'reasons']),
    approval: type(['decision', 'approvers', 'fields'], { effect: 'wait' }),
    auto_promote: type(['promotion_id', 'changed', 'from_version'], {
      effect: 'idempotent',
      emits: ({ to, to_environment }) => [
        { type: 'promotion.completed', data: { to_environment: to ?? to_environment } },
      ],
    }),
    rollback_promotion: type(['promotion_id', 'changed'], { effect: 'idempotent' }),
    run_scenario: type(['passed', 'p95_ms'], { needs: () => [{ kind: 'scenario', target: 'run' }] }),
    drift_report: type(['report', 'endpoint_count']),
    propose_drift_fix: type(['spec_changed', 'spec', 'spec_digest', 'files']),
    wait_for_pr: type(['merged', 'state'], { effect: 'wait' }),
    drift_check: type(['within_budget', 'findings']),
    summary: type([]),
    create_sandbox: type(['id', 'routing_key', 'base_url'], { effect: 'idempotent' }),
    delete_sandbox: type(['changed'], { effect: 'idempotent' }),
    run_system_scenario: type(['passed', 'p95_ms'], { needs: () => [{ kind: 'federation', target: 'run' }] }),
    coverage_check: type(['operations', 'personas', 'change_coverage', 'failed_rules'], {
      needs: () => [{ kind: 'coverage', target: 'read' }],
    }),
  },
};
