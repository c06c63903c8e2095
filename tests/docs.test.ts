// The documents against the product: YAML blocks through the real parsers, links, file names, commands, settings, step configs, the reference.
// A YAML block says what it is on its fence: ```yaml title=environments.yaml, title=pipelines/x.yaml, title=steps … A block of one step needs no title;
// ```yaml fragment is read as YAML and no more.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  Decision,
  EnvironmentsDocument,
  EVENT_TYPES,
  FederationDocument,
  formatIssue,
  MockDocument,
  PersonaDocument,
  PipelineTestDocument,
  ScenarioDocument,
  SchemaPolicy,
  WorkspaceDocument,
} from '@mockops/contract';
import { parsePipeline } from '@mockops/pipelines';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { buildProgram } from '../packages/cli/src/program.ts';
import { Config } from '../packages/server/src/config.ts';
import { loadStepModules } from '../packages/server/src/pipelines/steps/modules/load-modules.ts';
import { STEP_TYPES } from '../packages/server/src/pipelines/steps/registry.ts';
import { REFERENCE, writeReference } from '../scripts/reference.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const markdownIn = (folder: string) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')))
    .sort();

const GUIDES = markdownIn('docs/guides');
const STEP_READMES = markdownIn('packages/server/src/pipelines/steps');
const ALL = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...markdownIn('docs')];
/** Written by hand: what is made from code is held against the code. */
const DOCUMENTS = ALL.filter((file) => !file.startsWith(REFERENCE));

interface Block {
  place: string;
  language: string;
  title: string;
  text: string;
}

function blocksOf(file: string): Block[] {
  const text = read(file);
  return [...text.matchAll(/^```(\w*)[ \t]*(?:title=(\S+)|(fragment))?[^\n]*\n(.*?)^```$/gms)].map((match) => ({
    place: `${file}:${text.slice(0, match.index).split('\n').length}`,
    language: match[1] ?? '',
    title: match[2] ?? match[3] ?? titleOf(match[4] ?? ''),
    text: match[4] ?? '',
  }));
}

/** What does not say what it is: a step, as in readmes, or a whole pipeline. */
function titleOf(text: string): string {
  if (/^(steps|triggers):/m.test(text)) return 'pipelines/untitled.yaml';
  return /^- name: .*\n +type: /m.test(text) ? 'example' : '';
}

/** Without fenced blocks, whose brackets are no links and whose names may be made up. */
const proseOf = (file: string) => read(file).replace(/^```.*?^```$/gms, '');
const codeIn = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');

const yamlBlocks = [...new Set(['README.md', ...markdownIn('docs'), ...STEP_READMES])]
  .flatMap(blocksOf)
  .filter(({ language }) => language === 'yaml');

