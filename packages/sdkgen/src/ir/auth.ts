// Security schemes and requirements of a contract as what a client can send. Schemes that no operation uses are left out, and
// those that no header can carry (mutual TLS, which belongs to the transport).

import type { ApiModel, ApiOperation, ApiSecurityScheme } from '@mockops/schema';
import type { AuthScheme } from './model.ts';
import { byCodeUnit } from './names.ts';
import { textOf } from './schema-facts.ts';

type Schemes = ApiModel['security_schemes'];

export interface Auth {
  schemes: AuthScheme[];
  alternativesOf(operation: ApiOperation): string[][] | undefined;
}

export function readAuth(api: ApiModel): Auth {
  const named = Object.keys(api.security_schemes).sort(byCodeUnit);
  const known = new Map(named.flatMap((name) => schemeOf(name, api.security_schemes[name])));
  const unasked = [...known.keys()].map((name) => [name]);
  const alternativesOf = ({ security }: ApiOperation): string[][] | undefined => {
    if (known.size === 0) return undefined;
    return security === undefined ? unasked : alternatives(security, api.security_schemes, known);
  };
  const used = new Set(api.operations.flatMap((operation) => alternativesOf(operation) ?? []).flat());
  return { schemes: [...known.values()].filter(({ name }) => used.has(name)), alternativesOf };
}

function schemeOf(name: string, scheme: ApiSecurityScheme | undefined): [string, AuthScheme][] {
  if (scheme === undefined || scheme.type === 'mutualTLS') return [];
  const common = { name, doc: textOf(scheme.description) };
  if (scheme.type === 'apiKey') return [[name, { ...common, kind: 'api_key', in: scheme.in, param: scheme.name }]];
  if (scheme.type !== 'http') return [[name, { ...common, kind: 'bearer', oauth: true }]];
  const word = scheme.scheme.toLowerCase();
  if (word === 'basic') return [[name, { ...common, kind: 'basic' }]];
  if (word === 'bearer') return [[name, { ...common, kind: 'bearer', oauth: false }]];
  // Digest, DPoP and others: the caller computes the whole value.
  return [[name, { ...common, kind: 'api_key', in: 'header', param: 'Authorization' }]];
}

/** An alternative that asks for something that the contract does not declare cannot be satisfied and goes. */
function alternatives(security: string[][], schemes: Schemes, known: Map<string, AuthScheme>): string[][] {
  const read = security.flatMap((requirement) => {
    const names = [...new Set(requirement.map((entry) => nameOf(entry, schemes)))];
    if (names.some((name) => name === undefined)) return [];
    return [names.filter((name): name is string => name !== undefined && known.has(name)).sort(byCodeUnit)];
  });
  const distinct = [...new Map(read.map((names) => [names.join('\n'), names])).values()];
  const some = distinct.filter((names) => names.length > 0);
  return some.length > 0 && some.length < distinct.length ? [...some, []] : some;
}

/** `scheme` or `scheme:scope`; both may contain colons, so the longest declared name wins. */
function nameOf(entry: string, schemes: Schemes): string | undefined {
  for (let end = entry.length; end > 0; end = entry.lastIndexOf(':', end - 1)) {
    const name = entry.slice(0, end);
    if (Object.hasOwn(schemes, name)) return name;
  }
  return undefined;
}
