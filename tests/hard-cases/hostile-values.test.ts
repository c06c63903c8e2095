// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a template of ours is text that looks like one of JavaScript's.
// Values that want to be more than values: expressions, mentions, markup, paths, options, headers, prototypes, and far too much of it.
import { type GitHubPeer, type SlackPeer, startGitHub, startMail, startSlack } from '@mockops/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { eventually, removeHome, type System, startSystem } from '../system.ts';
import { type CountingPeer, startCountingPeer } from './counting-peer.ts';

const CANARY = 'canary-of-hostile-values';
/** All of them in one text. */
const HOSTILE =
  '{{ secrets.canary }} ${{ run.id }} <!channel> <@U1|x> @acme/owners closes #1 ![p](http://evil.example/p.png) <img src=x> `';

let system: System;
let slack: SlackPeer;
let github: GitHubPeer;
let peer: CountingPeer;
let mail: Awaited<ReturnType<typeof startMail>>;
beforeAll(async () => {
  [slack, mail, peer, github] = await Promise.all([
    startSlack(),
    startMail(),
    startCountingPeer(),
    startGitHub({ repositories: { 'acme/app': { files: { 'README.md': 'x\n' } } } }),
  ]);
  system = await startSystem();
  const put = (name: string, settings: Parameters<System['api']['putConnection']>[0]['body']['settings']) =>
    system.api.putConnection({ body: { name, settings } });
  await put('chat', { kind: 'slack', webhook_url: slack.webhook_url });
  await put('post', { kind: 'smtp', host: mail.host, port: mail.port, from: 'mockops@acme.example' });
  await put('hub', { kind: 'github', api_url: github.url, repository: 'acme/app', token: github.token });
  await system.api.putSecret({ body: { name: 'canary', value: CANARY } });
});
afterAll(async () => {
  await system.stop();
  await Promise.all([slack, mail, peer, github].map((one) => one.close()));
  await removeHome(system.home);
});

/** Saves a pipeline with one input, starts it with a value and answers its run; or why it was not saved. */
async function carry(name: string, value: unknown, steps: object[]) {
  const source = stringify({
    name,
    secrets: ['canary'],
    inputs: { value: { type: typeof value === 'string' ? 'string' : 'object', required: true } },
    triggers: [{ manual: {} }],
    steps,
  });
  await system.api.savePipeline({ body: { source } });
  const inputs = { value: JSON.parse(JSON.stringify(value)) };
  const { id } = await system.api.startRun({ params: { pipeline: name }, body: { inputs } });
  return eventually('the run ends', async () => {
    const run = await system.api.getExecution({ params: { execution: id } });
    return run.completed_at === null ? undefined : run;
  });
}

