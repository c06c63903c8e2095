// What a call carries and its operation does not describe: parameters, a body, names that come twice or empty where the contract
// does not say so. Servers often let it pass; a caller who relied on it is not served what it asked for.
import { isObject } from '../json.ts';
import { resolveRef } from '../keywords.ts';
import type { ApiModel, ApiOperation, ApiParameter, JsonSchema } from '../model.ts';
import type { Call } from './exchange.ts';

/** Of HTTP itself. */
const GENERAL = new Set(['accept', 'authorization', 'content-type', 'content-length', 'cookie', 'host', 'user-agent']);

/** What values in a path begin with. */
const MARKS: Record<string, string> = { label: '.', matrix: ';' };

export function findUndescribed(
  operation: ApiOperation,
  call: Call & { path_params: Record<string, string> },
  api: ApiModel,
): string[] {
  const of = (place: ApiParameter['in']) => operation.parameters.filter((one) => one.in === place);
  const keys = Object.values(api.security_schemes).flatMap((one) => (one.type === 'apiKey' ? [one] : []));
  const isKey = (place: string, name: string) => keys.some((key) => key.in === place && key.name === name);
  const said: string[] = [];
  const unknown = (place: string, name: string) => said.push(`the contract has no ${place} parameter "${name}"`);

  for (const [name, sent] of Object.entries(call.query)) {
    const own = of('query').find((one) => one.name === name);
    if (!own && !isKey('query', name) && !of('query').some((one) => isMember(name, one, api.schemas)))
      unknown('query', name);
    if (own && !own.explode && Array.isArray(sent))
      said.push(`the contract writes "${name}" once, with its values joined; it is there ${sent.length} times`);
    if (own && sent === '' && own.allow_empty !== true) said.push(`the query parameter "${name}" is empty`);
  }
  for (const { name, style } of of('path')) {
    const mark = MARKS[style];
    if (mark !== undefined && call.path_params[name]?.startsWith(mark) === false)
      said.push(`the path parameter "${name}" does not begin with "${mark}"`);
  }
  const headers = new Set(of('header').map(({ name }) => name.toLowerCase()));
  for (const name of keys.filter((key) => key.in === 'header').map((key) => key.name.toLowerCase())) headers.add(name);
  for (const name of Object.keys(call.headers)) if (!GENERAL.has(name) && !headers.has(name)) unknown('header', name);
  const cookies = new Set(of('cookie').map(({ name }) => name));
  for (const pair of [call.headers.cookie ?? []].flat().join(';').split(';')) {
    const name = pair.split('=')[0]?.trim() ?? '';
    if (name !== '' && !cookies.has(name) && !isKey('cookie', name)) unknown('cookie', name);
  }
  if (call.body !== undefined && !operation.request_body) said.push('the contract has no request body');
  return said;
}

/** Objects are written member by member: `filter[name]`, or `name` alone. */
function isMember(
  name: string,
  { name: own, style, explode, schema }: ApiParameter,
  schemas: Record<string, JsonSchema>,
) {
  if (style === 'deepObject') return name.startsWith(`${own}[`);
  const target = resolveRef(schema, schemas);
  return explode && isObject(target) && isObject(target.properties) && Object.hasOwn(target.properties, name);
}
