// Findings as SARIF 2.1.0, which code hosts and editors read. In: findings. Out: the log as data.
import type { Finding } from './lint.ts';

export interface Rule {
  /** What the code stands for, one sentence. */
  title: string;
  /** The next act. */
  help: string;
}

export function toSarif(findings: readonly Finding[], rules: Record<string, Rule>, version: string) {
  const codes = [...new Set(findings.map(({ issue }) => issue.code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'mockops', semanticVersion: version, rules: codes.map((code) => toRule(code, rules)) },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => toResult(finding, codes)),
      },
    ],
  };
}

function toRule(code: string, rules: Record<string, Rule>) {
  const rule = rules[code] ?? { title: `Finding ${code}`, help: 'Each finding says what to do about it.' };
  return {
    id: code,
    shortDescription: { text: rule.title },
    help: { text: rule.help },
    defaultConfiguration: { level: 'error' },
  };
}

function toResult({ issue, severity, file, region }: Finding, codes: readonly string[]) {
  const text = [issue.path && `${issue.path} — `, issue.message, issue.hint && `; ${issue.hint}`].join('');
  return {
    ruleId: issue.code,
    ruleIndex: codes.indexOf(issue.code),
    level: severity,
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
