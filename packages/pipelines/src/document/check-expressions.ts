// Every expression of a document: syntax (EXP001), conditions that cannot be boolean (EXP002) and names that mean nothing (REF…, SEC002, EXP004).
// Positions point at the name inside the template.
import { formatPath, type Issue, MOST_FINDINGS, type SourceMap } from '@mockops/contract';
import { bareCondition, canBeBoolean } from '../expressions/condition.ts';
import { findExpressions } from '../expressions/find-expressions.ts';
import { parseExpression } from '../expressions/parse-expression.ts';
import { mentionsOf } from '../expressions/references.ts';
import { checkCall, checkReference, type Finding, type Scope } from './check-references.ts';
import type { Draft } from './draft.ts';
import { misplacedTemplates, type Site, templateSites } from './sites.ts';

export function checkExpressions(draft: Draft, map: SourceMap): { errors: Issue[]; warnings: Issue[] } {
  const errors = misplacedTemplates(draft, map);
  const warnings: Issue[] = [];
  const report = (site: Site, findings: Finding[]) => {
    for (const { offset, warning, ...rest } of findings) {
      // Each kind has its own limit: warnings must not crowd out the error that refuses the document.
      const list = warning ? warnings : errors;
      if (list.length >= MOST_FINDINGS) continue;
      list.push({ path: formatPath(site.shown), at: map.within(site.written, offset), ...rest });
    }
  };
  for (const site of templateSites(draft, map)) report(site, checkTemplates(site, draft));
  for (const [index, step] of draft.steps.entries()) {
    if (step.if === undefined) continue;
    const path = ['steps', index, 'if'];
    const site: Site = { shown: path, written: path, text: step.if, step: index };
    report(site, checkCondition(step.if, { draft, step: index }));
  }
  return { errors, warnings };
}

function checkTemplates(site: Site, draft: Draft): Finding[] {
  return findExpressions(site.text).flatMap((template): Finding[] => {
    if (!template.closed) {
      const message = 'the template is not closed';
      return [{ code: 'EXP001', message, hint: 'end it with }}', offset: template.start }];
    }
    return shift(checkOne(template.expression, { draft, step: site.step }), template.at);
  });
}

function checkCondition(text: string, scope: Scope): Finding[] {
  const expression = bareCondition(text);
  if (findExpressions(expression).length > 0) {
    const message = 'a template inside other text is always true';
    return [{ code: 'EXP002', message, hint: 'write the bare expression, without {{ }}', offset: 0 }];
  }
  const findings = checkOne(expression, scope);
  const parsed = parseExpression(expression);
  if (parsed.ok && !canBeBoolean(parsed.expression)) {
    const hint = 'compare the value, for example with != null';
    findings.push({ code: 'EXP002', message: '`if` must be true or false', hint, offset: 0 });
  }
  return shift(findings, Math.max(0, text.indexOf(expression)));
}

function checkOne(expression: string, scope: Scope): Finding[] {
  const parsed = parseExpression(expression);
  if (!parsed.ok) {
    const { message, offset, hint } = parsed;
    return [{ code: 'EXP001', message, offset, ...(hint ? { hint } : {}) }];
  }
  const { references, calls } = mentionsOf(expression, parsed.expression);
  return [
    ...references.flatMap((reference) => checkReference(reference, scope)),
    ...calls.flatMap((call) => checkCall(call, scope)),
  ];
}

function shift(findings: Finding[], by: number): Finding[] {
  return findings.map((finding) => ({ ...finding, offset: finding.offset + by }));
}
