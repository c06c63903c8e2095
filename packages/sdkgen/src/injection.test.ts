// No text of a contract becomes code. Every payload stands in every place that takes text, one kind of place at a time, and the files
// must have the shape that they have for a harmless text there. Needs no toolchain; the languages' own tests compile such clients.
import { expect, test } from 'vitest';
import { loadContract } from './fixtures/load.ts';
import { shapeOf, shapeOfJson, shapeOfXml } from './fixtures/shape.ts';
import { generateSdk, LANGUAGES, type Language } from './index.ts';

const PAYLOADS = [
  '*/ evil(); /*',
  '*\\/ evil(); /*',
  '\\u002a\\u002f evil(); //',
  '\\u000a evil(); //',
  '\\uuu0022; evil(); //',
  '"""; evil() """',
  "'''; evil() '''",
  '"; evil(); //',
  "'; evil(); //",
  '\\"; evil(); //',
  "\\'; evil(); //",
  '\\\\"; evil(); //',
  'ends with \\',
  '`; evil(); `',
  '$'.concat('{evil()}'),
  '#{evil()} {evil()} {{evil()}}',
  '"#; evil(); r#"',
  ']]> <evil/> <![CDATA[',
  '--> <evil/> <!--',
  '</summary> <script>evil()</script>',
  '<Target Name="Evil" />',
  'a\nevil()',
  'a\revil()',
  'a\r\nevil()',
  'a\u0085evil()',
  'a\u2028evil()\u2029evil()',
  'a\u000cevil()\u000bevil()',
  '\\N{QUOTATION MARK}; evil()',
  '@evil() @Override {@code evil()} {@link evil}',
  '\u202eevil\u202c \u2066evil\u2069',
  '\u0000evil\u001b[0m\u0007',
  '\ud800evil\udfff',
  '#![evil] #[evil] #define evil',
  '//go:generate evil',
  '# coding: unicode_escape \\nevil()',
  'vim: set ft=evil : -*- coding: utf-7 -*-',
  '%s %n %(evil)s {0} {evil}',
  '= "1"\n[evil]\nx',
  '--evil=1 ; rm',
  '../../evil',
] as const;

/** Texts that stand for what anybody writes; each is as awkward to name as the payloads are. */
const HARMLESS = [
  'plain word 1',
  'Plain, words: two',
  'a',
  'some "words" here',
  'Words \\ here',
  'line\nline',
  'in {braces} there',
  'twenty-five letters, or so',
  'some more words than before, or so',
  'Even more words that somebody could write',
  'and so many words that no line can hold them all at once',
] as const;

const string = { type: 'string' };
const ok = (schema: object = string) => ({
  200: { description: 'ok', content: { 'application/json': { schema } } },
});
const contract = (operation: object, rest: object = {}, path = '/a/{id}') => ({
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  paths: {
    [path]: {
      post: { operationId: 'doIt', tags: ['things'], parameters: ID, responses: ok(), ...operation },
    },
  },
  ...rest,
});
const ID = [{ name: 'id', in: 'path', required: true, schema: string }];
const model = (schema: object) =>
  contract(
    {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
      },
      responses: ok({ $ref: '#/components/schemas/Thing' }),
    },
    { components: { schemas: { Thing: schema } } },
  );
const parameter = (parameter: object) =>
  contract({ parameters: [...ID, { in: 'query', schema: string, ...parameter }] });
const secured = (name: string, scheme: object) =>
  contract({}, { security: [{ [name]: [] }], components: { securitySchemes: { [name]: scheme } } });

