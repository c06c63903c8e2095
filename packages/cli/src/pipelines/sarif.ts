// Findings as SARIF 2.1.0, which code hosts and editors read. In: findings. Out: the log as data.
import { sarifLocation, sarifLog } from '@mockops/contract';
import { DIAGNOSTICS, type Diagnostic } from '@mockops/pipelines';
import type { Finding } from './lint.ts';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

export function toSarif(findings: readonly Finding[], version: string) {
  const codes = [...new Set(findings.map(({ issue }) => issue.code))].sort();
  return sarifLog({ version, rules: codes.map(toRule), results: findings.map(toResult) });
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

function toResult({ issue, severity, file, region }: Finding) {
  const text = [issue.path && `${issue.path} — `, issue.message, issue.hint && `; ${issue.hint}`].join('');
  return {
    ruleId: issue.code,
    level: LEVELS[severity],
    message: { text },
    locations: [sarifLocation(file, region)],
  };
}
