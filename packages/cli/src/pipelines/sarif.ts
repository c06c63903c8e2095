// Findings as SARIF 2.1.0, which code hosts and editors read. In: findings. Out: the log as data.
import { DIAGNOSTICS, type Diagnostic } from '@mockops/pipelines';
import type { Finding } from './lint.ts';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

export function toSarif(findings: readonly Finding[], version: string) {
  const codes = [...new Set(findings.map(({ issue }) => issue.code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'mockops', semanticVersion: version, rules: codes.map(toRule) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => toResult(finding, codes)),
      },
    ],
  };
}

const RULES: Partial<Record<string, Diagnostic>> = DIAGNOSTICS;

function toRule(code: string) {
  const rule = RULES[code];
  const { title, meaning, fix, severity } = rule ?? {
    title: code,
    meaning: 'What a step type found.',
    fix: 'Each finding says what to do.',
    severity: 'warning' as const,
  };
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: meaning },
    help: { text: `${meaning} ${fix}` },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function toResult({ issue, severity, file, region }: Finding, codes: readonly string[]) {
  const text = [issue.path && `${issue.path} — `, issue.message, issue.hint && `; ${issue.hint}`].join('');
  return {
    ruleId: issue.code,
    ruleIndex: codes.indexOf(issue.code),
    level: LEVELS[severity],
    message: { text },
    locations: [{ physicalLocation: { artifactLocation: { uri: toUri(file) }, region } }],
  };
}

/** Relative references stay relative; what a URI cannot hold is escaped. */
function toUri(file: string): string {
  const slashes = file.replaceAll('\\', '/');
  const escaped = slashes.split('/').map(encodeURIComponent).join('/');
  return slashes.startsWith('/') ? `file://${escaped}` : escaped;
}