/** Where texts stand: the contract with a text in this place. */
const PLACES: Record<string, (text: string) => object> = {
  title: (text) => ({ ...contract({}), info: { title: `Shop ${text}`, version: '1' } }),
  version: (text) => ({ ...contract({}), info: { title: 'Shop', version: `1 ${text}` } }),
  'description of the contract': (text) => ({
    ...contract({}),
    info: { title: 'Shop', version: '1', description: `${text} and ${text}` },
  }),
  licence: (text) => ({ ...contract({}), info: { title: 'Shop', version: '1', license: { name: `MIT ${text}` } } }),
  'licence identifier': (text) => ({
    ...contract({}),
    info: { title: 'Shop', version: '1', license: { name: 'x', identifier: text } },
  }),
  server: (text) => contract({}, { servers: [{ url: `https://example.com/${text}` }] }),
  'server variable': (text) =>
    contract({}, { servers: [{ url: 'https://{region}.example.com', variables: { region: { default: text } } }] }),
  tag: (text) => contract({ tags: [`things ${text}`] }, { tags: [{ name: `things ${text}`, description: text }] }),
  'operation id': (text) => contract({ operationId: `do it ${text}` }),
  summary: (text) => contract({ summary: `About ${text}`, description: `${text} and\n\n${text}`, deprecated: true }),
  path: (text) => contract({}, {}, `/a/${text.replaceAll(/[{}]/g, '')}/{id}`),
  'query parameter': (text) => parameter({ name: `q ${text}`, description: `About ${text}`, required: true }),
  'optional parameter': (text) => parameter({ name: `q ${text}`, schema: { ...string, default: text, example: text } }),
  'header parameter': (text) =>
    parameter({ name: `X-${text.replaceAll(/[^!-~]/g, '-')}`, in: 'header', description: `x ${text}` }),
  'cookie parameter': (text) => parameter({ name: `c ${text}`, in: 'cookie' }),
  'parameter of its own style': (text) =>
    parameter({
      name: `d ${text}`,
      style: 'deepObject',
      schema: { type: 'object', properties: { [`p ${text}`]: string } },
    }),
  'parameter enum': (text) => parameter({ name: 'q', schema: { ...string, enum: [`a ${text}`, 'other'] } }),
  'body media type': (text) =>
    contract({ requestBody: { content: { [`application/vnd.x+json; a="${text}"`]: { schema: string } } } }),
  'form field': (text) =>
    contract({
      requestBody: {
        content: {
          'multipart/form-data': {
            schema: { type: 'object', properties: { [`f ${text}`]: { ...string, format: 'binary' } } },
            encoding: { [`f ${text}`]: { contentType: `text/${text}` } },
          },
        },
      },
    }),
  'answer media type': (text) =>
    contract({
      responses: { 200: { description: text, content: { [`application/x+json;a="${text}"`]: { schema: string } } } },
    }),
  'documented failure': (text) =>
    contract({
      responses: {
        ...ok(),
        404: {
          description: `no ${text}`,
          content: { 'application/json': { schema: { type: 'object', properties: { [`e ${text}`]: string } } } },
        },
      },
    }),
  'schema name': (text) =>
    contract(
      {
        responses: ok({
          $ref: `#/components/schemas/${encodeURIComponent(`S ${text.toWellFormed()}`.replaceAll('~', '~0').replaceAll('/', '~1'))}`,
        }),
      },
      { components: { schemas: { [`S ${text.toWellFormed()}`]: { type: 'object', properties: { a: string } } } } },
    ),
  'schema text': (text) =>
    model({
      type: 'object',
      title: text,
      description: `${text}\n\n    ${text}\n- x ${text}`,
      properties: { a: string },
    }),
  'property name': (text) => model({ type: 'object', properties: { [`p ${text}`]: string, z: string } }),
  'required property name': (text) =>
    model({ type: 'object', required: [`p ${text}`], properties: { [`p ${text}`]: string, z: string } }),
  'property beside open ones': (text) =>
    model({
      type: 'object',
      properties: { [`p ${text}`]: { type: ['string', 'null'] } },
      additionalProperties: string,
    }),
  'property text': (text) =>
    model({
      type: 'object',
      properties: {
        a: { ...string, description: `x ${text} y ${text}`, default: text, examples: [text], pattern: text },
      },
    }),
  'enum value': (text) => model({ type: 'object', properties: { a: { ...string, enum: [`v ${text}`, 'other'] } } }),
  constant: (text) => model({ type: 'object', required: ['a'], properties: { a: { const: `v ${text}` } } }),
  'discriminator value': (text) =>
    model({
      oneOf: ['x', `y ${text}`].map((kind) => ({
        type: 'object',
        required: [`k ${text}`],
        properties: { [`k ${text}`]: { const: kind } },
      })),
      discriminator: { propertyName: `k ${text}` },
    }),
  'security scheme': (text) =>
    secured(`key ${text}`, { type: 'apiKey', in: 'query', name: `n ${text}`, description: `d ${text}` }),
  'security header': (text) =>
    secured('key', { type: 'apiKey', in: 'header', name: `X-${text.replaceAll(/[^!-~]/g, '-')}` }),
  'token scheme': (text) =>
    secured(`t ${text}`, { type: 'http', scheme: 'bearer', bearerFormat: text, description: text }),
  'page property': (text) =>
    contract(
      {
        parameters: [{ in: 'query', name: 'cursor', schema: string }],
        responses: ok({
          type: 'object',
          required: [`items ${text}`],
          properties: { [`items ${text}`]: { type: 'array', items: string }, next_cursor: string },
        }),
      },
      {},
      '/a',
    ),
};

const lexisOf = (path: string): Language | 'toml' | 'mod' | undefined =>
  (
    ({
      ts: 'typescript',
      py: 'python',
      rs: 'rust',
      go: 'go',
      java: 'java',
      cs: 'csharp',
      toml: 'toml',
      mod: 'mod',
    }) as const
  )[path.split('.').at(-1) ?? ''];

