// The direction of imports between packages, checked on the imports that are really there.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../packages');

/** Who may import whom. testkit is for tests alone. */
const ALLOWED: Record<string, string[]> = {
  contract: [],
  schema: ['contract'],
  engine: ['contract', 'schema'],
  pipelines: ['contract'],
  sdkgen: ['contract', 'schema'],
  server: ['contract', 'schema', 'engine', 'pipelines', 'sdkgen'],
  dashboard: ['contract'],
  cli: ['contract', 'schema', 'engine', 'pipelines', 'sdkgen', 'server'],
  testkit: ['contract'],
};
/** Packages without database, clock, environment variables or files. */
const PURE = ['contract', 'schema', 'pipelines', 'sdkgen'];
/** What a package has beside its pure core, behind an entry of its own. */
const MACHINE_SIDE =
  /^sdkgen\/src\/(node|check)\.ts$|^sdkgen\/src\/(check|output|providers)\/|^sdkgen\/src\/smoke\/run\.ts$/;
const ENTRIES = ['@mockops/sdkgen/node', '@mockops/server/config'];
const IMPURE_MODULES =
  /^(node:(fs|net|http|https|child_process|os|worker_threads|dns|tls|timers)(\/.*)?|pg|kysely|fastify|undici|@dbos-inc\/.*)$/;

interface Import {
  file: string;
  from: string;
  specifier: string;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.(test|bench|fixture)\.tsx?$/.test(entry.name),
    )
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter(
      (file) =>
        !file.includes('node_modules') &&
        !/\/(fixtures|conformance)\//.test(file) &&
        !file.includes(`${path.sep}dist${path.sep}`),
    );
}

const imports: Import[] = Object.keys(ALLOWED).flatMap((name) =>
  sourceFiles(path.join(ROOT, name, 'src')).flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(
        /^\s*(?:import|export)\s(?:[^'"]*?\sfrom\s)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm,
      ),
    ].map((match) => ({
      file: path.relative(ROOT, file),
      from: name,
      specifier: match[1] ?? match[2] ?? '',
    })),
  ),
);
const between = imports.filter(({ specifier }) => specifier.startsWith('@mockops/'));

test('every package is there and was looked at', () => {
  expect(readdirSync(ROOT).sort()).toEqual(Object.keys(ALLOWED).sort());
  for (const name of Object.keys(ALLOWED))
    expect(imports.filter(({ from }) => from === name).length, name).toBeGreaterThan(0);
  expect(between.length).toBeGreaterThan(100);
});

test('packages import only in the allowed direction, and only by the entry of the other package', () => {
  const wrong = between.filter(
    ({ from, specifier }) =>
      !(ALLOWED[from] ?? [])
        .flatMap((name) => [`@mockops/${name}`, ...ENTRIES.filter((entry) => entry.startsWith(`@mockops/${name}/`))])
        .includes(specifier),
  );
  expect(wrong.filter(({ specifier }) => specifier !== '@mockops/testkit')).toEqual([]);
});

test('testkit is imported by tests alone', () => {
  expect(between.filter(({ specifier }) => specifier === '@mockops/testkit')).toEqual([]);
});

test('the command line reaches the server over HTTP, except where it starts it, and where it works without one', () => {
  const reaching = imports.filter(({ from, specifier }) => from === 'cli' && specifier === '@mockops/server');
  expect(reaching.map(({ file }) => file)).toEqual(['cli/src/commands/start.ts', 'cli/src/pipelines/step-types.ts']);
});

test('no file leaves its package by a relative path', () => {
  const leaving = imports.filter(
    ({ file, specifier }) =>
      specifier.startsWith('.') && !path.join(path.dirname(file), specifier).startsWith(file.split(path.sep)[0] ?? ''),
  );
  expect(leaving).toEqual([]);
});

test('pure packages touch no file, network, process, clock or environment', () => {
  const core = imports.filter(({ from, file }) => PURE.includes(from) && !MACHINE_SIDE.test(file));
  const resolve = ({ file, specifier }: Import) => path.join(path.dirname(file), specifier);
  expect(core.filter((one) => IMPURE_MODULES.test(one.specifier) || MACHINE_SIDE.test(resolve(one)))).toEqual([]);
  const touching = PURE.flatMap((name) => sourceFiles(path.join(ROOT, name, 'src'))).filter((file) =>
    // Generated clients may look at their clock; here stands only their text.
    /process\.env|Date\.now\(|new Date\(\)|Math\.random\(/.test(readFileSync(file, 'utf8')),
  );
  const isOurs = (file: string) =>
    !MACHINE_SIDE.test(file) && !/^sdkgen\/src\/languages\/.*(runtime|transport|smoke|tour)/.test(file);
  expect(touching.map((file) => path.relative(ROOT, file)).filter(isOurs)).toEqual([]);
});

test('within the server, a domain reads and writes only the tables of its own store', () => {
  const stores = sourceFiles(path.join(ROOT, 'server/src')).filter((file) =>
    /withTables</.test(readFileSync(file, 'utf8')),
  );
  expect(stores.length).toBeGreaterThan(5);
  const elsewhere = stores
    .map((file) => path.relative(path.join(ROOT, 'server/src'), file))
    .filter((file) => !/(^|\/)store\.ts$/.test(file));
  expect(elsewhere).toEqual(
    ['db/organisation.ts', 'pipelines/deliveries.ts'].filter((file) => elsewhere.includes(file)),
  );
});

test('features of the dashboard never import each other', () => {
  const crossing = imports.filter(({ file, specifier }) => {
    const own = /^dashboard\/src\/features\/([^/]+)\//.exec(file)?.[1];
    const target = /^features\/([^/]+)/.exec(
      path.join(path.dirname(file), specifier).replace(/^dashboard\/src\//, ''),
    )?.[1];
    return own !== undefined && specifier.startsWith('.') && target !== undefined && target !== own;
  });
  expect(crossing).toEqual([]);
});
