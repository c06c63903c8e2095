// The frame of a number that is on the page of its own rows, so it links nowhere.
import { Paper } from '@mantine/core';
import type { ReactNode } from 'react';

export function StatCard({ children }: { children: ReactNode }) {
  return (
    <Paper withBorder px={14} pt={10} pb={12} radius={6}>
      {children}
    </Paper>
  );
}
