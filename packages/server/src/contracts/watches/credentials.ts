// What opens a watched place. In: the names that the watch holds. Out: one header for the place's own origin, and a redactor that knows everything
// that it was made of. Opened anew for each look, so that a rotated secret is in use at once; never stored, never part of an address or an argument.
import { Problem } from '@mockops/contract';
import type { Connections } from '../../connections/service.ts';
import { createRedactor, type Redactor } from '../../secrets/redactor.ts';
import type { Secrets } from '../../secrets/service.ts';
import type { WatchRow } from './store.ts';

export interface Credential {
  /** As people call it: `secret "api_key"`. */
  named: string;
  /** The command that stores another value. */
  renew: string;
  header: { name: string; value: string };
}

interface Opened {
  credential: Credential | undefined;
  redactor: Redactor;
}

type Locked = Pick<
  WatchRow,
  'workspace_id' | 'slug' | 'url' | 'ref' | 'path' | 'secret' | 'connection' | 'username' | 'header'
>;

/** Whom GitHub takes a token from as a password; other hosts take any name beside a token. */
const GIT_USER = 'x-access-token';

export function createCredentials(options: {
  secrets: Pick<Secrets, 'resolve'>;
  connections: Pick<Connections, 'open'>;
}) {
  async function ofSecret(place: Locked, name: string, redactor: Redactor): Promise<Credential> {
    const scope = { workspace_uid: place.workspace_id, environment: 'dev' as const };
    const value = (await options.secrets.resolve([name], scope)).values[name];
    const renew = `mockops secret set ${name} --workspace ${place.slug}`;
    if (value === undefined)
      throw new Problem('not-found', `workspace "${place.slug}" has no secret "${name}"; store it with \`${renew}\``);
    redactor.add(name, value);
    return { named: `secret "${name}"`, renew, header: headerOf(place, value) };
  }

  async function ofConnection(place: Locked, name: string, redactor: Redactor): Promise<Credential> {
    const found = await options.connections.open('github', { workspace: place.slug, name }, redactor);
    const renew = `mockops connection set ${name}`;
    if (!found)
      throw new Problem(
        'not-found',
        `workspace "${place.slug}" has no GitHub connection "${name}"; add it with \`${renew}\``,
      );
    const { host } = new URL(place.url);
    const own = hostsOf(found.api_url);
    if (!own.includes(host))
      throw new Problem(
        'bad-request',
        `connection "${name}" is for ${own.join(', ')}, and its token is not sent to ${host}; store a secret for ${host} and name it with --secret`,
      );
    return { named: `the token of connection "${name}"`, renew, header: headerOf(place, found.token) };
  }

  return async (place: Locked): Promise<Opened> => {
    const redactor = createRedactor();
    const { secret, connection } = place;
    const credential =
      secret !== null
        ? await ofSecret(place, secret, redactor)
        : connection !== null
          ? await ofConnection(place, connection, redactor)
          : undefined;
    if (!credential) return { credential, redactor };
    if (!/^[\t\x20-\x7e]+$/.test(credential.header.value))
      throw new Problem(
        'bad-request',
        `${credential.named} holds characters that the header ${credential.header.name} cannot carry; store the value alone, on one line, with \`${credential.renew}\``,
      );
    redactor.add(secret ?? connection ?? '', credential.header.value);
    return { credential, redactor };
  };
}
export type OpenCredentials = ReturnType<typeof createCredentials>;

export const isGit = ({ ref, path }: Pick<WatchRow, 'ref' | 'path'>): boolean => ref !== null || path !== null;

function headerOf(place: Locked, value: string): Credential['header'] {
  if (place.header !== null) return { name: place.header, value };
  const user = place.username ?? (isGit(place) ? GIT_USER : undefined);
  if (user === undefined) return { name: 'authorization', value: `Bearer ${value}` };
  return { name: 'authorization', value: `Basic ${Buffer.from(`${user}:${value}`).toString('base64')}` };
}

/** Of github.com the API, Git and raw files have hosts of their own; of an installation they share one. */
function hostsOf(api_url: string): string[] {
  const { host } = new URL(api_url);
  return host === 'api.github.com' ? ['github.com', 'api.github.com', 'raw.githubusercontent.com'] : [host];
}
