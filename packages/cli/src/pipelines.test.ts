// Pipelines without a server: lint in its formats, test cases, plans, local runs; what they print, where, and how they exit.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportFailure } from './describe-failure.ts';
import type { Io } from './io.ts';
import { buildProgram } from './program.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FLOWS = path.join(ROOT, 'packages/pipelines/src/local/flows');
const DEMO = path.join(ROOT, 'examples/ecommerce/pipelines');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mockops-pipelines-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  code: number;
  out: string;
  err: string;
}

/** The real thing, in a process of its own. */
function binary(...words: string[]): Promise<Ended> {
  const { MOCKOPS_URL, MOCKOPS_API_TOKEN, MOCKOPS_ACTOR, DATABASE_URL, ...env } = process.env;
  // Nobody answers there: none of this may ask a server.
  const alone = { ...env, MOCKOPS_URL: 'http://127.0.0.1:9' };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, 'pipeline', ...words], { cwd: folder, env: alone }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

/** The same in this process, which is quicker. Files are named from the folder. */
async function mockops(command: string, ...words: string[]): Promise<Ended> {
  const written = { out: '', err: '' };
  const io: Io = {
    out: (line) => {
      written.out += `${line}\n`;
    },
    err: (line) => {
      written.err += `${line}\n`;
    },
  };
  const places = words.map((word) => (existsSync(path.join(folder, word)) ? path.join(folder, word) : word));
  const program = await buildProgram(io);
  const code = await program
    .parseAsync(['node', 'mockops', 'pipeline', command, ...places, '--url', 'http://127.0.0.1:9'])
    .then(
      () => 0,
      (error: unknown) => {
        reportFailure(error, io);
        return 1;
      },
    );
  const short = (text: string) => text.replaceAll(`${folder}/`, '').replaceAll(folder, '.');
  return { code, out: short(written.out), err: short(written.err) };
}

async function place(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
}

const GOOD = `name: good
triggers: [{ event: schema.changed }]
steps:
  - { name: words, type: transform, config: { values: { hello: "{{ upper(event.workspace_id) }}" } } }
  - { name: tell, type: notify, config: { channels: ["#api"], message: "{{ steps.words.outputs.hello }} changed" } }
`;
const BAD = 'name: bad\ntriggers: [{ event: schema.changed }]\nsteps:\n  - name: tell\n    type: notfy\n';

test('lint looks through folders, names every mistake with its place, and fails when one would be refused', async () => {
  await place({ 'lint/a/good.yaml': GOOD, 'lint/bad.yaml': BAD, 'lint/other.yaml': 'name: shop\n' });
  const good = await binary('lint', 'lint/a');
  expect(good).toEqual({ code: 0, out: 'lint/a/good.yaml is a valid pipeline.\n', err: '' });
  const both = await mockops('lint', 'lint');
  expect(both).toMatchObject({ code: 1, out: '' });
  expect(both.err).toContain('lint/bad.yaml:5:11 steps[0].type — unknown step type "notfy"; did you mean "notify"?');
  expect(both.err).toContain('lint/bad.yaml would be refused.');
  const nothing = await mockops('lint', 'nowhere');
  expect(nothing).toEqual({ code: 1, out: '', err: 'There is no file or folder nowhere.\n' });
});

test('lint writes JSON, SARIF and workflow commands, and nothing else, to its output', async () => {
  await place({ 'formats/bad.yaml': BAD });
  const json = await mockops('lint', 'formats', '--format', 'json');
  expect(JSON.parse(json.out)).toMatchObject({ ok: false, issues: [{ code: 'STP001', severity: 'error' }] });
  const sarif = await binary('lint', 'formats', '--format', 'sarif');
  expect(sarif.code).toBe(1);
  const log = JSON.parse(sarif.out);
  expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif-2.1.0') });
  const [{ tool, results }] = log.runs;
  expect(tool.driver.rules[0]).toMatchObject({ id: 'STP001', help: { text: expect.stringMatching(/./) } });
  expect(results).toMatchObject([
    {
      ruleId: 'STP001',
      ruleIndex: 0,
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'formats/bad.yaml' },
            region: { startLine: 5, startColumn: 11, endLine: 5, endColumn: 16 },
          },
        },
      ],
    },
  ]);
  const github = await mockops('lint', 'formats', '--format', 'github');
  expect(github.out).toBe(
    '::error file=formats/bad.yaml,line=5,col=11,endLine=5,endColumn=16,title=STP001::steps[0].type — unknown step type "notfy"; did you mean "notify"?\n',
  );
});

test('lint finds pipelines that start each other, and --strict makes a warning fail', async () => {
  const emits = (name: string, on: string, event: string) =>
    `name: ${name}\ntriggers: [{ event: ${on} }]\nsteps: [{ name: go, type: emit_event, config: { event: ${event} } }]\n`;
  await place({
    'loop/ping.yaml': emits('ping', 'custom.pong', 'custom.ping'),
    'loop/pong.yaml': emits('pong', 'custom.ping', 'custom.pong'),
  });
  const warned = await mockops('lint', 'loop');
  expect(warned.code).toBe(0);
  expect(warned.err).toContain('"ping" —custom.ping→ "pong" —custom.pong→ "ping"');
  expect((await mockops('lint', 'loop', '--strict')).code).toBe(1);
});

test('the cases of the demo and of the four flows pass', async () => {
  const demo = await mockops('test', DEMO, FLOWS);
  expect(demo.err).toBe('');
  expect(demo.out).toMatch(/\d\d cases: \d\d passed, 0 failed/);
});

