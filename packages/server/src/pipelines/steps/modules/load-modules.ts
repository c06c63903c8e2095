// Step types of others: npm packages and files that the server's configuration names, loaded once at boot. In: names, and the folder that they are
// resolved from. Out: the step types by name; throws one Problem that lists every module, export and what is wrong with it.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, findPackageJSON } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Issue, Problem } from '@mockops/contract';
import { z } from 'zod';
import type { StepType } from '../step-type.ts';
import { readStep } from './read-step.ts';

export async function loadStepModules(options: {
  modules: readonly string[];
  cwd: string;
  /** Those of the server. */
  known: Record<string, StepType>;
}): Promise<Record<string, StepType>> {
  const types = new Map(Object.entries(options.known));
  const origins = new Map<string, string>();
  const issues: Issue[] = [];
  const refuse = (where: string, message: string) => issues.push({ code: 'CFG002', path: where, message });
  for (const name of options.modules) {
    const exported = await importModule(name, options.cwd).catch((error: unknown) => {
      refuse(`step_modules: ${name}`, `cannot be loaded: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    });
    for (const [place, value] of exported ? listExports(exported) : []) {
      const where = `step_modules: ${name}, ${place}`;
      const read = readStep(value);
      if (!read.ok) {
        for (const problem of read.problems) refuse(where, problem);
        continue;
      }
      const { type } = read.step;
      if (types.has(type)) refuse(where, `type "${type}" is there already, from ${origins.get(type) ?? 'the server'}`);
      types.set(type, read.step);
      origins.set(type, name);
    }
    if (exported && listExports(exported).length === 0)
      refuse(`step_modules: ${name}`, 'exports no step type; export one as default, or several as `steps`');
  }
  if (issues.length > 0) {
    const told = issues.map((issue) => `${issue.path}: ${issue.message}`).join(' · ');
    throw new Problem('invalid-document', `Step types cannot be loaded: ${told}`, { issues });
  }
  return Object.fromEntries(types);
}

const Exports = z.looseObject({ default: z.unknown().optional(), steps: z.array(z.unknown()).optional() });

async function importModule(name: string, cwd: string): Promise<z.infer<typeof Exports>> {
  return Exports.parse({ ...(await import(pathToFileURL(resolveModule(name, cwd)).href)) });
}

/** What each step type is called within its module. A default export may be a list too. */
function listExports({ default: standard, steps = [] }: z.infer<typeof Exports>): [string, unknown][] {
  const named = steps.map((step, index): [string, unknown] => [`steps[${index}]`, step]);
  if (standard === undefined) return named;
  if (!Array.isArray(standard)) return [['default export', standard], ...named];
  return [...standard.map((step, index): [string, unknown] => [`default export[${index}]`, step]), ...named];
}

/** From the working directory, as `import` there would. */
function resolveModule(name: string, cwd: string): string {
  if (name.startsWith('.') || path.isAbsolute(name)) {
    const file = path.resolve(cwd, name);
    if (existsSync(file)) return file;
    throw new Error(`there is no file ${file}`);
  }
  const base = path.join(cwd, 'package.json');
  try {
    return createRequire(base).resolve(name);
  } catch (cause) {
    const entry = importEntry(name, base);
    if (entry !== undefined) return entry;
    throw new Error(`package "${name}" is not installed in ${cwd}`, { cause });
  }
}

const Entry = z.union([z.string(), z.looseObject({ import: z.unknown().optional(), default: z.unknown().optional() })]);
const Manifest = z.looseObject({ exports: z.unknown().optional() });

/** Of a package for `import` only, which `require.resolve` does not find its way into. */
function importEntry(name: string, base: string): string | undefined {
  const manifest = findManifest(name, base);
  if (manifest === undefined) return undefined;
  const { exports } = Manifest.parse(JSON.parse(readFileSync(manifest, 'utf8')));
  const root = z.looseObject({ '.': z.unknown() }).safeParse(exports);
  const entry = findEntry(root.success ? root.data['.'] : exports);
  return entry && path.resolve(path.dirname(manifest), entry);
}

function findManifest(name: string, base: string): string | undefined {
  try {
    return findPackageJSON(name, pathToFileURL(base));
  } catch {
    return undefined;
  }
}

function findEntry(exports: unknown): string | undefined {
  const read = Entry.safeParse(exports);
  if (!read.success) return undefined;
  if (typeof read.data === 'string') return read.data;
  return findEntry(read.data.import ?? read.data.default);
}