test('hard case 17: expressions, mentions and markup in a value are inert text, once, wherever they end up', async () => {
  const V = '{{ inputs.value }}';
  const files = [{ path: 'a.txt', content: V }];
  const run = await carry('inert', HOSTILE, [
    { name: 'copy', type: 'transform', config: { values: { text: V, again: `> ${V}` } } },
    { name: 'twice', type: 'transform', config: { values: { text: '{{ steps.copy.outputs.again }}' } } },
    { name: 'chat', type: 'notify', config: { channels: ['#ops'], message: `new: ${V}` } },
    { name: 'post', type: 'notify', config: { channels: ['qa@acme.example'], subject: `new: ${V}`, message: V } },
    { name: 'pr', type: 'create_pr', config: { branch: 'mockops/it', title: V, body: V, files } },
    {
      name: 'ask',
      type: 'http',
      config: { method: 'POST', url: `${peer.url}/jobs/${V}?q=${V}`, headers: { 'x-value': V }, body: { text: V } },
    },
    { name: 'told', type: 'summary', config: { markdown: `# ${V}` } },
    { name: 'event', type: 'emit_event', config: { event: 'custom.hostile', subject: V, data: { text: V } } },
  ]);
  expect(run.error_message).toBeNull();
  expect(run.steps.map(({ output }) => output).slice(0, 2)).toEqual([
    { text: HOSTILE, again: `> ${HOSTILE}` },
    { text: `> ${HOSTILE}` },
  ]);

  const [message] = slack.messages;
  expect(message?.pings).toEqual([]);
  expect(JSON.stringify(message)).toContain('{{ secrets.canary }} ${{ run.id }} &lt;!channel&gt;');
  const [letter] = mail.messages;
  expect(letter?.subject).toContain('{{ secrets.canary }}');
  expect(letter?.html).not.toMatch(/<img|<!/);
  const [pull] = github.repository('acme/app').pulls;
  expect(pull?.title).not.toMatch(/@acme|#1/);
  expect(pull?.body).not.toMatch(/@acme|#1|!\[p\]|<img|http:\/\/evil/);
  const [request] = peer.requests;
  expect(request?.path.split('/')).toEqual(['', 'jobs', expect.stringMatching(/^%7B%7B%20secrets\.canary/)]);
  expect(request?.headers['x-value']).toBe(HOSTILE);
  expect(JSON.parse(request?.body ?? '')).toEqual({ text: HOSTILE });
  const [event] = await system.api.listEvents({ query: { type: 'custom.hostile' } });
  expect(event?.data).toMatchObject({ text: HOSTILE });
  const everything = JSON.stringify([
    run,
    slack.messages,
    mail.messages,
    peer.requests,
    github.repository('acme/app').pulls,
  ]);
  expect(everything).not.toContain(CANARY);
});

const http = (config: object) => ({ name: 'it', type: 'http', config: { url: `${peer.url}/refused`, ...config } });
const pr = (config: object) => ({
  name: 'it',
  type: 'create_pr',
  config: { title: 't', branch: 'mockops/it', files: [{ path: 'a', content: 'x' }], ...config },
});
const REFUSED: [what: string, value: unknown, step: () => object, field: string, why: string][] = [
  [
    'way-out',
    '../../etc/passwd',
    () => pr({ files: [{ path: 'docs/{{ inputs.value }}', content: 'x' }] }),
    'files[0].path',
    'leaves its folder',
  ],
  [
    'absolute',
    '/etc/passwd',
    () => pr({ files: [{ path: '{{ inputs.value }}', content: 'x' }] }),
    'files[0].path',
    'absolute path',
  ],
  [
    'option-as-path',
    '-oProxyCommand=x',
    () => pr({ files: [{ path: '{{ inputs.value }}', content: 'x' }] }),
    'files[0].path',
    'is an option',
  ],
  [
    'option-as-branch',
    '-oProxyCommand=x',
    () => pr({ branch: '{{ inputs.value }}' }),
    'branch',
    'no name that Git allows|comes from outside',
  ],
  ['branch', 'main', () => pr({ branch: '{{ inputs.value }}' }), 'branch', 'comes from outside'],
  ['repository', 'evil/app', () => pr({ repo: '{{ inputs.value }}' }), 'repo', 'comes from outside'],
  ['host', 'evil.example', () => http({ url: 'https://{{ inputs.value }}/x' }), 'url', 'comes from outside'],
  [
    'header',
    'a\r\nx-admin: 1',
    () => http({ headers: { 'x-value': '{{ inputs.value }}' } }),
    'headers',
    'more than one line|one line of Latin-1',
  ],
  [
    'much',
    'x'.repeat(250_000),
    () => http({ method: 'POST', body: '{{ inputs.value }}'.repeat(5) }),
    'body',
    'longer than 1 MB',
  ],
  ['prototype', { a: 1 }, () => http({ body: '{{ inputs.value.__proto__ }}', method: 'POST' }), 'body', '__proto__'],
  [
    'constructor',
    { a: 1 },
    () => http({ body: '{{ inputs.value.constructor.name }}', method: 'POST' }),
    'body',
    'constructor',
  ],
];

test('hard case 17: what would be a path out of the folder, an option, a reference, a host, a second header or too much is refused, and its field is named', async () => {
  const before = peer.requests.length;
  const writes = github.writes.length;
  for (const [what, value, step, field, why] of REFUSED) {
    const refusal = await carry(`refused-${what}`, value, [step()]).then(
      (run) => (run.status === 'failed' ? run.error_message : run.status),
      // When it is saved already.
      (error: unknown) => JSON.stringify(error instanceof Error && 'problem' in error ? error.problem : String(error)),
    );
    expect.soft(refusal, what).toContain(field);
    expect.soft(refusal, what).toMatch(new RegExp(why));
  }
  expect(peer.requests).toHaveLength(before);
  expect(github.writes).toHaveLength(writes);
});

test('hard case 17: members with the names of prototypes are members, and what is too large for an event is refused with its size', async () => {
  // As the API takes it; a webhook may hold any name, and there it is one.
  const body = '{"inputs": {"value": {"__proto__": {"admin": true}}}}';
  const headers = { 'content-type': 'application/json' };
  const run = await carry('members', { constructor: { name: 'x' }, a: 1 }, [
    { name: 'all', type: 'transform', config: { values: { all: '{{ inputs.value }}' } } },
    { name: 'admin', type: 'transform', config: { values: { admin: "{{ default(inputs.value.admin, 'none') }}" } } },
  ]);
  expect(run.steps.map(({ output }) => output)).toEqual([
    { all: { constructor: { name: 'x' }, a: 1 } },
    { admin: 'none' },
  ]);
  const polluting = await fetch(`${system.api_url}/api/v1/pipelines/members/runs`, { method: 'POST', headers, body });
  expect(polluting.status).toBe(400);

  const text = 'x'.repeat(1_000_001);
  const tooLarge = await carry('large-event', text, [
    { name: 'it', type: 'emit_event', config: { event: 'custom.large', data: { text: '{{ inputs.value }}' } } },
  ]).then(
    (one) => one.error_message,
    (error: unknown) => String(error),
  );
  expect(tooLarge).toMatch(/^it: steps\[0\]\.config\.data: an event ho/);
});
