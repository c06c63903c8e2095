// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a template of ours is text that looks like one of JavaScript's.
// Hostile values: whatever an event carries is inert where it ends up, or refused with the name of its field.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import type { RunContext } from './context.ts';
import { type RenderOptions, renderConfig, renderText, renderVars } from './render.ts';
import { CONTEXT, ended } from './run-context.fixture.ts';
import type { Sink } from './sinks.ts';
import { taintOf } from './taint.ts';

function withEvent(data: JsonObject): RunContext {
  return { ...CONTEXT, event: { ...CONTEXT.event, data }, tainted_vars: [] };
}

function render(sink: Sink, template: string, value: string, options: RenderOptions = {}): unknown {
  const result = renderConfig({ field: template }, withEvent({ value }), 'steps[0].config', {
    sinks: { field: sink },
    ...options,
  });
  return result.ok ? result.value.field : result.issues.map(({ code, path, message }) => `${code} ${path} ${message}`);
}

test('templates in a value stay text, in every sink', () => {
  const evil = '{{ secrets.token }} ${{ run.id }} {{ event.value }}';
  const result = renderConfig({ a: '{{ event.value }}', b: '> {{ event.value }}' }, withEvent({ value: evil }));
  expect(result.ok && result.value).toEqual({ a: evil, b: `> ${evil}` });
  expect(renderText('k/{{ event.value }}', withEvent({ value: evil }), 'key')).toMatchObject({ value: `k/${evil}` });
});

test.each<[sink: Sink, value: string, expected: string]>([
  [
    'slack_mrkdwn',
    '<!channel> & <https://evil.example|bank>',
    '&lt;!channel&gt; &amp; &lt;https://evil.example|bank&gt;',
  ],
  ['html', `<img src=x onerror="alert('1')">`, '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;'],
  ['markdown', '![x](http://evil/p.png)', '\\!\\[x\\]\\(http:\u200b//evil/p.png\\)'],
  ['markdown', '@team closes #12 `x` a|b', '@\u200bteam closes #\u200b12 \\`x\\` a\\|b'],
  ['markdown', '<details>\n# big', '&lt;details&gt;\n#\u200b big'],
  ['plain', '<b>&', '<b>&'],
])('%s makes %j harmless', (sink, value, expected) => {
  expect(render(sink, '{{ event.value }}', value)).toBe(expected);
  expect(render(sink, 'new: {{ event.value }}', value)).toBe(`new: ${expected}`);
});

test('a value inside of JSON cannot leave its text, and one inside of a URL cannot leave its part', () => {
  expect(render('json', '{"name": "{{ event.value }}"}', 'a", "admin": "x\n')).toBe(
    '{"name": "a\\", \\"admin\\": \\"x\\n"}',
  );
  expect(render('url', 'https://api.example/jobs/{{ event.value }}?x=1', '../admin?y=2#')).toBe(
    'https://api.example/jobs/..%2Fadmin%3Fy%3D2%23?x=1',
  );
});

test.each<[sink: Sink, template: string, value: string, message: string]>([
  ['header', 'Bearer {{ event.value }}', 'a\r\nX-Admin: 1', '"Bearer a\\r\\nX-Admin: 1" is more than one line'],
  ['path', 'out/{{ event.value }}', '../../etc/passwd', '"out/../../etc/passwd" is a path that leaves its folder'],
  ['path', '{{ event.value }}', '/etc/passwd', '"/etc/passwd" is an absolute path'],
  ['path', '{{ event.value }}/x', 'C:\\x', '"C:\\\\x/x" is an absolute path'],
  ['path', 'out/.{{ event.value }}', './x', '"out/../x" is a path that leaves its folder'],
  ['path', '{{ event.value }}', '-oProxyCommand=x', '"-oProxyCommand=x" is an option, not a path'],
  ['git_ref', '{{ event.value }}', '-oProxyCommand=x', '"-oProxyCommand=x" is no name that Git allows'],
  ['git_ref', 'fix/{{ event.value }}', 'a b', '"fix/a b" is no name that Git allows'],
  ['git_ref', 'fix/{{ event.value }}', 'a', '"event.value" comes from outside, and a Git reference may not: "fix/a"'],
  [
    'host',
    '{{ event.value }}',
    'evil.example',
    '"event.value" comes from outside, and a host or repository may not: "evil.example"',
  ],
  [
    'connection',
    '{{ event.value }}',
    'prod',
    '"event.value" comes from outside, and the name of a connection may not: "prod"',
  ],
  [
    'url',
    '{{ event.value }}',
    'http://169.254.169.254/',
    '"event.value" comes from outside, and a host or repository may not: "169.254.169.254"',
  ],
  [
    'url',
    'https://{{ event.value }}/x',
    'a@evil.example',
    '"event.value" comes from outside, and a host or repository may not: ""',
  ],
  [
    'url',
    '{{ event.value }}',
    'javascript:alert(1)',
    '"event.value" comes from outside, and a host or repository may not: ""',
  ],
])('%s refuses %s of %j', (sink, template, value, message) => {
  expect(render(sink, template, value)).toEqual([`SEC003 steps[0].config.field ${message}`]);
});