test('a case that fails says what was expected, what came and where the expectation stands; JUnit and JSON say the same', async () => {
  await place({
    'cases/good.yaml': GOOD,
    'cases/good.test.yaml': [
      'pipeline: good.yaml',
      'cases:',
      '  - name: it tells',
      '    events: [{ type: schema.changed, data: { workspace_id: shop } }]',
      '    expect: { status: succeeded, effects: [{ type: notify, count: 1, config: { message: SHOP changed } }] }',
      '  - name: it "fails" <here>',
      '    events: [{ type: schema.changed, data: { workspace_id: shop } }]',
      '    expect:',
      '      status: failed',
      '      steps: { tell: skipped }',
    ].join('\n'),
  });
  const text = await binary('test', 'cases');
  expect(text.code).toBe(1);
  expect(text.out).toContain('✓ it tells');
  expect(text.out).toContain('cases/good.test.yaml:9:15 expect.status');
  expect(text.out).toContain('      - failed\n      + succeeded');
  expect(text.out).toContain('cases/good.test.yaml:10:22 expect.steps.tell');
  expect(text.err).toBe('1 of 2 cases failed.\n');
  const junit = await mockops('test', 'cases', '--format', 'junit');
  expect(junit.out).toContain('<testsuites tests="2" failures="1"');
  expect(junit.out).toContain('name="it &quot;fails&quot; &lt;here&gt;"');
  const json = JSON.parse((await mockops('test', 'cases', '--format', 'json')).out);
  expect(json.cases.map(({ ok }: { ok: boolean }) => ok)).toEqual([true, false]);
  expect((await mockops('test', 'cases', '--filter', 'tells')).code).toBe(0);
});

test('a slip in a test file is named with its place', async () => {
  await place({
    'slips/good.yaml': GOOD,
    'slips/good.test.yaml':
      'pipeline: good.yaml\ncases:\n  - name: a\n    stubs: { tel: { outputs: {} } }\n    expect: {}\n',
    'slips/event.test.yaml':
      'pipeline: good.yaml\ncases:\n  - name: a\n    events: [{ type: schema.change }, { type: custom.mine }]\n    expect: { decisions: [{ event: schema.chanegd, decision: started }, { event: event-2, decision: filtered }] }\n',
    'slips/key.test.yaml': 'pipeline: good.yaml\ncases:\n  - name: a\n    expects: {}\n',
  });
  const stub = await mockops('test', 'slips/good.test.yaml');
  expect(stub.err).toContain(
    'slips/good.test.yaml:4:14 stubs.tel — there is no step or step type "tel"; did you mean "tell"?',
  );
  const event = await mockops('test', 'slips/event.test.yaml');
  expect(event.err).toContain(
    'events[0].type — there is no event of type "schema.change"; did you mean "schema.changed"?',
  );
  expect(event.err).toContain('"schema.chanegd"; did you mean "schema.changed"?');
  const key = await mockops('test', 'slips/key.test.yaml');
  expect(key.err).toContain('unknown key "expects"; did you mean "expect"?');
});

test('a plan shows order, config and effects for an event that is made up, described or read from a file', async () => {
  await place({
    'plan/good.yaml': GOOD,
    'plan/event.json': '{ "type": "schema.changed", "data": { "workspace_id": "auth" } }',
  });
  const made = await mockops('plan', 'plan/good.yaml', '--data', 'workspace_id=shop');
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(made.out).toContain('good would run — triggers[0] listens to schema.changed');
  expect(made.out).toContain('values: {"hello":"SHOP"}');
  expect(made.out).toContain('message: {{ steps.words.outputs.hello }} changed');
  expect(made.out).toContain('Would be done outside:\n   notify in tell');
  const read = await mockops('plan', 'plan/good.yaml', '--event', 'plan/event.json', '--json');
  expect(JSON.parse(read.out)).toMatchObject({
    would_run: true,
    steps: [
      { name: 'words', wave: 1 },
      { name: 'tell', wave: 2 },
    ],
  });
  const other = await mockops('plan', 'plan/good.yaml', '--event', 'workspace.created');
  expect(other.out).toContain('would not run — filtered: no trigger listens to workspace.created');
});

test('a local run does what touches nothing outside, and says what it would have done', async () => {
  await place({ 'run/good.yaml': GOOD });
  const run = await mockops('run', '--local', 'run/good.yaml', '--data', 'workspace_id=shop');
  expect(run.code).toBe(0);
  expect(run.out).toContain('words (transform): succeeded');
  expect(run.out).toContain('{"hello":"SHOP"}');
  expect(run.out).toContain('notify in tell: {"channels":["#api"],"message":"SHOP changed"}');
  expect(run.err).toContain('#1 tell: succeeded');
  await place({
    'run/asks.yaml':
      'name: asks\ntriggers: [{ manual: {} }]\nsteps: [{ name: d, type: drift_report, config: { workspace_id: shop } }]\n',
    'run/stubs.yaml': 'd: { outputs: { endpoint_count: 0 } }\n',
  });
  const asks = await mockops('run', '--local', 'run/asks.yaml');
  expect(asks).toMatchObject({ code: 1, err: expect.stringContaining('ended as failed') });
  expect(asks.out).toContain('stubs: { d: { outputs: { … } } }');
  expect((await mockops('run', '--local', 'run/asks.yaml', '--stubs', 'run/stubs.yaml')).code).toBe(0);
});
