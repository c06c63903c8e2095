// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a template of ours is text that looks like one of JavaScript's.
import { formatIssue, PipelineDocument } from '@mockops/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePipeline } from '../index.ts';
import { found, KNOWN, NOTIFY, PLAN, withStep } from './documents.fixture.ts';

test('the example of the plan is accepted as it stands', () => {
  const result = parsePipeline(PLAN, 'pipeline.yaml', KNOWN);
  expect(result.issues).toEqual([]);
  expect(result.ok && result.value.triggers).toEqual([
    {
      enabled: true,
      event: 'schema.changed',
      filters: { workspace_id: 'workspace-123', schema_type: ['openapi', 'protobuf'] },
    },
  ]);
  expect(result.ok && result.value.steps.map((step) => [step.name, step.type])).toEqual([
    ['regenerate-sdks', 'regenerate_sdk'],
    ['notify-teams', 'notify'],
    ['update-ci', 'update_ci'],
  ]);
});

test('an unknown step type is named with its place and the nearest known one', () => {
  const text = withStep('  - type: notfy', '    name: tell');
  const result = parsePipeline(text, 'pipeline.yaml', KNOWN);
  expect(result.issues.map(formatIssue)).toEqual([
    'pipeline.yaml:4:11 steps[0].type — unknown step type "notfy"; did you mean "notify"?',
  ]);
});

test('an unknown step type that resembles nothing lists what there is', () => {
  expect(found(withStep('  - type: deploy_everything', '    name: tell'))).toEqual([
    'STP001 pipeline.yaml:4:11 steps[0].type — unknown step type "deploy_everything"; use one of call, create_pr, emit_event, http, notify, regenerate_sdk, transform, update_ci',
  ]);
});

