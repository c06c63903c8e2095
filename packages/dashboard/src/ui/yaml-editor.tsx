// A YAML editor: colours, findings at their place with the next act in the hint, and completion that is asked for elsewhere. Loaded when it is shown first.
import { Skeleton } from '@mantine/core';
import type { FoundIssue } from '@mockops/contract';
import { lazy, Suspense } from 'react';
import type { z } from 'zod';

export type EditorIssue = z.infer<typeof FoundIssue>;

interface Offers {
  from: number;
  offers: readonly { label: string; insert: string; detail: string | null }[];
}

export interface YamlEditorProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  issues: readonly EditorIssue[];
  complete: (text: string, offset: number) => Promise<Offers>;
  /** Puts the cursor there; a new object moves it again. */
  goTo?: { line: number; col: number } | undefined;
}

const Canvas = lazy(() => import('./yaml-canvas.tsx').then((module) => ({ default: module.YamlCanvas })));

export function YamlEditor(props: YamlEditorProps) {
  return (
    <Suspense fallback={<Skeleton height={480} />}>
      <Canvas {...props} />
    </Suspense>
  );
}
