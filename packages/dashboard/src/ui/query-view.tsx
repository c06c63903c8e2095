// The states of something that is asked of the server: waiting, refused, nothing there, there.
import { Skeleton, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorState } from './error-state.tsx';

export interface QueryViewProps<T> {
  query: UseQueryResult<T, Error>;
  children: (data: T) => ReactNode;
  isEmpty?: (data: T) => boolean;
  empty?: ReactNode;
  /** Rows of the skeleton. */
  rows?: number;
}

export function QueryView<T>({ query, children, isEmpty, empty, rows = 5 }: QueryViewProps<T>) {
  const retry = (): void => void query.refetch();
  if (query.data === undefined) {
    return query.error ? <ErrorState error={query.error} onRetry={retry} /> : <Loading rows={rows} />;
  }
  return (
    <>
      {query.error && <ErrorState error={query.error} onRetry={retry} />}
      {isEmpty?.(query.data) ? empty : children(query.data)}
    </>
  );
}

function Loading({ rows = 5 }: { rows?: number }) {
  return (
    <Stack gap={8} role="status" aria-label="Loading" py={4}>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
        <Skeleton key={index} height={22} radius="sm" />
      ))}
    </Stack>
  );
}
