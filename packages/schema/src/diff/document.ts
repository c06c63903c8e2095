// What changed beside the operations that both contracts have: operations that came or went, servers, credentials, components, wording.
import type { SchemaChangeLevel } from '@mockops/contract';
import { byText, canonicalText, isEqual } from '../json.ts';
import { mentionedNames } from '../keywords.ts';
import type { ModelPlace } from '../load/locator.ts';
import type { ApiModel, ApiOperation, ApiSecurityScheme, JsonSchema } from '../model.ts';
import { waysOf } from '../validate/credentials.ts';
import { dayOf, isPastSunset } from './lifecycle.ts';
import type { Matched } from './operations/match.ts';
import { shapeOf } from './operations/match.ts';

export interface DocumentFinding {
  rule: string;
  text: string;
  /** What the message says instead of the text, which the fingerprint is made of. */
  told?: string;
  /** Keys of those that it reaches. */
  operations: string[];
  level?: SchemaChangeLevel;
  before?: ModelPlace;
  after?: ModelPlace;
}

/** A path that is gone with all its operations is one change. */
export function findRemoved({ removed, added, pairs }: Matched, today: string | undefined): DocumentFinding[] {
  const left = new Set([...pairs.map(([, b]) => b), ...added].map(({ path }) => shapeOf(path)));
  const byPath = Map.groupBy(removed, ({ path }) => path);
  return [...byPath].flatMap(([path, operations]): DocumentFinding[] => {
    if (left.has(shapeOf(path)))
      return operations.map((operation) => removal('api', 'the operation', [operation], today));
    return [removal('api-path', `the path ${path}`, operations, today)];
  });
}

function removal(prefix: string, noun: string, operations: ApiOperation[], today: string | undefined): DocumentFinding {
  const keys = operations.map(({ key }) => key).sort(byText);
  const [first] = keys;
  const base = { operations: keys, ...(first !== undefined && { before: { operation: first } }) };
  // A day that is none announces nothing.
  const sunsets = operations.map(({ sunset }) => (dayOf(sunset) === undefined ? undefined : sunset));
  if (!operations.every(({ deprecated }) => deprecated))
    return { ...base, rule: `${prefix}-removed-without-deprecation`, text: `${noun} was removed` };
  const open = sunsets.find((sunset) => sunset === undefined || !isPastSunset(sunset, today));
  if (sunsets.includes(undefined))
    return {
      ...base,
      rule: `${prefix}-removed-without-sunset`,
      text: `${noun}, deprecated without a day of sunset, was removed`,
    };
  if (open !== undefined)
    return {
      ...base,
      rule: `${prefix}-removed-before-sunset`,
      text: `${noun} was removed before its sunset on ${open}`,
    };
  return {
    ...base,
    rule: `${prefix}-removed-with-deprecation`,
    text: `${noun} was removed after its sunset on ${sunsets[0]}`,
  };
}

export const findAdded = ({ added }: Matched): DocumentFinding[] =>
  added.map(({ key }) => ({
    rule: 'endpoint-added',
    text: 'the operation is new',
    operations: [key],
    after: { operation: key },
  }));

export const findWebhooks = ({ added, removed }: Matched): DocumentFinding[] => [
  ...removed.map(({ key }) => ({
    rule: 'webhook-removed',
    text: 'the webhook was removed',
    operations: [key],
    before: { operation: key },
  })),
  ...added.map(({ key }) => ({
    rule: 'webhook-added',
    text: 'the webhook is new',
    operations: [key],
    after: { operation: key },
  })),
];

export function findInDocument(before: ApiModel, after: ApiModel): DocumentFinding[] {
  return [
    ...findInfo(before, after),
    ...findServers(before, after),
    ...findSchemes(before, after),
    ...findUnused(before, after),
  ];
}

function findInfo(before: ApiModel, after: ApiModel): DocumentFinding[] {
  const at = { before: { path: ['info'] }, after: { path: ['info'] } };
  const findings: DocumentFinding[] = [];
  if (isOlder(after.version, before.version))
    findings.push({
      ...at,
      rule: 'api-version-decreased',
      text: `the version of the contract is ${after.version} now, was ${before.version}`,
      operations: [],
    });
  // A lower version is told above.
  const isLower = findings.length > 0;
  const changed = [
    ...(before.title === after.title ? [] : ['title']),
    ...(isLower || before.version === after.version ? [] : ['version']),
    ...(before.description === after.description ? [] : ['description']),
    ...(isEqual(before.license ?? null, after.license ?? null) ? [] : ['licence']),
    ...(isEqual(before.tags, after.tags) ? [] : ['tags']),
  ];
  if (changed.length > 0)
    findings.push({
      ...at,
      rule: 'api-info-changed',
      text: 'the title, version, description, licence or tags of the contract changed',
      told: `the ${listOf(changed)} of the contract changed`,
      operations: [],
    });
  return findings;
}

