// What people get wrong in workspace and federation files, with the literal words that they read then.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import {
  EnvironmentsDocument,
  FederationDocument,
  formatIssue,
  MockDocument,
  PersonaDocument,
  readDocument,
  ScenarioDocument,
  WorkspaceDocument,
} from '../index.ts';

function found(file: string, schema: z.ZodType, text: string): string[] {
  const read = readDocument(text, file, schema, schema === FederationDocument ? { wrapper: 'federation' } : {});
  return read.ok ? [] : read.issues.map((issue) => `${issue.code} ${formatIssue(issue)}`);
}

const MOCK = 'request: { method: get, path: /charges }\nresponse: { status: 200 }\n';
const SHOP = [
  'federation:',
  '  name: shop',
  '  services:',
  '    - { name: a, workspace_id: payments, base_path: /a, reality_level: mock }',
  '    - name: b',
  '      workspace_id: orders',
  '      base_path: /b',
].join('\n');
const LEVELS = 'real, mock_v1, mock_v2, mock_v3, mock_v4, mock_v5, blended, chaos_driven';

const REFUSED: [name: string, file: string, schema: z.ZodType, text: string, issues: string[]][] = [
  [
    'an unknown key of a mock',
    'mocks/charge.yaml',
    MockDocument,
    `${MOCK}respnse: {}\n`,
    ['SCH001 mocks/charge.yaml:3:1 respnse — unknown key "respnse"; did you mean "response"?'],
  ],
  [
    'an unknown key in a list of mocks',
    'mocks/charges.yaml',
    MockDocument,
    '- request: { path: /charges }\n  response: { staus: 200 }\n',
    ['SCH001 mocks/charges.yaml:2:15 [0].response.staus — unknown key "staus"; did you mean "status"?'],
  ],
  [
    'a mock for nothing',
    'mocks/charge.yaml',
    MockDocument,
    'request: { method: get }\nresponse: {}\n',
    ['SCH002 mocks/charge.yaml:1:10 request — name an operation, or a path'],
  ],
  [
    'a path of a mock without its slash',
    'mocks/charge.yaml',
    MockDocument,
    'request: { path: charges }\nresponse: {}\n',
    ['SCH002 mocks/charge.yaml:1:18 request.path — "charges" must start with "/"'],
  ],
  [
    'a body that begins like a comment',
    'mocks/colour.yaml',
    MockDocument,
    'request: { path: /colour }\nresponse:\n  body: #ff8800\n',
    ['YAML007 mocks/colour.yaml:3:9 "#ff8800" is read as a comment, so the value is missing; quote it: "#ff8800"'],
  ],
  [
    'an unknown key of a scenario, at any depth',
    'scenarios/declined.yaml',
    ScenarioDocument,
    'title: Declined\nmocks:\n  - request: { path: /charges }\n    respnse: { status: 402 }\n',
    [
      'SCH003 scenarios/declined.yaml:3:5 mocks[0].response — "response" is missing; add response: …',
      'SCH001 scenarios/declined.yaml:4:5 mocks[0].respnse — unknown key "respnse"; did you mean "response"?',
    ],
  ],
  [
    'a scenario without mocks',
    'scenarios/none.yaml',
    ScenarioDocument,
    'title: None\n',
    ['SCH003 scenarios/none.yaml:1:1 mocks — "mocks" is missing; add mocks: …'],
  ],
  [
    'a persona of the wrong kinds',
    'personas/ada.yaml',
    PersonaDocument,
    'seed: minus one\nactive: yes\n',
    [
      'SCH002 personas/ada.yaml:1:7 seed — expected a number, found the text "minus one"',
      'YAML005 personas/ada.yaml:2:9 active — "yes" is text in YAML 1.2, not a boolean; write true or false',
    ],
  ],
  [
    'a reality level with a slip',
    'environments.yaml',
    EnvironmentsDocument,
    'dev:\n  reality_level: mock_3\n',
    [`SCH002 environments.yaml:2:18 dev.reality_level — "mock_3" is not one of ${LEVELS}; did you mean "mock_v3"?`],
  ],
  [
    'a reality level that resembles none',
    'environments.yaml',
    EnvironmentsDocument,
    'dev: { reality_level: imaginary }\n',
    [`SCH002 environments.yaml:1:23 dev.reality_level — "imaginary" is not one of ${LEVELS}`],
  ],
  [
    'an environment that does not exist',
    'environments.yaml',
    EnvironmentsDocument,
    'dev: {}\nstaging: {}\nprd: {}\n',
    [
      'SCH001 environments.yaml:2:1 staging — unknown key "staging"; use one of dev, test, prod',
      'SCH001 environments.yaml:3:1 prd — unknown key "prd"; did you mean "prod"?',
    ],
  ],
  [
    'a setting that environments do not have',
    'environments.yaml',
    EnvironmentsDocument,
    'test:\n  upsteam_url: https://example.com\n',
    ['SCH001 environments.yaml:2:3 test.upsteam_url — unknown key "upsteam_url"; did you mean "upstream_url"?'],
  ],
  [
    'an upstream without its protocol',
    'environments.yaml',
    EnvironmentsDocument,
    'test: { upstream_url: example.com/api }\n',
    [
      'SCH002 environments.yaml:1:23 test.upstream_url — "example.com/api" is no URL that can be used here; write all of it, such as https://example.com',
    ],
  ],
  [
    'an environments file with nothing in it',
    'environments.yaml',
    EnvironmentsDocument,
    '# later\n',
    ['SCH003 environments.yaml:1:1 the document is empty; use one of dev, test, prod'],
  ],
  [
    'a workspace file with nothing in it',
    'workspace.yaml',
    WorkspaceDocument,
    '',
    ['SCH003 workspace.yaml:1:1 the document is empty; write name'],
  ],
  [
    'a name in words',
    'workspace.yaml',
    WorkspaceDocument,
    'name: Pay ments\n',
    [
      'SCH002 workspace.yaml:1:7 name — "Pay ments" does not fit; use 1–100 lower-case letters, digits, ".", "_" or "-", starting with a letter or digit',
    ],
  ],
  [
    'an unknown key of a federation service, below the wrapper',
    'federation.yaml',
    FederationDocument,
    `${SHOP}\n      realty_level: real\n`,
    ['SCH001 federation.yaml:8:7 services[1].realty_level — unknown key "realty_level"; did you mean "reality_level"?'],
  ],
  [
    'an unknown reality level of a federation service',
    'federation.yaml',
    FederationDocument,
    SHOP.replace('reality_level: mock }', 'reality_level: blend }'),
    [
      `SCH002 federation.yaml:4:72 services[0].reality_level — "blend" is not one of ${LEVELS}; did you mean "blended"?`,
    ],
  ],
  [
    'a base path that ends in a slash',
    'federation.yaml',
    FederationDocument,
    SHOP.replace('base_path: /b', 'base_path: /b/'),
    [
      'SCH002 federation.yaml:7:18 services[1].base_path — "/b/" does not fit; start with "/", no trailing "/", letters, digits and "._~-" in segments',
    ],
  ],
  [
    'a federation whose services are missing, without the wrapper',
    'federation.yaml',
    FederationDocument,
    'name: shop\nenvironment: live\n',
    [
      'SCH003 federation.yaml:1:1 services — "services" is missing; add services: …',
      'SCH002 federation.yaml:2:14 environment — "live" is not one of dev, test, prod',
    ],
  ],
  [
    'a key twice',
    'environments.yaml',
    EnvironmentsDocument,
    'dev: {}\ntest: {}\ndev: {}\n',
    ['YAML002 environments.yaml:3:1 key "dev" is here twice; keep one'],
  ],
  [
    'a tab',
    'environments.yaml',
    EnvironmentsDocument,
    'dev:\n\treality_level: real\n',
    ['YAML003 environments.yaml:2:1 a tab cannot indent; use spaces'],
  ],
  [
    'two documents',
    'mocks/two.yaml',
    MockDocument,
    `${MOCK}---\n${MOCK}`,
    ['YAML001 mocks/two.yaml:3:1 a second document starts here; write one file per document'],
  ],
  [
    'a map as a key',
    'mocks/map.yaml',
    MockDocument,
    'request: { path: /x }\nresponse: { body: {{ name }} }\n',
    ['YAML001 mocks/map.yaml:2:20 a key must be text, not a map or list; quote it'],
  ],
  [
    'an alias of itself',
    'mocks/loop.yaml',
    MockDocument,
    'response: &r { body: *r }\n',
    ['YAML004 mocks/loop.yaml:1:22 "*r" refers to what it is part of; write the value out'],
  ],
];