/** What each kind of block is read with; answers what is wrong with it, warnings included. */
const READERS: [title: RegExp, read: (text: string, file: string) => string[]][] = [
  [/^workspace\.yaml$/, (text) => issuesOf(WorkspaceDocument, text)],
  [/^environments\.yaml$/, (text) => issuesOf(EnvironmentsDocument, text)],
  [/^federations?(\/[\w-]+)?\.yaml$/, (text) => issuesOf(FederationDocument, text)],
  [/^mocks\/[\w-]+\.yaml$/, (text) => issuesOf(MockDocument, text)],
  [/^scenarios\/[\w-]+\.yaml$/, (text) => issuesOf(ScenarioDocument, text)],
  [/^personas\/[\w-]+\.yaml$/, (text) => issuesOf(PersonaDocument, text)],
  [/^schema-policy\.yaml$/, (text) => issuesOf(SchemaPolicy, text)],
  [/^mockops\.server\.yaml$/, (text) => issuesOf(Config, text)],
  [/^pipelines\/[\w-]+\.test\.yaml$/, (text) => issuesOf(PipelineTestDocument, text)],
  [/^pipelines\/[\w-]+\.yaml$/, pipelineIssues],
  [/^fragment$/, (text) => issuesOf(z.unknown(), text)],
  [/^example$/, exampleIssues],
  [/^steps$/, (text, file) => pipelineIssues(`name: p\ntriggers: [{ event: schema.changed }]\nsteps:\n${text}`, file)],
  [
    /^triggers$/,
    (text, file) =>
      pipelineIssues(`name: p\nsteps: [{ name: s, type: auto_promote, config: {} }]\ntriggers:\n${text}`, file),
  ],
  [/^\.github\/workflows\//, (text) => issuesOf(z.object({ name: z.string(), on: z.object({}) }), text)],
];

function issuesOf(schema: z.ZodType, text: string): string[] {
  const result = schema.safeParse(parse(text));
  return result.success ? [] : [z.prettifyError(result.error)];
}

function pipelineIssues(text: string, file: string): string[] {
  return parsePipeline(text, file, { step_types: STEP_TYPES, event_types: EVENT_TYPES }).issues.map(formatIssue);
}

/** One step of a readme: other steps and fields that it names are whatever its pipeline has. */
function exampleIssues(text: string, file: string): string[] {
  const triggers = EVENT_TYPES.map((event) => `  - event: ${event}`).join('\n');
  const secrets = [...text.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name).join(', ');
  const source = `name: p\nsecrets: [${secrets}]\ntriggers:\n${triggers}\nsteps:\n${text.replace(/^(?=.)/gm, '  ')}`;
  const { ok, issues } = parsePipeline(source, file, { step_types: STEP_TYPES, event_types: EVENT_TYPES });
  return ok ? [] : issues.filter(({ code }) => code !== 'REF001').map(formatIssue);
}

test('there are YAML blocks of every kind that a user writes', () => {
  expect(GUIDES.length).toBeGreaterThanOrEqual(6);
  expect(STEP_READMES.length).toBe(Object.keys(STEP_TYPES).length);
  expect(yamlBlocks.length).toBeGreaterThanOrEqual(60);
  const titles = yamlBlocks.map(({ title }) => title);
  for (const kind of ['workspace', 'environments', 'federation', 'mocks/', 'scenarios/', 'personas/', 'pipelines/'])
    expect(
      titles.some((title) => title.startsWith(kind)),
      kind,
    ).toBe(true);
});

test.each(yamlBlocks)('$place is a valid $title', ({ place, title, text }) => {
  const reader = READERS.find(([pattern]) => pattern.test(title))?.[1];
  if (!reader) throw new Error(`${place}: write what the block is on its fence, such as title=environments.yaml`);
  expect(reader(text, place)).toEqual([]);
});

test.each(ALL)('every relative link of %s leads somewhere', (file) => {
  const links = [...proseOf(file).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  const missing = links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => !existsSync(path.join(ROOT, path.dirname(file), link.split('#')[0] ?? '')));
  expect(missing).toEqual([]);
});

test('every file and folder that the architecture and the contributing guide name is there', () => {
  const named = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md'].flatMap((file) => codeIn(proseOf(file)));
  const fromRoot = named.filter((name) => /^(packages|tests|docs|examples|scripts|bench|\.ci)\/[\w./-]*$/.test(name));
  const fromPackages = named
    .filter((name) => /^(contract|schema|engine|pipelines|sdkgen|server|dashboard|cli|testkit)\/src\//.test(name))
    .map((name) => `packages/${name}`);
  expect(fromRoot.length).toBeGreaterThan(10);
  expect(fromPackages.length).toBeGreaterThan(20);
  expect([...fromRoot, ...fromPackages].filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
});

interface CommandLike {
  name: () => string;
  commands: readonly CommandLike[];
  options: readonly { long?: string | undefined; short?: string | undefined }[];
}

/** Groups may have a command that is meant when none is named, or do something themselves. */
function impliedBy(command: CommandLike): CommandLike | undefined {
  const name: unknown = Reflect.get(command, '_defaultCommandName');
  const implied = command.commands.find((candidate) => candidate.name() === name);
  return implied ?? (Reflect.get(command, '_actionHandler') ? command : undefined);
}

/** What is wrong with `mockops <words>`: a command or an option that does not exist. */
function commandIssues(line: string, program: CommandLike): string[] {
  let command = program;
  const words = line.split(/\s+/);
  while (command.commands.length > 0) {
    const next = command.commands.find((candidate) => candidate.name() === words[0]);
    if (next) words.shift();
    const meant = next ?? impliedBy(command);
    if (!meant) return [`mockops ${line}: there is no "${words[0]}" in ${command.name()}`];
    if (meant === command) break;
    command = meant;
  }
  const known = command.options.flatMap(({ long, short }) => [long, short]);
  return words
    .filter((word) => /^-{1,2}[a-zA-Z]/.test(word) && !known.includes(word.split('=')[0]))
    .map((word) => `mockops ${line}: ${command.name()} has no ${word}`);
}

/** Up to a comment, a pipe or the end of the line; quoted values may hold anything. */
function commandsIn(file: string): string[] {
  const blocks = blocksOf(file).filter(({ language }) => language === 'sh' || language === '');
  const lines = [...blocks.flatMap(({ text }) => text.split('\n')), ...codeIn(proseOf(file))];
  return lines.flatMap((line) => {
    const [, command] = /(?:^|\s)(?:npx )?mockops ((?:[a-z]+ ?)+.*)$/.exec(line.replace(/'[^']*'|"[^"]*"/g, 'x')) ?? [];
    return command === undefined ? [] : [command.split(/\s(?:#|\||&&)/)[0]?.trim() ?? ''];
  });
}

test('every command that the documents name exists, with its options', async () => {
  const commands = DOCUMENTS.flatMap(commandsIn);
  expect(commands.length).toBeGreaterThan(30);
  const program: CommandLike = await buildProgram({ out: () => {}, err: () => {} });
  expect(commands.flatMap((line) => commandIssues(line, program))).toEqual([]);
});

test('every npm script that the documents name exists', () => {
  const manifest = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));
  const named = DOCUMENTS.flatMap((file) =>
    [...read(file).matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map((match) => match[1] ?? match[2] ?? ''),
  );
  expect(new Set(named).size).toBeGreaterThan(4);
  expect([...new Set(named)].filter((name) => manifest.scripts[name] === undefined)).toEqual([]);
});

const rowsOf = (file: string) =>
  read(file)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()));

const isEmpty = (value: unknown) => Object.keys(Object(value)).length === 0 && typeof value !== 'number';

test('the README lists settings that exist, with variable and default', () => {
  const defaults: Record<string, unknown> = Config.parse({});
  const listed = rowsOf('README.md').filter(([, , variable]) => variable?.startsWith('`MOCKOPS_'));
  const expected = listed.map(([, name = '']) => {
    const key = codeIn(name)[0] ?? '';
    expect(Object.keys(Config.shape)).toContain(key);
    return [name, `\`MOCKOPS_${key.toUpperCase()}\``, isEmpty(defaults[key]) ? '–' : `\`${String(defaults[key])}\``];
  });
  expect(listed.length).toBeGreaterThan(5);
  expect(listed.map(([, ...cells]) => cells.slice(0, 3))).toEqual(expected);
});

test('the module of the guide is a step type that the server takes', async () => {
  const [block] = blocksOf('docs/guides/step-modules.md').filter(({ language }) => language === 'js');
  const cwd = mkdtempSync(path.join(os.tmpdir(), 'mockops-guide-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const [name = 'step.mjs'] = [block?.title.split('/').at(-1)];
  writeFileSync(path.join(cwd, name), block?.text ?? '');
  const types = await loadStepModules({ modules: [`./${name}`], cwd, known: {} });
  expect(Object.keys(types)).toEqual(['acme/deploy']);
});

test('the reference is what the code says', { timeout: 120_000 }, async () => {
  const written = await writeReference();
  const committed = markdownIn(REFERENCE).map((file) => [path.posix.relative(REFERENCE, file), read(file)]);
  expect(Object.fromEntries(committed), 'run `node scripts/reference.ts`').toEqual(written);
});

test.each(Object.entries(STEP_TYPES))(
  'the readme of %s tells of every config key, and of no other',
  (type, { config }) => {
    const text = read(`packages/server/src/pipelines/steps/${type}/readme.md`);
    const schema = z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' });
    const keys = [schema, ...(schema.anyOf ?? []), ...(schema.allOf ?? [])].flatMap((one) =>
      typeof one === 'object' ? Object.keys(one.properties ?? {}) : [],
    );
    expect(keys.filter((key) => !new RegExp(`\`${key}\\b`).test(text))).toEqual([]);
    const rows =
      text
        .split(/^\| Key .*\n.*\n/m)[1]
        ?.split('\n\n')[0]
        ?.split('\n') ?? [];
    const listed = rows
      .flatMap((line) => codeIn(line.split('|')[1] ?? ''))
      .map((name) => /^\w+/.exec(name)?.[0] ?? name);
    expect(listed.filter((key) => !keys.includes(key))).toEqual([]);
  },
);

test('the table of decisions in the guide names all of them', () => {
  const listed = rowsOf('docs/guides/pipelines.md').flatMap(([, name = '']) => codeIn(name));
  expect(Decision.options.filter((decision) => !listed.includes(decision))).toEqual([]);
});

test('no line of the hand-written documents is longer than 160 characters, and the README stays short', () => {
  const prose = DOCUMENTS.filter((file) => !/decisions|benchmarks/.test(file));
  const long = prose.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) => ([...line].length > 160 ? [`${file}:${index + 1}`] : [])),
  );
  expect(long).toEqual([]);
  expect(read('README.md').split('\n').length).toBeLessThan(200);
});