const listOf = (words: string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** Only versions of numbers can be told. */
function isOlder(version: string, than: string): boolean {
  if (![version, than].every((text) => /^v?\d+(\.\d+)*$/.test(text))) return false;
  const [a, b] = [version, than].map((text) => text.replace('v', '').split('.').map(Number));
  for (let index = 0; index < Math.max(a?.length ?? 0, b?.length ?? 0); index += 1) {
    const [x, y] = [a?.[index] ?? 0, b?.[index] ?? 0];
    if (x !== y) return x < y;
  }
  return false;
}

function findServers(before: ApiModel, after: ApiModel): DocumentFinding[] {
  const at = { before: { path: ['servers'] }, after: { path: ['servers'] }, operations: [] };
  return [
    ...before.servers
      .filter((url) => !after.servers.includes(url))
      .map((url) => ({ ...at, rule: 'api-server-removed', text: `the server ${url} is no longer listed` })),
    ...after.servers
      .filter((url) => !before.servers.includes(url))
      .map((url) => ({ ...at, rule: 'api-server-added', text: `the server ${url} is new` })),
  ];
}

function findSchemes(before: ApiModel, after: ApiModel): DocumentFinding[] {
  const names = [...new Set([...Object.keys(before.security_schemes), ...Object.keys(after.security_schemes)])].sort(
    byText,
  );
  return names.flatMap((name): DocumentFinding[] => {
    const place = { path: ['components', 'securitySchemes', name] };
    const [mine, theirs] = [before.security_schemes[name], after.security_schemes[name]];
    const operations = after.operations
      .filter((operation) => waysOf(operation).some((way) => way.has(name)))
      .map(({ key }) => key);
    const tell = (rule: string, text: string, level?: SchemaChangeLevel): DocumentFinding => ({
      rule: `api-security-component-${rule}`,
      text: `the security scheme ${name} ${text}`,
      operations,
      before: place,
      after: place,
      ...(level ? { level } : operations.length === 0 && { level: 'none' as const }),
    });
    if (!mine && theirs) return [tell('added', 'is new', 'safe')];
    if (mine && !theirs) return [tell('removed', 'is gone', 'none')];
    return mine && theirs ? compareSchemes(mine, theirs, tell) : [];
  });
}

type Tell = (rule: string, text: string) => DocumentFinding;

function compareSchemes(a: ApiSecurityScheme, b: ApiSecurityScheme, tell: Tell): DocumentFinding[] {
  if (a.type !== b.type) return [tell('type-changed', `is ${b.type} now, was ${a.type}`)];
  if (a.type === 'apiKey' && b.type === 'apiKey')
    return a.in === b.in && (a.name === b.name || (a.in === 'header' && a.name.toLowerCase() === b.name.toLowerCase()))
      ? []
      : [tell('place-changed', `is sent as ${b.in} ${b.name} now, was ${a.in} ${a.name}`)];
  if (a.type === 'http' && b.type === 'http')
    return a.scheme.toLowerCase() === b.scheme.toLowerCase()
      ? []
      : [tell('place-changed', `is ${b.scheme} now, was ${a.scheme}`)];
  if (a.type === 'openIdConnect' && b.type === 'openIdConnect')
    return a.url === b.url ? [] : [tell('oauth-url-changed', `is discovered at ${b.url} now, was ${a.url}`)];
  return a.type === 'oauth2' && b.type === 'oauth2' ? compareFlows(a, b, tell) : [];
}

type OAuth = Extract<ApiSecurityScheme, { type: 'oauth2' }>;

function compareFlows(a: OAuth, b: OAuth, tell: Tell): DocumentFinding[] {
  const findings: DocumentFinding[] = [];
  for (const flow of a.flows) {
    const now = b.flows.find((other) => other.flow === flow.flow);
    if (!now) {
      findings.push(tell('oauth-flow-removed', `no longer has the flow ${flow.flow}`));
      continue;
    }
    if (flow.authorization_url !== now.authorization_url)
      findings.push(
        tell('oauth-url-changed', `authorizes at ${now.authorization_url} now, was ${flow.authorization_url}`),
      );
    if (flow.token_url !== now.token_url || flow.refresh_url !== now.refresh_url)
      findings.push(
        tell(
          'oauth-token-url-changed',
          `gives tokens at ${now.token_url ?? now.refresh_url} now, was ${flow.token_url ?? flow.refresh_url}`,
        ),
      );
    for (const scope of flow.scopes)
      if (!now.scopes.includes(scope))
        findings.push(tell('oauth-scope-removed', `lost the scope ${scope} of ${flow.flow}`));
    for (const scope of now.scopes)
      if (!flow.scopes.includes(scope))
        findings.push(tell('oauth-scope-added', `has the new scope ${scope} of ${flow.flow}`));
  }
  for (const { flow } of b.flows)
    if (!a.flows.some((other) => other.flow === flow))
      findings.push(tell('oauth-flow-added', `has the new flow ${flow}`));
  return findings;
}

/** Components that no operation reaches, on the side that has them; a used one that was inlined or renamed is no change. */
function findUnused(before: ApiModel, after: ApiModel): DocumentFinding[] {
  const only = (one: ApiModel, other: ApiModel) =>
    Object.keys(one.schemas).filter((name) => !Object.hasOwn(other.schemas, name));
  const [gone, fresh] = [only(before, after), only(after, before)];
  const used = (api: ApiModel, names: string[]) => (names.length > 0 ? reachable(api) : new Set<string>());
  const [usedBefore, usedAfter] = [used(before, gone), used(after, fresh)];
  const at = (component: string) => ({ component });
  return [
    ...gone
      .filter((name) => !usedBefore.has(name))
      .map((name) => ({
        rule: 'api-schema-removed',
        text: `the unused schema ${name} was removed`,
        operations: [],
        before: at(name),
      })),
    ...fresh
      .filter((name) => !usedAfter.has(name))
      .map((name) => ({
        rule: 'api-schema-added',
        text: `the schema ${name} is new and not used`,
        operations: [],
        after: at(name),
      })),
  ];
}

function reachable(api: ApiModel): Set<string> {
  const direct = new Set<string>();
  const add = (schema: JsonSchema | undefined) => schema !== undefined && mentionedNames(schema, direct);
  const visit = (operation: ApiOperation): void => {
    for (const { schema } of operation.parameters) add(schema);
    for (const { content, headers } of [
      { content: operation.request_body?.content ?? [], headers: [] },
      ...operation.responses,
    ]) {
      for (const media of content) {
        add(media.schema);
        add(media.item_schema);
      }
      for (const { schema } of headers) add(schema);
    }
    for (const callback of operation.callbacks) visit(callback);
  };
  for (const operation of [...api.operations, ...api.webhooks]) visit(operation);
  const reached = new Set<string>();
  const open = [...direct];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    const schema = api.schemas[name];
    if (schema !== undefined) open.push(...mentionedNames(schema));
  }
  return reached;
}

