// Where a secret may go and where not, and what is shown of what a step was given. Called by runs/attempt.ts: `findSecretsOutsideSinks` on the
// rendered config before the step runs, `showInput` for the stored input, `findSecretInOutputs` before outputs are stored.
import { type Sinks, sinkAt } from '@mockops/pipelines';
import { HIDDEN, type Redactor } from './redactor.ts';

type Path = readonly (string | number)[];

/** Members whose name says that they are secret are hidden whatever they hold. */
const SECRET_NAME = /(token|password|passphrase|secret|api[_-]?key|authorization|cookie|credentials?|webhook_urls?)$/i;

/** One message for each field that holds a secret and must not: only sinks `secret_ok` may. */
export function findSecretsOutsideSinks(config: unknown, sinks: Sinks | undefined, redactor: Redactor): string[] {
  return textsOf(config, []).flatMap(({ path, text }) => {
    const name = redactor.find(text);
    if (name === undefined || sinkAt(sinks, path) === 'secret_ok') return [];
    const allowed = Object.entries(sinks ?? {}).flatMap(([field, sink]) => (sink === 'secret_ok' ? [field] : []));
    const where = allowed.length === 0 ? 'this step type takes no secrets' : `it may stand in ${allowed.join(', ')}`;
    return [`config.${printPath(path)} contains secret \`${name}\`, and would show it; ${where}`];
  });
}

/** «output `x` contains secret `y`»: such a step fails, so that nobody reads an empty value later and wonders. */
export function findSecretInOutputs(outputs: Record<string, unknown>, redactor: Redactor): string | undefined {
  for (const [output, value] of Object.entries(outputs)) {
    const found = [output, ...textsOf(value, []).map(({ text }) => text)].map(redactor.find).find(Boolean);
    if (found !== undefined) return `output \`${redactor.text(output)}\` contains secret \`${found}\``;
  }
  return undefined;
}

/** What a run shows of a step's rendered config. */
export function showInput(config: unknown, redactor: Redactor): unknown {
  return redactor.json(hideByName(config));
}

function hideByName(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hideByName);
  if (typeof value === 'string') return hideInUrl(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, SECRET_NAME.test(key) ? HIDDEN : hideByName(member)]),
  );
}

/** User, password and query of an address; other text as it is. */
function hideInUrl(text: string): string {
  if (!/^https?:\/\/\S+$/i.test(text)) return text;
  const url = URL.parse(text);
  if (!url || (url.username === '' && url.password === '' && url.search === '')) return text;
  const account = url.username === '' && url.password === '' ? '' : `${HIDDEN}@`;
  return `${url.protocol}//${account}${url.host}${url.pathname}${url.search === '' ? '' : `?${HIDDEN}`}`;
}

/** Every text with its place, keys included. */
function textsOf(value: unknown, path: Path): { path: Path; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  const members: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : Object.entries(value);
  return members.flatMap(([key, member]) => [
    ...(typeof key === 'string' ? [{ path: [...path, key], text: key }] : []),
    ...textsOf(member, [...path, key]),
  ]);
}

function printPath(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}
