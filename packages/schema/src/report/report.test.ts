import type { SchemaChange } from '@mockops/contract';
import { expect, test } from 'vitest';
import { toGitHubAnnotations, toJUnit, toMarkdown, toSarif, toText } from './index.ts';
import type { SchemaReport } from './report.ts';

const change = (more: Partial<SchemaChange>): SchemaChange => ({
  rule: 'response-optional-property-removed',
  level: 'breaking',
  direction: 'response',
  operations: ['GET /items', 'POST /items'],
  place: 'response 200: owner.email',
  message: 'response 200: the property owner.email was removed',
  before: { file: 'old.yaml', pointer: '/a', line: 3, col: 5 },
  after: { file: 'api, new.yaml', pointer: '/a', line: 7, col: 9 },
  witness: null,
  fingerprint: 'f'.repeat(64),
  ignored: null,
  ...more,
});

const REPORT: SchemaReport = {
  before: 'main:old.yaml',
  after: 'new.yaml',
  level: 'breaking',
  suggested: { contract: 'major', sdk: 'major' },
  changes: [
    change({ level: 'safe', rule: 'endpoint-added', message: 'POST /refunds is new', before: null }),
    change({
      witness: {
        operation: 'GET /items',
        part: 'response 200',
        value: { owner: { email: '<script>alert("x")</script> `@team` |' } },
        errors: ['owner.email is not declared'],
      },
    }),
    change({ ignored: { reason: 'agreed with *everyone* <b>', until: '2027-01-31' }, message: 'accepted one' }),
  ],
};

test('the terminal reads the worst first, with place and proof, and the step of the version', () => {
  const lines = toText(REPORT).split('\n');
  expect(lines[0]).toBe(
    'breaking: response 200: the property owner.email was removed [response-optional-property-removed]',
  );
  expect(lines[1]).toBe('    of GET /items, POST /items');
  expect(lines[2]).toBe('    at api, new.yaml:7:9');
  expect(lines[3]).toMatch(/^ {4}shown by response 200 of GET \/items, which the older contract refuses: \{"owner"/);
  expect(lines.at(-1)).toBe(
    '1 breaking, 1 safe and 1 accepted changes from main:old.yaml to new.yaml; suggests a major version step.',
  );
  expect(toText({ ...REPORT, changes: [] })).toBe('main:old.yaml and new.yaml mean the same.');
});

test('in Markdown no value becomes markup, a mention or the end of its code span', () => {
  const text = toMarkdown(REPORT);
  expect(text).toContain('### Breaking');
  expect(text).toContain('~~accepted one~~ accepted: agreed with \\*everyone\\* \\<b\\>');
  expect(text).toContain('``{"owner":{"email":"<script>alert(\\"x\\")</script> `@team` |"}}``');
});

test('JUnit fails with what breaks and is not accepted, in characters that XML has', () => {
  const xml = toJUnit({ ...REPORT, changes: [...REPORT.changes, change({ message: 'bell \u0007 & <tag>' })] });
  expect(xml).toContain('<testsuites tests="4" failures="2">');
  expect(xml).toContain('skipped="1"');
  expect(xml).toContain('bell \uFFFD &amp; &lt;tag&gt;');
});

test('GitHub gets a line for what breaks, with its properties escaped', () => {
  expect(toGitHubAnnotations(REPORT)).toMatch(
    /^::error file=api%2C new\.yaml,line=7,col=9,title=response-optional-property-removed::response 200: .*%0Aof GET \/items/,
  );
  expect(toGitHubAnnotations(REPORT).split('\n')).toHaveLength(1);
});

test('SARIF has one result per change; accepted ones are suppressed with their reason', () => {
  const log = toSarif(REPORT, { version: '1.0.0', titleOf: (rule) => `title of ${rule}` });
  expect(log.runs[0]?.tool.driver.rules).toEqual([
    { id: 'endpoint-added', shortDescription: { text: 'title of endpoint-added' } },
    {
      id: 'response-optional-property-removed',
      shortDescription: { text: 'title of response-optional-property-removed' },
    },
  ]);
  expect(log.runs[0]?.results).toMatchObject([
    {
      level: 'error',
      ruleIndex: 1,
      locations: [{ physicalLocation: { artifactLocation: { uri: 'api%2C%20new.yaml' } } }],
    },
    { level: 'error', suppressions: [{ justification: 'agreed with *everyone* <b>' }] },
    { level: 'note' },
  ]);
});