/** Schemes of the after side that only have another name, back under the old one: how a scheme is called is no change. */
export function withOldSchemeNames(before: ApiModel, after: ApiModel): ApiModel {
  const meaning = ({ description: _text, ...scheme }: ApiSecurityScheme) => canonicalText(scheme);
  const renamed = new Map<string, string>();
  const free = Object.entries(before.security_schemes).filter(([name]) => !Object.hasOwn(after.security_schemes, name));
  for (const [name, scheme] of Object.entries(after.security_schemes)) {
    if (Object.hasOwn(before.security_schemes, name)) continue;
    const at = free.findIndex(([, old]) => meaning(old) === meaning(scheme));
    const [found] = at < 0 ? [] : free.splice(at, 1);
    if (found) renamed.set(name, found[0]);
  }
  if (renamed.size === 0) return after;
  const rename = (entry: string): string => {
    const [scheme = '', ...scope] = entry.split(':');
    return [renamed.get(scheme) ?? scheme, ...scope].join(':');
  };
  return {
    ...after,
    security_schemes: Object.fromEntries(
      Object.entries(after.security_schemes).map(([name, scheme]) => [renamed.get(name) ?? name, scheme]),
    ),
    operations: after.operations.map((operation) =>
      operation.security
        ? { ...operation, security: operation.security.map((way) => way.map(rename).sort(byText)) }
        : operation,
    ),
  };
}