test('an alias bomb is refused before it expands', () => {
  const levels = [...'bcdefghi'].map(
    (name, index) => `  ${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[index]}`)}]`,
  );
  const text = ['name: p', 'vars:', '  a: &a [x, x, x, x, x, x, x, x, x, x]', ...levels].join('\n');
  expect(found(text)).toEqual([
    'YAML004 pipeline.yaml:1:1 the aliases of this document expand too often (limit 100); write the values out',
  ]);
});

test('nesting beyond the stack is a finding, not a crash', () => {
  expect(found(`name: ${'['.repeat(100_000)}`)).toEqual([
    'YAML001 pipeline.yaml:1:1 the document is nested too deeply; flatten it',
  ]);
});

test('all findings of a document come at once, in the order of the file', () => {
  const text = withStep('  - name: A', '    type: 5', '    timeout: never', '    retries: 3');
  expect(found(text).map((line) => line.slice(0, 24))).toEqual([
    'SCH002 pipeline.yaml:4:1',
    'SCH002 pipeline.yaml:5:1',
    'SCH002 pipeline.yaml:6:1',
    'SCH001 pipeline.yaml:7:5',
  ]);
});

test('an unknown event type and a field it does not have are warnings beside an accepted document', () => {
  const text = PLAN.replace('schema.changed', 'schema.chnged');
  expect(parsePipeline(text, 'pipeline.yaml', KNOWN).ok).toBe(true);
  expect(found(text)).toEqual([
    'EVT001 pipeline.yaml:3:12 triggers[0].event — no event of type "schema.chnged" is known; did you mean "schema.changed"?',
  ]);
  expect(found(PLAN.replace('schema_type:', 'schematype:'))).toEqual([
    'FLT001 pipeline.yaml:6:7 triggers[0].filters.schematype — schema.changed has no field "schematype", so this filter can never hold; did you mean "schema_type"?',
  ]);
  expect(found(PLAN.replace('for {{workspace_id}}', 'for {{ event.to_revison }}'))).toEqual([
    'EXP004 pipeline.yaml:19:47 steps[1].config.message — "event.to_revison" is not a field of schema.changed; did you mean "to_revision"?',
  ]);
});

test.each([
  "default(event.nothing, 'none')",
  "DEFAULT((event.nothing.at.all), 'none')",
  "default(event.nothing || event.neither, 'none')",
  "nothing || event.neither || 'none'",
  "event.nothing['x'] == null",
  "(event.nothing) != 'x'",
  'length(event.nothing)',
  "join(concat(event.nothing, event.neither), ', ')",
])('%s may read what no event is known to have', (expression) => {
  expect(found(withStep(...NOTIFY, `      message: "{{ ${expression} }}"`))).toEqual([]);
});

test.each([
  'event.nothing',
  "'x' || event.nothing",
  "default(upper(event.nothing), 'none')",
  "default(event.nothing && 'x', 'none')",
  "default(event.changes[event.nothing], 'none')",
  'length(event.nothing.*)',
  'event.nothing > 1',
  'default(!event.nothing, true)',
])('%s needs its field, and the warning says so', (expression) => {
  const lines = found(withStep(...NOTIFY, `      message: "{{ ${expression} }}"`));
  expect(lines).toEqual([expect.stringMatching(/^EXP004 .* "event\.nothing" is not a field of schema\.changed; /)]);
});

test.each(['pipeline.run.queued', 'pipeline.run.completed', 'pipeline.step.changed'])(
  'a trigger on %s without a filter on the pipeline is warned that every run fires it',
  (event) => {
    const listening = (trigger: string) =>
      found(withStep(...NOTIFY, '      message: m').replace('{ event: schema.changed }', trigger));
    const warning = `LOOP001 pipeline.yaml:2:21 triggers[0].event — the runs of every other pipeline raise ${event}, so each of them can start this one; say whose runs: filters: { pipeline: … }, or { exists: true } when all are meant`;
    expect(listening(`{ event: ${event} }`)).toEqual([warning]);
    expect(listening(`{ event: ${event}, filters: { execution_id: x } }`)).toEqual([warning]);
    expect(listening(`{ event: ${event}, filters: { pipeline: nightly } }`)).toEqual([]);
    expect(listening(`{ event: ${event}, filters: { pipeline: { exists: true } } }`)).toEqual([]);
  },
);

test('values with templates are exempt from the schema of their type, other values are not', () => {
  const text = withStep(
    '  - name: tell',
    '    type: notify',
    '    config: { channels: "{{ event.changes }}", message: m, retries: "{{ event.to_revision }}" }',
  );
  expect(found(text)).toEqual([]);
  expect(found(text.replace('"{{ event.to_revision }}"', '"3"'))).toEqual([
    'SCH002 pipeline.yaml:6:69 steps[0].config.retries — expected a number, found the text "3"',
  ]);
});

test('step_defaults are checked as part of the steps that use them, at the place where they are written', () => {
  const text = `step_defaults:\n  notify: { message: "{{ vars.x }}", retries: many }\n${withStep(...NOTIFY)}`;
  expect(found(text)).toEqual([
    'REF005 pipeline.yaml:2:31 steps[0].config.message — there is no var "x"; add it: vars: { x: … }',
    'SCH002 pipeline.yaml:2:47 steps[0].config.retries — expected a number, found the text "many"',
  ]);
});

test("MockForge's and GitHub's spellings are read as ours", () => {
  const text = `name: imported
definition:
  enabled: true
  triggers: [{ event: schema.changed }]
  steps:
    - { name: a, step_type: notify, with: { channels: [x], message: m }, timeout: 300 }
    - { name: b, uses: update_ci, config: { workflow: w }, timeout: 5m }
