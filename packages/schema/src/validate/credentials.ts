// Who may call an operation: the credentials that a call carries beside those that the contract asks for. Values of credentials are
// nobody's business here; what counts is their scheme, how they are sent, and their scopes.
import type { ApiModel, ApiOperation, ApiSecurityScheme } from '../model.ts';

export interface Credential {
  /** Its name in the contract. */
  scheme: string;
  /** How it is shown: `header X-Key`, `http bearer`, `oauth2 clientCredentials`. */
  sent_as: string;
  scopes: string[];
}

/** What one alternative asks for: scopes by scheme. */
export type Way = Map<string, Set<string>>;

export function waysOf({ security }: ApiOperation): Way[] {
  const ways = (security ?? []).map((entries): Way => {
    const way: Way = new Map();
    for (const entry of entries) {
      const colon = entry.indexOf(':');
      const scheme = colon < 0 ? entry : entry.slice(0, colon);
      const scopes = way.get(scheme) ?? new Set<string>();
      if (colon >= 0) scopes.add(entry.slice(colon + 1));
      way.set(scheme, scopes);
    }
    return way;
  });
  return ways.length === 0 ? [new Map()] : ways;
}

/** Every set of credentials that is just enough for an operation. */
export function credentialsFor(api: ApiModel, operation: ApiOperation): Credential[][] {
  return waysOf(operation).flatMap((way) =>
    [...way].reduce<Credential[][]>(
      (sets, [scheme, scopes]) =>
        sets.flatMap((set) =>
          formsOf(api.security_schemes[scheme]).map((sent_as) => [...set, { scheme, sent_as, scopes: [...scopes] }]),
        ),
      [[]],
    ),
  );
}

/** Undefined where they are enough, else what the contract asks for, in a sentence. */
export function refuseCredentials(
  api: ApiModel,
  operation: ApiOperation,
  credentials: readonly Credential[],
): string | undefined {
  const ways = waysOf(operation);
  const isGiven = ([scheme, scopes]: [string, Set<string>]): boolean =>
    credentials.some((one) => isOf(one, scheme, api) && [...scopes].every((scope) => one.scopes.includes(scope)));
  if (ways.some((way) => [...way].every(isGiven))) return undefined;
  const given = credentials.length === 0 ? 'no credentials' : credentials.map(tellCredential).join(' and ');
  return `the contract asks for ${ways.map((way) => tellWay(way, api)).join(', or for ')}; the request has ${given}`;
}

/** Names are the contract's own: where it does not know one, what is sent the same way is the same. */
function isOf({ scheme, sent_as }: Credential, wanted: string, api: ApiModel): boolean {
  if (scheme !== wanted && Object.hasOwn(api.security_schemes, scheme)) return false;
  const target = api.security_schemes[wanted];
  return target ? formsOf(target).some((form) => folded(form) === folded(sent_as)) : scheme === wanted;
}

/** Names of headers and of HTTP schemes have no case. */
const folded = (form: string): string => (/^(header|http) /.test(form) ? form.toLowerCase() : form);

function formsOf(scheme: ApiSecurityScheme | undefined): string[] {
  if (!scheme) return ['an unknown scheme'];
  if (scheme.type === 'apiKey') return [`${scheme.in} ${scheme.name}`];
  if (scheme.type === 'http') return [`http ${scheme.scheme}`];
  if (scheme.type === 'oauth2' && scheme.flows.length > 0) return scheme.flows.map(({ flow }) => `oauth2 ${flow}`);
  return [scheme.type];
}

const withScopes = (scopes: readonly string[]): string =>
  scopes.length === 0 ? '' : `, scope ${scopes.join(' and ')}`;

const tellCredential = ({ scheme, sent_as, scopes }: Credential): string =>
  `${scheme} (${sent_as}${withScopes(scopes)})`;

const tellWay = (way: Way, api: ApiModel): string =>
  [...way]
    .map(
      ([scheme, scopes]) =>
        `${scheme} (${formsOf(api.security_schemes[scheme]).join(' or ')}${withScopes([...scopes])})`,
    )
    .join(' and ');