test('what somebody answers for may come from outside, but its form is checked all the same', () => {
  const asked: string[] = [];
  const allow = (sink: Sink, value: string) => asked.push(`${sink} ${value}`) > 0;
  expect(render('git_ref', 'fix/{{ event.value }}', 'a', { allow })).toBe('fix/a');
  expect(render('url', 'https://{{ event.value }}/x', 'api.example', { allow })).toBe('https://api.example/x');
  expect(render('host', 'acme/{{ event.value }}', 'sdk-go', { allow })).toBe('acme/sdk-go');
  expect(asked).toEqual(['git_ref fix/a', 'host api.example', 'host acme/sdk-go']);
  expect(render('git_ref', '{{ event.value }}', 'a..b', { allow })).toHaveLength(1);
});

test('our own values pass where those from outside do not, and our own links stay links', () => {
  const config = {
    branch: 'mockops/{{ workspace_id }}',
    body: 'See {{ run.url }} by {{ event.who }}',
    report: '{{ steps.diff.outputs.markdown }}',
  };
  const context: RunContext = {
    ...withEvent({ who: '@all' }),
    steps: { diff: ended('succeeded', { outputs: { markdown: '# Report' } }) },
  };
  const sinks = { branch: 'git_ref', body: 'markdown', report: 'markdown' } as const;
  expect(renderConfig(config, context, 'config', { sinks })).toMatchObject({
    value: {
      branch: 'mockops/payments',
      body: 'See http://localhost:4800/runs/run-1 by @\u200ball',
      report: '# Report',
    },
  });
  const answered = { ...context, steps: { diff: ended('succeeded', { outputs: { markdown: '# R' }, tainted: true }) } };
  expect(renderConfig({ report: config.report }, answered, 'config', { sinks })).toMatchObject({
    value: { report: '#\u200b R' },
  });
});

test('vars, items and matrices carry what they were made of; what is not said counts as from outside', () => {
  const vars = { own: 'x/{{ workspace_id }}', theirs: '{{ event.value }}' };
  const rendered = renderVars(vars, { ...withEvent({ value: 'v' }), vars: {} });
  expect(rendered.ok && rendered.value.tainted_vars).toEqual(['theirs']);
  const context = { ...CONTEXT, vars: { own: 'a', theirs: 'b' }, item: { name: 'one', value: 'x' } };
  expect(taintOf('{{ vars.own }}', { ...context, tainted_vars: ['theirs'] })).toBeUndefined();
  expect(taintOf('{{ VARS.Theirs }}', { ...context, tainted_vars: ['theirs'] })).toBe('VARS.Theirs');
  expect(taintOf('{{ vars.own }}', context)).toBe('vars.own');
  expect(taintOf('{{ one }}', context)).toBe('one');
  expect(taintOf('{{ one }}', { ...context, tainted_item: false })).toBeUndefined();
  expect(taintOf(['{{ run.id }}{{ event.type }}', { a: '{{ to_revision }}' }], context)).toBe('to_revision');
});

test.each<[expression: string, tainted: boolean]>([
  ['event.id', false],
  ['event.workspace_id', false],
  ['event.subject', true],
  ['event.data.type', true],
  ['event', true],
  ['events.*.id', true],
  ['inputs.federation', true],
  ['steps.diff.status', false],
  ['steps.diff.outputs.count', false],
  ["run.url == 'x' && workspace_name == 'y'", false],
  ["format('{0}', steps.diff.outputs[event.to_revision])", true],
])('whether %s is from outside: %s', (expression, expected) => {
  expect(taintOf(`{{ ${expression} }}`, CONTEXT) !== undefined).toBe(expected);
});

test('lists and objects that a template gives are made harmless text by text', () => {
  const context = withEvent({
    files: [
      { path: 'a/b', note: '<x>' },
      { path: '../x', note: 'ok' },
    ],
  });
  const sinks = { 'files.*.path': 'path', 'files.*.note': 'html' } as const;
  const render = (config: JsonObject) => renderConfig(config, context, 'config', { sinks });
  expect(render({ files: '{{ event.files }}' }).issues.map(({ path }) => path)).toEqual(['config.files[1].path']);
  expect(render({ files: ['{{ event.files[0] }}'] })).toMatchObject({
    value: { files: [{ path: 'a/b', note: '&lt;x&gt;' }] },
  });
});

test('a key comes to text, or says what it is', () => {
  expect(renderText('{{ event.to_revision }}', CONTEXT, 'group')).toMatchObject({ ok: true, value: '3' });
  expect(renderText('sdk:{{ workspace_id }}', CONTEXT, 'group')).toMatchObject({ ok: true, value: 'sdk:payments' });
  expect(renderText('{{ event.tags }}', CONTEXT, 'group').issues).toMatchObject([{ code: 'EXP002', path: 'group' }]);
  expect(renderText('{{ event.big }}', withEvent({ big: 'x'.repeat(1_000_001) }), 'steps[1].cache.key').issues).toEqual(
    [
      {
        code: 'EXP005',
        path: 'steps[1].cache.key',
        message: 'the rendered text is longer than 1 MB',
        hint: 'shorten it with truncate(…)',
      },
    ],
  );
});

test('no value makes a second header, a mention, a tag or a way out of a folder', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), (value) => {
      const slack = render('slack_mrkdwn', 'x {{ event.value }}', value);
      expect(slack).not.toMatch(/[<>]/);
      const header = render('header', 'x {{ event.value }}', value);
      if (typeof header === 'string') expect(header).not.toMatch(/[\r\n]/);
      const path = render('path', 'out/{{ event.value }}', value);
      if (typeof path === 'string') expect(path.split(/[/\\]/)).not.toContain('..');
      expect(render('markdown', 'x {{ event.value }}', value)).not.toMatch(/@\w|#\w|[^\\][`|[]/);
    }),
    { numRuns: 300 },
  );
});