function shapeOfFile(path: string, content: string): unknown {
  const lexis = lexisOf(path);
  if (lexis !== undefined) return shapeOf(content, lexis).join(' ');
  if (/\.json$/.test(path)) return shapeOfJson(content);
  if (/\.(xml|csproj)$/.test(path)) return shapeOfXml(content);
  return content.split('\n').filter((line) => /^\s*(```|~~~)/.test(line)).length;
}

/** By file, whatever the files are called: names are words of the contract too. */
async function shapesOf(language: Language, written: object): Promise<string[]> {
  const files = generateSdk({ api: await loadContract(written), language });
  const shapes: string[] = [];
  for (const [path, content] of files) {
    expect(path).toMatch(/^[\w./-]+$/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is what this is about
    expect(content).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u0000\ufeff]/);
    expect(content.isWellFormed()).toBe(true);
    if (path.endsWith('.py'))
      for (const line of content.split('\n').slice(0, 2)) expect(line).not.toMatch(/^\s*#.*?coding[:=]/);
    if (path.endsWith('.go')) expect(content).not.toMatch(/^\s*\/\/(go:|\s*\+build)/m);
    shapes.push(`${path.split('.').at(-1)} ${JSON.stringify(shapeOfFile(path, content))}`);
  }
  return shapes.sort();
}

/** What is there and not in the other, short enough to read. */
function firstDifference(these: string[], those: string[]): string[] {
  const one = these.find((shape) => !those.includes(shape)) ?? '';
  const other = those.find((shape) => !these.includes(shape)) ?? '';
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return [one, other].map((shape) => shape.slice(Math.max(0, at - 80), at + 80));
}

/** A quarter of the payloads in each place, another one in the next, unless all are asked for: `MOCKOPS_SDK_INJECTION=all`. */
const isTried = (payload: number, place: number): boolean =>
  process.env.MOCKOPS_SDK_INJECTION === 'all' || (payload + place) % 4 === 0;

LANGUAGES.forEach((language, languageIndex) => {
  test.for(Object.keys(PLACES).map((name, index) => [name, index] as const))(
    `${language}: no text becomes code as %s`,
    async ([name, index]) => {
      const place = PLACES[name]!;
      const seen: string[][] = [];
      // Most files look as the first harmless text makes them.
      const isHarmless = async (shapes: string[]): Promise<boolean> => {
        for (const [at, text] of HARMLESS.entries()) {
          seen[at] ??= await shapesOf(language, place(text));
          if (seen[at].join('\n') === shapes.join('\n')) return true;
        }
        return false;
      };
      const changed: unknown[] = [];
      for (const [at, payload] of PAYLOADS.entries()) {
        if (!isTried(at, index + languageIndex)) continue;
        const shapes = await shapesOf(language, place(payload));
        if (!(await isHarmless(shapes))) changed.push({ payload, difference: firstDifference(shapes, seen[0] ?? []) });
      }
      expect(changed).toEqual([]);
    },
  );
});

test('a text that leaves its place is seen', () => {
  const cases: [Parameters<typeof shapeOf>[1], string, string][] = [
    ['typescript', '/** a */\nconst b = "c";', '/** a */ evil(); /* */\nconst b = "c";'],
    ['typescript', '// a\nb();', '// a\u2028evil();\nb();'],
    ['python', '"""a"""\nb = 1\n', '"""a"""; evil(); """"""\nb = 1\n'],
    ['python', '# a\nb = 1\n', '# a\nevil\nb = 1\n'],
    ['java', '/** a */ int b;', '/** \\u002a\\u002f evil(); /* */ int b;'],
    ['csharp', '/// a\nint b;', '/// a\u0085evil();\nint b;'],
    ['go', 'var a = `b`', 'var a = `b` + evil + ``'],
    ['rust', 'let a = r#"b"#;', 'let a = r#"b"#; evil!(); r#""#;'],
  ];
  for (const [language, one, other] of cases) expect(shapeOf(one, language)).not.toEqual(shapeOf(other, language));
  expect(() => shapeOf('const a = "b\n";', 'typescript')).toThrow('a string does not end');
  expect(() => shapeOf('/* a', 'go')).toThrow('a comment does not end');
});

test('no title of a contract names the encoding of a Python file', async () => {
  for (const title of [
    'x coding: unicode_escape \\nevil()\\n#',
    'CODING=utf-7',
    'co\u202edingcoding:=latin-1',
    'x\nencoding=utf-7',
  ]) {
    const api = await loadContract({ ...contract({}), info: { title, version: '1 coding:x' } });
    for (const [path, content] of generateSdk({ api, language: 'python' }))
      if (path.endsWith('.py')) expect(content.split('\n', 2).join()).not.toMatch(/coding[:=]/i);
  }
});