test.each(REFUSED)('%s is refused with its place and the next act', (_name, file, schema, text, issues) => {
  expect(found(file, schema, text)).toEqual(issues);
});

test('an alias bomb is refused before it expands', () => {
  const levels = [...'bcdefghi'].map(
    (name, index) => `  ${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[index]}`)}]`,
  );
  const wide = ['traits:', '  a: &a [x, x, x, x, x, x, x, x, x, x]', ...levels].join('\n');
  const bomb = 'personas/ada.yaml:1:1 the aliases of this document expand too often (limit 100); write the values out';
  expect(found('personas/ada.yaml', PersonaDocument, wide)).toEqual([`YAML004 ${bomb}`]);
  // Few aliases, each of which doubles what the one before it holds.
  const doubling = [...'bcdefghijkl'].map(
    (name, index) => `  ${name}: &${name} [*${'abcdefghijk'[index]}, *${'abcdefghijk'[index]}]`,
  );
  expect(found('personas/ada.yaml', PersonaDocument, ['traits:', '  a: &a [x]', ...doubling].join('\n'))).toEqual([
    `YAML004 ${bomb}`,
  ]);
});

test('nesting beyond the stack is a finding, not a crash', () => {
  const deep = `response: { body: ${'['.repeat(100_000)}`;
  expect(found('mocks/deep.yaml', MockDocument, deep)).toEqual([
    'YAML001 mocks/deep.yaml:1:1 the document is nested too deeply; flatten it',
  ]);
});

test('documents that say what they mean are read, defaults included', () => {
  const mock = readDocument(MOCK, 'mocks/charge.yaml', MockDocument);
  expect(mock.ok && mock.value).toEqual([
    { priority: 0, request: { method: 'GET', path: '/charges' }, response: { status: 200, headers: {}, delay_ms: 0 } },
  ]);
  const environments = readDocument('{"dev": {"reality_level": "mock"}}', 'environments.yaml', EnvironmentsDocument);
  expect(environments.ok && environments.value).toEqual({ dev: { reality_level: 'mock_v3' } });
});

test('an empty value may have a remark beside it where the document allows none', () => {
  const text = 'request: { path: /next }\nresponse:\n  body:\n    next: # there is no next page\n';
  const read = readDocument(text, 'mocks/next.yaml', MockDocument);
  expect(read.ok && read.value[0]?.response.body).toEqual({ next: null });
});

test('findings made after reading get their place, with and without the wrapper', () => {
  const wrapped = readDocument(SHOP, 'shop.yaml', FederationDocument, { wrapper: 'federation' });
  expect(wrapped.ok && wrapped.value.services[0]?.reality_level).toBe('mock_v3');
  expect(wrapped.ok && wrapped.placeOf(['services', 1, 'workspace_id'])).toEqual({
    file: 'shop.yaml',
    line: 6,
    col: 21,
  });
  const plain = SHOP.split('\n').slice(1).join('\n');
  const bare = readDocument(plain, 'shop.yaml', FederationDocument, { wrapper: 'federation' });
  expect(bare.ok && bare.placeOf(['services', 1, 'workspace_id'])).toEqual({ file: 'shop.yaml', line: 5, col: 21 });
  // What is not written stands where it would be.
  expect(bare.ok && bare.placeOf(['services', 1, 'upstream_url'])).toEqual({ file: 'shop.yaml', line: 4, col: 7 });
});

test('a finding under an anchor is told once, however often its aliases are read', () => {
  const text = 'dev: &d { reality_level: reel }\ntest: *d\n';
  expect(found('environments.yaml', EnvironmentsDocument, text)).toEqual([
    `SCH002 environments.yaml:1:26 dev.reality_level — "reel" is not one of ${LEVELS}; did you mean "real"?`,
  ]);
});

test('whatever is written, the answer is a value or findings with a place in the file', () => {
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
    '\t',
    '%',
  );
  fc.assert(
    fc.property(fc.nat(SHOP.length), fc.nat(8), fc.array(piece, { maxLength: 3 }), (at, cut, pieces) => {
      const text = SHOP.slice(0, at) + pieces.join('') + SHOP.slice(at + cut);
      const read = readDocument(text, 'f.yaml', FederationDocument, { wrapper: 'federation' });
      const lines = text.split('\n');
      for (const { at: place } of read.issues) {
        expect(place?.line).toBeGreaterThanOrEqual(1);
        expect(place?.line).toBeLessThanOrEqual(lines.length);
        expect(place?.col).toBeLessThanOrEqual((lines[(place?.line ?? 1) - 1]?.length ?? 0) + 1);
      }
      expect(read.ok || read.issues.length > 0).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('a finding ends behind the key or the value that it is about', () => {
  const read = readDocument(`${MOCK}respnse: {}\n`, 'm.yaml', MockDocument);
  expect(read.ok ? [] : read.issues.map(({ at, end }) => [at?.col, end])).toEqual([[1, { line: 3, col: 8 }]]);
  const wrong = readDocument(
    'request: { method: get, path: /c }\nresponse: { status: "20 0" }\n',
    'm.yaml',
    MockDocument,
  );
  expect(wrong.ok ? [] : wrong.issues.map(({ at, end }) => [at?.col, end])).toEqual([[21, { line: 2, col: 27 }]]);
});
