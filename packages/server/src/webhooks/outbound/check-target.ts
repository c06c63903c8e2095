// What is wrong with a webhook that somebody saves: an address that must not be stored is refused; one that would not be reached, and events that never come,
// are warnings, since both may be there later.
import { setTimeout as sleep } from 'node:timers/promises';
import { didYouMean, EVENT_TYPES, matchesEventType, Problem } from '@mockops/contract';
import { OutgoingFailure } from '../../outgoing/failure.ts';
import type { AddressGuard } from '../../outgoing/guard.ts';

/** Whoever saves does not wait for a slow name server. */
const LOOK_UP_MS = 1_000;

/** Throws Problem `bad-request`: the address is shown and logged, so it holds no password. */
export function refuseCredentials(url: string): void {
  const { username, password, host } = new URL(url);
  if (username !== '' || password !== '')
    throw new Problem(
      'bad-request',
      `the address of the webhook at ${host} holds a user name or password, which would be stored and shown; leave it out, receivers check the signature`,
    );
}

/** Undefined: it can be reached, or nobody can tell now. */
export async function whyUnreachable(guard: AddressGuard, url: string): Promise<string | undefined> {
  const { hostname, port, protocol } = new URL(url);
  const limit = sleep(LOOK_UP_MS, undefined, { ref: false });
  const refused = guard
    .resolve(hostname.replace(/^\[|\]$/g, ''), Number(port || (protocol === 'https:' ? 443 : 80)))
    .then(() => undefined)
    .catch((error: unknown) =>
      error instanceof OutgoingFailure && error.kind === 'permanent' ? error.message : undefined,
    );
  return Promise.race([refused, limit]);
}

/** One sentence for each type or glob that matches no event. Own events have any name. */
export function findUnknownTypes(event_types: readonly string[]): string[] {
  return event_types.flatMap((glob) => {
    if (glob.startsWith('custom.') || EVENT_TYPES.some((type) => matchesEventType([glob], type))) return [];
    const near = didYouMean(glob, EVENT_TYPES);
    return [`no event of type "${glob}" is known${near ? `; did you mean "${near}"?` : ''}`];
  });
}
