// The step types and the small documents that the tests of this folder share.
import { EVENT_TYPES, formatIssue } from '@mockops/contract';
import { z } from 'zod';
import { parsePipeline } from '../index.ts';
import { isJsonObject } from '../json.ts';
import type { KnownTypes } from './known.ts';

/** The plan's example, character for character. */
export const PLAN = `name: schema-change-pipeline
triggers:
  - event: schema.changed
    filters:
      workspace_id: "workspace-123"
      schema_type: ["openapi", "protobuf"]

steps:
  - name: regenerate-sdks
    type: regenerate_sdk
    config:
      languages: ["typescript", "python", "rust"]
      workspace_id: "{{workspace_id}}"

  - name: notify-teams
    type: notify
    config:
      channels: ["#api-team", "#frontend-team"]
      message: "SDKs regenerated for {{workspace_id}}"

  - name: update-ci
    type: update_ci
    config:
      workflow: ".github/workflows/sdk-tests.yml"
`;

export const KNOWN: KnownTypes = {
  event_types: EVENT_TYPES,
  step_types: {
    regenerate_sdk: {
      config: z.strictObject({
        languages: z.array(z.enum(['typescript', 'python', 'rust'])).min(1),
        workspace_id: z.string(),
      }),
      outputs: z.object({ changed: z.boolean(), files: z.array(z.string()) }),
      needs: () => [{ kind: 'sdk', target: 'write' }],
    },
    notify: {
      config: z.strictObject({
        channels: z.array(z.string()).min(1),
        message: z.string(),
        retries: z.number().optional(),
        smtp: z.strictObject({ host: z.string(), password: z.string().optional() }).optional(),
      }),
      effect: 'effect',
      needs: (config) => Channels.parse(config).channels.map((target) => ({ kind: 'notify', target })),
    },
    update_ci: { config: z.strictObject({ workflow: z.string() }), outputs: z.object({ run_url: z.string() }) },
    http: {
      config: z.strictObject({
        url: z.string(),
        headers: z.record(z.string(), z.string()).optional(),
        body: z.json().optional(),
      }),
      effect: 'effect',
      outputs: z.object({ status: z.int(), body: z.json() }),
      sinks: { url: 'url', 'headers.*': 'secret_ok' },
    },
    create_pr: {
      config: z.strictObject({ repo: z.string(), branch: z.string(), connection: z.string().optional() }),
      effect: 'effect',
      outputs: z.object({ number: z.int(), pr_url: z.string() }),
      sinks: { repo: 'host', branch: 'git_ref', connection: 'connection' },
    },
    emit_event: {
      config: z.strictObject({ event: z.string(), data: z.record(z.string(), z.json()).optional() }),
      needs: () => [{ kind: 'events', target: 'emit' }],
      emits: (config) => [{ type: String(config.event), data: isJsonObject(config.data) ? config.data : {} }],
    },
    call: {
      config: z.strictObject({ pipeline: z.string(), inputs: z.record(z.string(), z.json()).optional() }),
      outputs: z.looseObject({ status: z.string() }),
    },
    transform: {
      config: z.strictObject({ value: z.json() }),
      outputs: z.object({ value: z.json() }),
    },
  },
};

const Channels = z.object({ channels: z.array(z.string()) });

/** Head of a document with one step, whose lines follow. The step starts at line 4. */
export function withStep(...lines: string[]): string {
  return ['name: p', 'triggers: [{ event: schema.changed }]', 'steps:', ...lines].join('\n');
}

export const NOTIFY = ['  - name: tell', '    type: notify', '    config:', '      channels: ["#a"]'];

export function found(text: string): string[] {
  return parsePipeline(text, 'pipeline.yaml', KNOWN).issues.map((issue) => `${issue.code} ${formatIssue(issue)}`);
}
