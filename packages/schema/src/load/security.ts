// Credentials: the schemes that a contract declares, and which of them an operation asks for.
import { byText, isObject, member } from '../json.ts';
import type { ApiOperation, ApiSecurityScheme } from '../model.ts';
import { type Location, type Resolver, within } from '../source/resolver.ts';
import type { Problem } from './problem.ts';

const PLACES = ['header', 'query', 'cookie'] as const;
const FLOWS = ['authorizationCode', 'clientCredentials', 'deviceAuthorization', 'implicit', 'password'];

/** Alternatives, each a sorted list of `scheme` or `scheme:scope`; absent where the contract says nothing. */
export function readSecurity(value: unknown): Pick<ApiOperation, 'security'> {
  if (!Array.isArray(value)) return {};
  const alternatives = value.filter(isObject).map((requirement) =>
    Object.entries(requirement)
      .flatMap(([scheme, scopes]) =>
        Array.isArray(scopes) && scopes.length > 0 ? scopes.map((scope) => `${scheme}:${scope}`) : [scheme],
      )
      .sort(byText),
  );
  return { security: alternatives.sort((a, b) => byText(a.join(), b.join())) };
}

/** By name, sorted; one that cannot be understood is a problem and left out. */
export function readSecuritySchemes(
  value: unknown,
  location: Location,
  resolver: Resolver,
): { schemes: Record<string, ApiSecurityScheme>; problems: Problem[] } {
  const problems: Problem[] = [];
  const schemes: [string, ApiSecurityScheme][] = [];
  const map = resolver.follow(value, location);
  for (const name of map.ok && isObject(map.value) ? Object.keys(map.value).sort(byText) : []) {
    const given = map.ok && isObject(map.value) ? member(map.value, name) : undefined;
    const target = resolver.follow(given, within(map.location, name));
    const broken = (message: string, hint: string, code = 'SCH018') =>
      void problems.push({ code, message: `the security scheme ${name}: ${message}`, location: target.location, hint });
    if (!target.ok) {
      broken(target.message, target.hint, 'SCH010');
      continue;
    }
    const scheme = readScheme(isObject(target.value) ? target.value : {});
    if (typeof scheme === 'string') broken(scheme, 'use apiKey, http, oauth2, openIdConnect or mutualTLS as specified');
    else schemes.push([name, scheme]);
  }
  return { schemes: Object.fromEntries(schemes), problems };
}

function readScheme(source: { [member: string]: unknown }): ApiSecurityScheme | string {
  const description = typeof source.description === 'string' ? { description: source.description } : {};
  switch (source.type) {
    case 'apiKey': {
      const place = PLACES.find((name) => name === source.in);
      if (!place) return '"in" must be header, query or cookie';
      if (typeof source.name !== 'string' || source.name === '') return 'an API key needs a name';
      return { ...description, type: 'apiKey', in: place, name: source.name };
    }
    case 'http':
      if (typeof source.scheme !== 'string' || source.scheme === '') return 'http needs a scheme such as bearer';
      return {
        ...description,
        type: 'http',
        scheme: source.scheme.toLowerCase(),
        ...(typeof source.bearerFormat === 'string' && { bearer_format: source.bearerFormat }),
      };
    case 'oauth2':
      return { ...description, type: 'oauth2', flows: readFlows(source.flows) };
    case 'openIdConnect':
      if (typeof source.openIdConnectUrl !== 'string') return 'openIdConnectUrl is missing';
      return { ...description, type: 'openIdConnect', url: source.openIdConnectUrl };
    case 'mutualTLS':
      return { ...description, type: 'mutualTLS' };
    default:
      return source.type === undefined ? 'it has no type' : `the type ${JSON.stringify(source.type)} is not known`;
  }
}

function readFlows(value: unknown): Extract<ApiSecurityScheme, { type: 'oauth2' }>['flows'] {
  const flows = isObject(value) ? value : {};
  return FLOWS.flatMap((flow) => {
    const source = flows[flow];
    if (!isObject(source)) return [];
    const authorization = source.authorizationUrl ?? source.deviceAuthorizationUrl;
    return [
      {
        flow,
        ...(typeof authorization === 'string' && { authorization_url: authorization }),
        ...(typeof source.tokenUrl === 'string' && { token_url: source.tokenUrl }),
        ...(typeof source.refreshUrl === 'string' && { refresh_url: source.refreshUrl }),
        scopes: isObject(source.scopes) ? Object.keys(source.scopes).sort(byText) : [],
      },
    ];
  });
}
