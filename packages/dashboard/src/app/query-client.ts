// Server state for the whole app. The live stream says when something is old; time alone only does so after half a minute.

import { keepPreviousData, QueryClient } from '@tanstack/react-query';
import type { QueryRoot } from '../api/queries.ts';

/** A refusal by the server is an answer and is not asked for again; a lost connection (`fetch` throws TypeError) is. */
function retry(failures: number, error: Error): boolean {
  return error instanceof TypeError && failures < 2;
}

export function createServerState(): QueryClient {
  const client = new QueryClient({
    defaultOptions: { queries: { staleTime: 30_000, retry }, mutations: { retry: false } },
  });
  // Another filter keeps the old numbers in place until the new ones are here. Other queries name one thing, which must not show as another.
  client.setQueryDefaults(['analytics' satisfies QueryRoot], { placeholderData: keepPreviousData });
  return client;
}
