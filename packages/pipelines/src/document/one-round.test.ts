// A document whose shape is wrong in one place is checked everywhere else, and what depends on that place is not called wrong.
import { expect, test } from 'vitest';
import { found, NOTIFY, withStep } from './documents.fixture.ts';

const places = (text: string) => found(text).map((line) => line.replace(/ —.*/s, ''));

test('wrong shapes, unknown types, names used twice, open templates and forward references come in one round', () => {
  const text = `name: p
triggers:
  - event: schema.changed
    filters: { workspace_id: "{{ x }}", schema_type: { neq: openapi } }
vars: { branch: "{{ steps.tell.status }}" }
owner: me
steps:
  - name: tell
    type: notfy
    retries: 3
  - name: tell
    type: notify
    timeout: never
    config: { channels: ["#a"], message: "for {{ workspace_id }", retries: many }
    if: steps.ci.status == 'failed'
  - name: ci
    type: update_ci
    retry: { max_attempts: 3, initial: 5 }
    config: { workflow: "{{ vars.brnch }} {{ secrets.token }} {{ steps.tel.status }}", extra: 1 }
`;
  expect(places(text)).toEqual([
    'FLT002 pipeline.yaml:4:30 triggers[0].filters.workspace_id',
    'SCH001 pipeline.yaml:4:56 triggers[0].filters.schema_type.neq',
    'REF002 pipeline.yaml:5:27 vars.branch',
    'SCH001 pipeline.yaml:6:1 owner',
    'STP001 pipeline.yaml:9:11 steps[0].type',
    'SCH001 pipeline.yaml:10:5 steps[0].retries',
    'STP002 pipeline.yaml:11:11 steps[1].name',
    'SCH002 pipeline.yaml:13:14 steps[1].timeout',
    'EXP001 pipeline.yaml:14:47 steps[1].config.message',
    'SCH002 pipeline.yaml:14:76 steps[1].config.retries',
    'REF002 pipeline.yaml:15:15 steps[1].if',
    'SCH002 pipeline.yaml:18:40 steps[2].retry.initial',
    'REF005 pipeline.yaml:19:34 steps[2].config.workflow',
    'SEC006 pipeline.yaml:19:46 steps[2].config.workflow',
    'SEC002 pipeline.yaml:19:54 steps[2].config.workflow',
    'REF001 pipeline.yaml:19:72 steps[2].config.workflow',
    'SCH001 pipeline.yaml:19:88 steps[2].config.extra',
  ]);
});

test('warnings wait until the document is accepted', () => {
  expect(places(withStep(...NOTIFY, '      message: "{{ event.nothing }}"', '    timeout: never'))).toEqual([
    'SCH002 pipeline.yaml:9:14 steps[0].timeout',
  ]);
});

test('an error behind very many warnings still refuses the document', () => {
  const text = withStep(...NOTIFY, `      message: "${'{{ event.nothing }} '.repeat(300)}{{ vars.x }}"`);
  expect(places(text)).toEqual(['REF005 pipeline.yaml:8:6025 steps[0].config.message']);
});

const READER = ['  - name: ci', '    type: update_ci', '    config: { workflow: "{{ steps.build.status }}" }'];

test.each<[name: string, text: string, expected: string[]]>([
  [
    'a step that may have the name',
    withStep('  - name: Build', '    type: update_ci', '    config: { workflow: w }', ...READER),
    ['SCH002 pipeline.yaml:4:11 steps[0].name'],
  ],
  ['a step that is no map', withStep('  - build', ...READER), ['SCH002 pipeline.yaml:4:5 steps[0]']],
  [
    'a config under a misspelt key',
    withStep('  - name: tell', '    type: notify', '    confg: { message: m }'),
    ['SCH001 pipeline.yaml:6:5 steps[0].confg'],
  ],
  [
    'a config that is a list',
    withStep('  - name: tell', '    type: notify', '    config: [m]'),
    ['SCH002 pipeline.yaml:6:13 steps[0].config'],
  ],
  [
    'vars under a misspelt key',
    `var: { x: 1 }\n${withStep(...NOTIFY, '      message: "{{ vars.x }}"')}`,
    ['SCH001 pipeline.yaml:1:1 var'],
  ],
  [
    'vars that are a list',
    `vars: [x]\n${withStep(...NOTIFY, '      message: "{{ vars.x }}"')}`,
    ['SCH002 pipeline.yaml:1:7 vars'],
  ],
  [
    'defaults under a misspelt key, but a value of the wrong kind is still found',
    `step_default: { notify: { message: m } }\n${withStep(...NOTIFY, '      retries: many', '      smtp: {}')}`,
    [
      'SCH001 pipeline.yaml:1:1 step_default',
      'SCH002 pipeline.yaml:9:16 steps[0].config.retries',
      'SCH003 pipeline.yaml:10:13 steps[0].config.smtp.host',
    ],
  ],
  [
    'defaults that are no map',
    `step_defaults: { notify: m }\n${withStep(...NOTIFY)}`,
    ['SCH002 pipeline.yaml:1:26 defaults.config.notify'],
  ],
  [
    'defaults of a misspelt type',
    `step_defaults: { notfy: { message: m } }\n${withStep(...NOTIFY)}`,
    ['STP001 pipeline.yaml:1:18 defaults.config.notfy'],
  ],
  [
    'a duration that is negative and has no unit',
    withStep(...NOTIFY, '      message: m', '    retry: { max_attempts: 2, initial: -5 }'),
    ['SCH002 pipeline.yaml:9:40 steps[0].retry.initial'],
  ],
  [
    'a filter that is text with a template',
    withStep(...NOTIFY, '      message: m').replace('schema.changed', 'schema.changed, filters: "{{ x }}"'),
    ['SCH002 pipeline.yaml:2:46 triggers[0].filters'],
  ],
])('%s: nothing that follows from it is reported', (_name, text, expected) => {
  expect(places(text)).toEqual(expected);
});

test('more steps than a pipeline may have are not compared with each other', () => {
  const steps = Array.from({ length: 201 }, () => '  - { name: a, type: nothing }');
  expect(places(withStep(...steps))).toEqual(['SCH002 pipeline.yaml:4:3 steps']);
});
