// The step types and the small documents that the tests of this folder share.
import { EVENT_TYPES, formatIssue } from '@mockops/contract';
import { z } from 'zod';
import { parsePipeline } from '../index.ts';

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

export const KNOWN = {
  event_types: EVENT_TYPES,
  step_types: {
    regenerate_sdk: {
      config: z.strictObject({
        languages: z.array(z.enum(['typescript', 'python', 'rust'])).min(1),
        workspace_id: z.string(),
      }),
    },
    notify: {
      config: z.strictObject({
        channels: z.array(z.string()).min(1),
        message: z.string(),
        retries: z.number().optional(),
        smtp: z.strictObject({ host: z.string() }).optional(),
      }),
    },
    update_ci: { config: z.strictObject({ workflow: z.string() }) },
  },
};

/** Head of a document with one step, whose lines follow. The step starts at line 4. */
export function withStep(...lines: string[]): string {
  return ['name: p', 'triggers: [{ event: schema.changed }]', 'steps:', ...lines].join('\n');
}

export const NOTIFY = ['  - name: tell', '    type: notify', '    config:', '      channels: ["#a"]'];

export function found(text: string): string[] {
  return parsePipeline(text, 'pipeline.yaml', KNOWN).issues.map((issue) => `${issue.code} ${formatIssue(issue)}`);
}
