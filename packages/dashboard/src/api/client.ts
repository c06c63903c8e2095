// The API of the server that sent this page.
import { createClient } from '@mockops/contract';
import { readActor } from './actor.ts';

export const api = createClient({
  baseUrl: '',
  fetch: (input, init) => {
    const actor = readActor();
    if (actor === null) return fetch(input, init);
    const headers = new Headers(init?.headers);
    headers.set('x-mockops-actor', actor);
    return fetch(input, { ...init, headers });
  },
});
