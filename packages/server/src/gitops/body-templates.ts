// Named Markdown texts for pull requests and run pages, made of data. What the data says is foreign: it is put into code spans or escaped, so that it
// neither formats nor links, and the pull request's own writer neutralises mentions.
import { z } from 'zod';

/** Rows of a table; the rest is counted. */
const MAX_ROWS = 60;

const Loose = z.looseObject({});
const Finding = z.looseObject({
  path: z.string().default(''),
  severity: z.string().default(''),
  description: z.string().default(''),
});
const DriftReport = z.looseObject({
  workspace_id: z.string().default(''),
  endpoints: z
    .array(
      z.looseObject({
        operation: z.string(),
        environment: z.string().default(''),
        severity: z.string().default(''),
        findings: z.array(Finding).default([]),
      }),
    )
    .default([]),
});

export const TEMPLATES = ['sdk-regeneration', 'drift-report', 'drift-run', 'data'] as const;

/** By the name that `body.template` and `template` of a summary use. */
const BODY_TEMPLATES: Readonly<Record<(typeof TEMPLATES)[number], (data: unknown) => string>> = {
  'sdk-regeneration': writeSdkRegeneration,
  'drift-report': writeDriftReport,
  'drift-run': writeDriftReport,
  /** Whatever it is, as indented JSON. */
  data: (data) => fence(JSON.stringify(data, null, 2) ?? 'null'),
};

/** Undefined when there is no template of that name. */
export function writeTemplate(name: string, data: unknown): string | undefined {
  const known = TEMPLATES.find((one) => one === name);
  return known && BODY_TEMPLATES[known](data);
}

function writeSdkRegeneration(data: unknown): string {
  if (typeof data === 'string') return data;
  const facts = Loose.safeParse(data);
  return facts.success ? fence(JSON.stringify(facts.data, null, 2)) : '';
}

function writeDriftReport(data: unknown): string {
  const read = DriftReport.safeParse(data);
  if (!read.success) return fence(JSON.stringify(data, null, 2) ?? 'null');
  const { endpoints, workspace_id } = read.data;
  if (endpoints.length === 0) return 'No endpoint differs from its upstream.';
  const order = ['critical', 'high', 'medium', 'low'];
  const sorted = endpoints.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const rows = sorted.slice(0, MAX_ROWS).map(
    ({ operation, environment, severity, findings }) =>
      `| ${code(operation)} | ${cell(environment)} | ${cell(severity)} | ${cell(
        findings
          .slice(0, 3)
          .map(({ path, description }) => `${path} ${description}`.trim())
          .join('; '),
      )} |`,
  );
  return [
    `${endpoints.length} ${endpoints.length === 1 ? 'endpoint' : 'endpoints'} of ${code(workspace_id)} answered otherwise than the contract says.`,
    '',
    '| Endpoint | Environment | Severity | What differs |',
    '| --- | --- | --- | --- |',
    ...rows,
    ...more(endpoints.length - MAX_ROWS),
  ].join('\n');
}

function more(count: number): string[] {
  return count > 0 ? ['', `… and ${count} more; the run has them all.`] : [];
}

function code(text: string): string {
  return `\`${text.replace(/[`|\r\n]/g, ' ')}\``;
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|!]/g, '\\$&');
}

function fence(text: string): string {
  const ticks = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${ticks}json\n${text}\n${ticks}`;
}
