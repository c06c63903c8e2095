// Every expression of a document: syntax (EXP001), conditions that cannot be boolean (EXP002) or never change (EXP003), and names that mean nothing
// (REF…, SEC002, EXP004). Positions point at the name inside the template.
import type { Expr } from '@actions/expressions';
import { formatPath, type Issue, MOST_FINDINGS, type SourceMap } from '@mockops/contract';
import { bareCondition, canBeBoolean } from '../expressions/condition.ts';
import { findExpressions } from '../expressions/find-expressions.ts';
import { parseExpression } from '../expressions/parse-expression.ts';
import { mentionsOf } from '../expressions/references.ts';
import { checkCall, checkReference, type Finding, type Names } from './check-references.ts';
import { severityOf } from './diagnostics.ts';
import type { Draft } from './draft.ts';
import { misplacedTemplates, type Place, type Site } from './sites.ts';

export function checkExpressions(
  draft: Draft,
  names: Names,
  sites: readonly Site[],
  map: SourceMap,
): { errors: Issue[]; warnings: Issue[] } {
  const errors = misplacedTemplates(draft, map);
  const warnings: Issue[] = [];
  for (const site of sites) {
    const findings = site.kind === 'condition' ? checkCondition(site, names) : checkTemplates(site, names);
    for (const { offset, ...rest } of findings) {
      // Each kind has its own limit: warnings must not crowd out the error that refuses the document.
      const list = severityOf(rest.code) === 'error' ? errors : warnings;
      if (list.length >= MOST_FINDINGS) continue;
      list.push({ path: formatPath(site.shown), at: map.within(site.written(), offset), ...rest });
    }
  }
  return { errors, warnings };
}

function checkTemplates({ text, place }: Site, names: Names): Finding[] {
  return findExpressions(text).flatMap((template): Finding[] => {
    if (!template.closed) {
      const message = 'the template is not closed';
      return [{ code: 'EXP001', message, hint: 'end it with }}', offset: template.start }];
    }
    return shift(checkOne(template.expression, place, names).findings, template.at);
  });
}

function checkCondition({ text, place, shown }: Site, names: Names): Finding[] {
  const expression = bareCondition(text);
  if (findExpressions(expression).length > 0) {
    const message = 'a template inside other text is always true';
    return [{ code: 'EXP002', message, hint: 'write the bare expression, without {{ }}', offset: 0 }];
  }
  const { findings, reads, parsed } = checkOne(expression, place, names);
  if (parsed && !canBeBoolean(parsed)) {
    const hint = 'compare the value, for example with != null';
    findings.push({ code: 'EXP002', message: `\`${String(shown.at(-1))}\` must be true or false`, hint, offset: 0 });
  } else if (parsed && !reads) {
    const hint = 'read the event, an input or a step in it, or leave it out';
    findings.push({ code: 'EXP003', message: `"${expression}" reads nothing, so it never changes`, hint, offset: 0 });
  }
  return shift(findings, Math.max(0, text.indexOf(expression)));
}

/** `reads`: whether its value depends on anything. */
function checkOne(
  expression: string,
  place: Place,
  names: Names,
): { findings: Finding[]; reads: boolean; parsed: Expr | undefined } {
  const parsed = parseExpression(expression);
  if (!parsed.ok) {
    const { message, offset, hint } = parsed;
    return {
      findings: [{ code: 'EXP001', message, offset, ...(hint ? { hint } : {}) }],
      reads: true,
      parsed: undefined,
    };
  }
  const { references, calls } = mentionsOf(expression, parsed.expression);
  const findings = [
    ...references.flatMap((reference) => checkReference(reference, place, names)),
    ...calls.flatMap((call) => checkCall(call, place, names)),
  ];
  const reads = references.length > 0 || calls.some(({ name }) => ABOUT_THE_RUN.has(name.toLowerCase()));
  return { findings, reads, parsed: parsed.expression };
}

const ABOUT_THE_RUN = new Set(['success', 'failure', 'cancelled', 'always', 'status', 'now']);

function shift(findings: Finding[], by: number): Finding[] {
  return findings.map((finding) => ({ ...finding, offset: finding.offset + by }));
}
