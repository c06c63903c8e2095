// What is refused, and the literal words: one row per mistake that people make.
import { expect, test } from 'vitest';
import { parsePipeline } from '../index.ts';
import { found, KNOWN, NOTIFY, PLAN, withStep } from './documents.fixture.ts';

const REFUSED: [name: string, text: string, issue: string][] = [
  [
    'a syntax error',
    'name: [\n',
    'YAML001 pipeline.yaml:2:1 flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  ['a key twice', 'name: a\nname: b\n', 'YAML002 pipeline.yaml:2:1 key "name" is here twice; keep one'],
  ['a tab', 'steps:\n\tname: a\n', 'YAML003 pipeline.yaml:2:1 a tab cannot indent; use spaces'],
  [
    'an alias of itself',
    'vars: &v [*v]\n',
    'YAML004 pipeline.yaml:1:11 "*v" refers to what it is part of; write the value out',
  ],
  [
    'an alias of nothing',
    'name: *x\n',
    'YAML001 pipeline.yaml:1:7 "*x" is an alias without an anchor; quote it if it is text',
  ],
  [
    'a YAML 1.1 directive',
    '%YAML 1.1\n---\nname: a\n',
    'YAML005 pipeline.yaml:1:1 %YAML 1.1 reads yes, no, on and off as booleans; leave the directive out',
  ],
  [
    'a tag',
    withStep(...NOTIFY, '    if: !cancelled()'),
    'YAML006 pipeline.yaml:8:9 "!cancelled()" is read as a YAML tag; quote it',
  ],
  [
    'two documents',
    'name: a\n---\nname: b\n',
    'YAML001 pipeline.yaml:2:1 a second document starts here; write one file per pipeline',
  ],
  ['nothing at all', '# later\n', 'SCH003 pipeline.yaml:1:1 the document is empty; write name, triggers and steps'],
  ['a list', '- a\n', 'SCH002 pipeline.yaml:1:1 expected a map, found a list'],
  [
    'a channel that YAML reads as a comment',
    withStep('  - name: tell', '    type: notify', '    config:', '      channels:', '        - #api-team'),
    'YAML007 pipeline.yaml:8:11 "#api-team" is read as a comment, so the value is missing; quote it: "#api-team"',
  ],
  [
    'an unquoted template',
    withStep(...NOTIFY, '      message: {{ workspace_id }}'),
    'TPL001 pipeline.yaml:8:16 an unquoted {{ }} is read as a YAML map; quote the template: "{{ … }}"',
  ],
  [
    'an unquoted template with more behind it',
    withStep(...NOTIFY, '      message: {{ workspace_id }} is new'),
    'TPL001 pipeline.yaml:8:16 an unquoted {{ }} is read as a YAML map; quote the template: "{{ … }}"',
  ],
  [
    'a template as a key',
    `vars: { "{{ event.type }}": x }\n${withStep(...NOTIFY, '      message: m')}`,
    'TPL002 pipeline.yaml:1:9 vars["{{ event.type }}"] — key "{{ event.type }}" is kept as written; templates are rendered in values only; move the template into a value',
  ],
  [
    'an unknown key',
    withStep(...NOTIFY, '      message: m', '    continue_on_eror: true'),
    'SCH001 pipeline.yaml:9:5 steps[0].continue_on_eror — unknown key "continue_on_eror"; did you mean "continue_on_error"?',
  ],
  [
    'an unknown filter operator',
    'name: p\ntriggers:\n  - event: schema.changed\n    filters: { schema_type: { neq: x } }\nsteps: [{ name: a, type: update_ci, config: { workflow: w } }]\n',
    'SCH001 pipeline.yaml:4:31 triggers[0].filters.schema_type.neq — unknown key "neq"; did you mean "eq"?',
  ],
  [
    'a word for a boolean',
    withStep(...NOTIFY, '      message: m', '    continue_on_error: yes'),
    'YAML005 pipeline.yaml:9:24 steps[0].continue_on_error — "yes" is text in YAML 1.2, not a boolean; write true or false',
  ],
  [
    'a duration without a unit',
    withStep(...NOTIFY, '      message: m', '    retry: { max_attempts: 3, initial: 5 }'),
    'SCH002 pipeline.yaml:9:40 steps[0].retry.initial — 5 has no unit; write a duration such as "30s" or "5m"',
  ],
  [
    'a duration in words',
    withStep(...NOTIFY, '      message: m', '    timeout: 5 minutes'),
    'SCH002 pipeline.yaml:9:14 steps[0].timeout — "5 minutes" is not a duration; write it with its unit, such as "30s", "5m" or "1h30m"',
  ],
  [
    'a missing key',
    'name: p\ntriggers: [{ event: schema.changed }]\nsteps:\n  - type: update_ci\n    config: { workflow: w }\n',
    'SCH003 pipeline.yaml:4:5 steps[0].name — "name" is missing; add name: …',
  ],
  [
    'a name used twice',
    withStep(...NOTIFY, '      message: m', ...NOTIFY, '      message: m'),
    'STP002 pipeline.yaml:9:11 steps[1].name — step name "tell" is used twice, first by steps[0]; give each step its own name',
  ],
  [
    'defaults for an unknown step type',
    `${withStep(...NOTIFY, '      message: m')}\nstep_defaults: { notfy: { retries: 1 } }`,
    'STP001 pipeline.yaml:9:18 defaults.config.notfy — unknown step type "notfy"; did you mean "notify"?',
  ],
  [
    'a config key that the step type does not have',
    withStep(...NOTIFY, '      message: m', '      mesage: n'),
    'SCH001 pipeline.yaml:9:7 steps[0].config.mesage — unknown key "mesage"; did you mean "message"?',
  ],
  [
    'a config value of the wrong kind',
    withStep(...NOTIFY, '      message: 5'),
    'SCH002 pipeline.yaml:8:16 steps[0].config.message — expected text, found 5',
  ],
  [
    'a nested config key',
    withStep(...NOTIFY, '      message: m', '      smtp: { hots: x, host: y }'),
    'SCH001 pipeline.yaml:9:15 steps[0].config.smtp.hots — unknown key "hots"; did you mean "host"?',
  ],
  [
    'a missing config key',
    withStep(...NOTIFY),
    'SCH003 pipeline.yaml:7:7 steps[0].config.message — "message" is missing; add message: …',
  ],
  [
    'a value outside of a set',
    PLAN.replace('"rust"', '"ruts"'),
    'SCH002 pipeline.yaml:12:43 steps[0].config.languages[2] — "ruts" is not one of typescript, python, rust; did you mean "rust"?',
  ],
  [
    'an expression that does not parse',
    withStep(...NOTIFY, '      message: "new: {{ event.type == }}"'),
    'EXP001 pipeline.yaml:8:36 steps[0].config.message — the expression ends too early',
  ],
  [
    'an unknown function',
    withStep(...NOTIFY, `      message: '{{ lenght(event.changes) }} changes'`),
    'EXP001 pipeline.yaml:8:20 steps[0].config.message — there is no function "lenght"; did you mean "length"?',
  ],
  [
    'double quotes inside an expression',
    withStep(...NOTIFY, `      message: '{{ event.type == "x" }}'`),
    `EXP001 pipeline.yaml:8:34 steps[0].config.message — unexpected symbol: '"x"'; write text in single quotes: 'like this'`,
  ],
  [
    'arithmetic',
    withStep(...NOTIFY, '      message: "{{ event.to_revision + 1 }}"'),
    "EXP001 pipeline.yaml:8:38 steps[0].config.message — unexpected symbol: '+'; the language has no arithmetic",
  ],
  [
    'a template that is not closed',
    withStep(...NOTIFY, '      message: "for {{ workspace_id }"'),
    'EXP001 pipeline.yaml:8:21 steps[0].config.message — the template is not closed; end it with }}',
  ],
  [
    'a condition that is text',
    withStep(...NOTIFY, '      message: m', '    if: join(event.changes)'),
    'EXP002 pipeline.yaml:9:9 steps[0].if — `if` must be true or false; compare the value, for example with != null',
  ],
  [
    'a condition with a template inside text',
    withStep(...NOTIFY, '      message: m', '    if: "{{ event.type }} == 1"'),
    'EXP002 pipeline.yaml:9:10 steps[0].if — a template inside other text is always true; write the bare expression, without {{ }}',
  ],
  [
    'an unknown step in a folded text',
    withStep(...NOTIFY, '      message: >-', '        one', '        two {{ steps.tel.outputs.x }}'),
    'REF001 pipeline.yaml:10:22 steps[0].config.message — there is no step "tel"; did you mean "tell"?',
  ],
  [
    'a later step',
    withStep(
      ...NOTIFY,
      '      message: "{{ steps.ci.status }}"',
      '  - { name: ci, type: update_ci, config: { workflow: w } }',
    ),
    'REF002 pipeline.yaml:8:26 steps[0].config.message — step "ci" runs later; read only earlier steps',
  ],
  [
    'the step itself',
    withStep(...NOTIFY, '      message: m', `    if: status('tell') == 'failed'`),
    'REF002 pipeline.yaml:9:16 steps[0].if — step "tell" is this step itself; read only earlier steps',
  ],
  [
    'a field that steps do not have',
    withStep(
      '  - { name: ci, type: update_ci, config: { workflow: w } }',
      ...NOTIFY,
      '      message: "{{ steps.ci.output.x }}"',
    ),
    'REF004 pipeline.yaml:9:29 steps[1].config.message — steps.ci has no "output"; did you mean "outputs"?',
  ],
  [
    'an unknown var',
    `${withStep(...NOTIFY, '      message: "{{ vars.brnch }}"')}\nvars: { branch: b }`,
    'REF005 pipeline.yaml:8:25 steps[0].config.message — there is no var "brnch"; did you mean "branch"?',
  ],
  [
    'a var that reads a step',
    `vars: { a: "{{ steps.tell.status }}" }\n${withStep(...NOTIFY, '      message: m')}`,
    'REF002 pipeline.yaml:1:22 vars.a — vars are read before any step runs; read it in a step',
  ],
  [
    'an unknown field of the run',
    withStep(...NOTIFY, '      message: "{{ run.uri }}"'),
    'REF005 pipeline.yaml:8:24 steps[0].config.message — run has no "uri"; did you mean "url"?',
  ],
  [
    'a secret',
    withStep(
      '  - name: get',
      '    type: http',
      '    config:',
      '      url: https://a.example',
      '      headers: { a: "{{ secrets.token }}" }',
    ),
    'SEC002 pipeline.yaml:8:33 steps[0].config.headers.a — secret "token" is not declared; declare it: secrets: [token]',
  ],
  [
    'a template in a filter',
    'name: p\ntriggers:\n  - event: schema.changed\n    filters: { workspace_id: "{{ x }}" }\nsteps: [{ name: a, type: update_ci, config: { workflow: w } }]\n',
    'FLT002 pipeline.yaml:4:30 triggers[0].filters.workspace_id — filters are compared as written; "{{ x }}" is not rendered; test it in the trigger: if: …',
  ],
];

test.each(REFUSED)('%s is refused with its place and the next act', (_name, text, issue) => {
  expect(parsePipeline(text, 'pipeline.yaml', KNOWN).ok).toBe(false);
  expect(found(text)).toEqual([issue]);
});