`;
  const result = parsePipeline(text, 'pipeline.yaml', KNOWN);
  expect(result.issues).toEqual([]);
  expect(result.ok && result.value.steps.map((step) => [step.type, step.timeout])).toEqual([
    ['notify', 300_000],
    ['update_ci', 300_000],
  ]);
  expect(found(text.replace('uses: update_ci', 'uses: update_cy'))).toEqual([
    'STP001 pipeline.yaml:7:24 steps[1].type — unknown step type "update_cy"; did you mean "update_ci"?',
  ]);
  expect(found(text.replace('uses: update_ci', 'uses: update_ci, type: notify'))).toEqual([
    'YAML002 pipeline.yaml:7:18 steps[1] — "uses" says "type" a second time; keep one of the two',
  ]);
});

test('anchors and aliases that expand a little are fine, and findings inside them point at the anchor', () => {
  const text = `vars: { shared: &c { channels: ["#a"], message: 5 } }\n${withStep('  - name: tell', '    type: notify', '    config: *c')}`;
  expect(found(text)).toEqual(['SCH002 pipeline.yaml:1:49 steps[0].config.message — expected text, found 5']);
});

test('a stored document reads back as itself, durations included', () => {
  const text = withStep(
    ...NOTIFY,
    '      message: m',
    '    timeout: 90',
    '    retry: { max_attempts: 3, initial: 5s, max: 1m }',
  );
  const result = parsePipeline(text, 'pipeline.yaml', KNOWN);
  expect(result.ok && result.value.steps[0]).toMatchObject({ timeout: 90_000, retry: { initial: 5_000, max: 60_000 } });
  const stored = JSON.parse(JSON.stringify(result.ok && result.value));
  expect(PipelineDocument.parse(stored)).toEqual(result.ok && result.value);
});

test('an anchor for a timeout in seconds may be used twice', () => {
  const text = withStep(
    ...NOTIFY,
    '      message: m',
    '    timeout: &t 5',
    '  - { name: b, type: update_ci, config: { workflow: w }, timeout: *t }',
  );
  const result = parsePipeline(text, 'pipeline.yaml', KNOWN);
  expect(result.ok && result.value.steps.map((step) => step.timeout)).toEqual([5_000, 5_000]);
});

test('a flood of mistakes is cut off', () => {
  const text = withStep(...NOTIFY, `      message: "${'{{ ^ }} '.repeat(20_000)}"`);
  expect(found(text)).toHaveLength(200);
  expect(found(`vars: &v {}\na: [${'*v,'.repeat(1_000)}]`)).toEqual([
    'YAML004 pipeline.yaml:1:1 the aliases of this document expand too often (limit 100); write the values out',
  ]);
});

test('whatever is written, the answer is a document or findings with a place in the file', () => {
  const piece = fc.constantFrom(
    '{{ ',
    ' }}',
    '#',
    '- ',
    ': ',
    '"',
    "'",
    '\n',
    '  ',
    '*a',
    '&a ',
    '!x ',
    '[',
    '}',
    '| ',
    '>',
    '\t',
    '%',
    '@',
    'null',
    '${{',
  );
  fc.assert(
    fc.property(fc.nat(PLAN.length), fc.nat(8), fc.array(piece, { maxLength: 3 }), (at, cut, pieces) => {
      const text = PLAN.slice(0, at) + pieces.join('') + PLAN.slice(at + cut);
      const result = parsePipeline(text, 'p.yaml', KNOWN);
      const lines = text.split('\n');
      for (const issue of result.issues) {
        expect(issue.at?.line).toBeGreaterThanOrEqual(1);
        expect(issue.at?.line).toBeLessThanOrEqual(lines.length);
        expect(issue.at?.col).toBeLessThanOrEqual((lines[(issue.at?.line ?? 1) - 1]?.length ?? 0) + 1);
      }
      expect(result.ok || result.issues.length > 0).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('the spellings of others are read in every section: defaults per type, seconds, concurrency, a manual start without anything', () => {
  const text = `definition:
  name: imported
  triggers:
    - manual:
  step_defaults: { notify: { channels: ["#ops"] } }
  concurrency: { group: "{{ workspace_id }}", cancel_in_progress: true }
  steps:
    - { name: a, type: notify, config: { message: m } }
  finally:
    - { name: b, uses: notify, with: { message: n }, timeout: 30, concurrency: { group: "{{ run.id }}", cancel-in-progress: false } }
