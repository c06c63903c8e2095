// A graph of boxes and arrows. The drawing engine is loaded when a page first shows one.
import { Skeleton } from '@mantine/core';
import { lazy, type ReactNode, Suspense } from 'react';
import type { GraphArrow, GraphBox } from './graph-layout.ts';

export interface GraphProps {
  label: string;
  boxes: readonly (GraphBox & { content: ReactNode; label?: string })[];
  arrows: readonly (GraphArrow & { label?: string; isDashed?: boolean })[];
  zoomable?: boolean;
  /** Room between a box and the next, in pixels. */
  columnGap?: number;
  maxHeight?: number;
}

const GraphCanvas = lazy(() => import('./graph-canvas.tsx').then((module) => ({ default: module.GraphCanvas })));

export function GraphView(props: GraphProps) {
  return (
    <Suspense fallback={<Skeleton height={140} />}>
      <GraphCanvas {...props} />
    </Suspense>
  );
}
