// A step or one of its cells by one word, as URLs and rows name it: `deploy`, `deploy[eu]`.
import type { ExecutionStep, RunStatus } from '@mockops/contract';

export function keyOfStep({ name, item }: Pick<ExecutionStep, 'name' | 'item'>): string {
  return item === '' ? name : `${name}[${item}]`;
}

const LIVE: readonly RunStatus[] = ['delayed', 'queued', 'running', 'waiting', 'cancelling'];

export function isLiveRun(run: { status: RunStatus }): boolean {
  return LIVE.includes(run.status);
}

export function cellsOf(step: ExecutionStep, all: readonly ExecutionStep[]): ExecutionStep[] {
  return step.item === '' ? all.filter(({ name, item }) => name === step.name && item !== '') : [];
}

/** `chromium · rust` for `browser=chromium,language=rust`; other names as they are. */
export function nameOfCell(item: string): string {
  const members = item.split(',').map((member) => /^[\w-]+=(.+)$/.exec(member)?.[1]);
  return members.every((value) => value !== undefined) ? members.join(' · ') : item;
}