`;
  const result = parsePipeline(text, 'pipeline.yaml', KNOWN);
  expect(result.issues.map(formatIssue)).toEqual([]);
  expect(result.ok && result.value).toMatchObject({
    triggers: [{ manual: {} }],
    defaults: { config: { notify: { channels: ['#ops'] } } },
    concurrency: { on_conflict: 'cancel_in_progress' },
    finally: [{ type: 'notify', config: { message: 'n' }, timeout: 30_000, concurrency: { on_conflict: 'queue' } }],
  });
  expect(found(text.replace('"#ops"', '5'))).toEqual([
    'SCH002 pipeline.yaml:5:41 steps[0].config.channels[0] — expected text, found 5',
  ]);
  expect(found(text.replace('  steps:', '  defaults: { config: {} }\n  steps:'))).toEqual([
    'YAML002 pipeline.yaml:5:3 "step_defaults" says "defaults.config" a second time; keep one of the two',
  ]);
});

test('a pipeline that only others call needs no triggers', () => {
  const text =
    'name: p\nreusable: true\nsteps: [{ name: a, type: update_ci, config: { workflow: w } }]\noutputs: { url: "{{ steps.a.outputs.run_url }}" }\n';
  expect(found(text)).toEqual([]);
  expect(found(text.replace('reusable: true', 'reusable: false'))).toEqual([
    'SCH003 pipeline.yaml:1:1 triggers — "triggers" is missing; add triggers: …, or reusable: true when only others call it',
  ]);
});

test('a step sees what it waits for, on every way; a hook sees all', () => {
  const step = (name: string, needs: string, reads: string) =>
    `  - { name: ${name}, type: update_ci, needs: [${needs}], config: { workflow: "{{ steps.${reads}.outputs.run_url }}" } }`;
  const first =
    '  - { name: a, type: update_ci, config: { workflow: w } }\n  - { name: b, type: update_ci, needs: [], config: { workflow: w } }';
  const text = (...lines: string[]) => withStep(first, ...lines);
  expect(found(text(step('c', 'a, b', 'a'), step('d', 'c', 'b')))).toEqual([]);
  expect(found(text(step('c', 'a', 'b')))).toEqual([
    'REF002 pipeline.yaml:6:75 steps[2].config.workflow — this step does not wait for step "b"; write needs: [a, b]',
  ]);
  expect(found(`${text()}\nfinally:\n${step('x', '', 'a')}\n`)).toEqual([]);
});

test('names that are there in one place only: the error of a retry, the outputs of a step, the payload of a webhook', () => {
  const text = `name: p
secrets: [hook]
triggers:
  - webhook: { source: generic, secret: "{{ secrets.hook }}", map: { ref: "{{ payload.ref }}" } }
steps:
  - name: get
    type: http
    foreach: { items: "{{ event.ref }}", as: ref, key: "{{ ref }}" }
    config: { url: "https://api.example/{{ ref }}" }
    outputs: { code: "{{ outputs.status }}" }
    retry: { max_attempts: 3, if: error.class != 'permanent' && ref != '' }
    idempotency_key: "{{ ref }}"
  - name: sum
    type: update_ci
    if: length(where(steps.get.outputs, 'code', 200)) > 0
    config: { workflow: "{{ join(steps.get.outputs.*.code) }}" }
`;
  expect(found(text)).toEqual([]);
  expect(found(text.replace('outputs.status', 'outputs.stats'))).toEqual([
    'REF004 pipeline.yaml:10:34 steps[0].outputs.code — outputs has no "stats"; did you mean "status"?',
  ]);
  expect(found(text.replace('key: "{{ ref }}"', 'key: "{{ outputs.code }}"'))).toEqual([
    'REF005 pipeline.yaml:8:60 steps[0].foreach.key — "outputs" is only there in the step\'s own outputs; read it there',
  ]);
});

test('a value from outside may go where permissions say what is allowed', () => {
  const text = `${withStep('  - { name: get, type: http, config: { url: "https://{{ event.workspace_name }}/" } }')}\n`;
  expect(found(text).map((line) => line.slice(0, 6))).toEqual(['SEC003']);
  expect(found(`${text}permissions: { http: ["*.acme.example"] }\n`)).toEqual([]);
  expect(found(text.replace('event.workspace_name', 'workspace_id'))).toEqual([]);
  expect(found(text.replace('{{ event.workspace_name }}/', 'a.example/{{ event.workspace_name }}'))).toEqual([]);
});
