// Every rule by id: the one place for levels, titles and reasons. Documentation, policies and the linter of policies read it.
import { byText } from '../../json.ts';
import { COMPONENT_RULES } from './components.ts';
import { LIFECYCLE_RULES } from './lifecycle.ts';
import { BODY_RULES, HEADER_RULES, RESPONSE_RULES } from './messages.ts';
import { PARAMETER_RULES } from './parameters.ts';
import { PATH_RULES } from './paths.ts';
import { PROTOBUF_RULES } from './protobuf.ts';
import type { Rule } from './rule.ts';
import { SCHEMA_RULES } from './schemas.ts';
import { SECURITY_RULES } from './security.ts';

/** Sorted by id. */
export const RULES: readonly Rule[] = [
  ...PATH_RULES,
  ...PARAMETER_RULES,
  ...BODY_RULES,
  ...RESPONSE_RULES,
  ...HEADER_RULES,
  ...SCHEMA_RULES,
  ...SECURITY_RULES,
  ...LIFECYCLE_RULES,
  ...COMPONENT_RULES,
  ...PROTOBUF_RULES,
].sort((a, b) => byText(a.id, b.id));

const BY_ID: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.id, rule]));

export const findRule = (id: string): Rule | undefined => BY_ID.get(id);

/** Of a finding that we made ourselves: an unknown id is a mistake in this package. */
export function ruleOf(id: string): Rule {
  const rule = BY_ID.get(id);
  if (!rule) throw new Error(`the differ knows no rule "${id}"; add it to src/diff/rules`);
  return rule;
}
