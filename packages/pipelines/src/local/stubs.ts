// Stubs of a case: which one an attempt meets, and what it makes of the attempt. By cell, then by step, then by step type; the stubs of a list follow
// each other, and the last one stays.
import type { StepStub, StepStubs } from '@mockops/contract';
import type { JsonObject } from '../json.ts';
import type { LocalResult } from './types.ts';

interface Place {
  name: string;
  item: string;
  type: string;
}

export interface StubBook {
  /** The one that the next attempt meets. */
  peek: (step: Place) => StepStub | undefined;
  /** The same, and it is used. */
  take: (step: Place) => StepStub | undefined;
}

export function createStubBook(stubs: Record<string, StepStubs>): StubBook {
  const uses = new Map<string, number>();
  const find = ({ name, item, type }: Place) => {
    const key = [`${name}[${item}]`, name, type].find((candidate) => Object.hasOwn(stubs, candidate));
    const own = key === undefined ? undefined : stubs[key];
    if (own === undefined) return undefined;
    const place = `${key} ${item}`;
    const use = uses.get(place) ?? 0;
    return { place, use, stub: choose([own].flat(), use) };
  };
  return {
    peek: (step) => find(step)?.stub,
    take: (step) => {
      const found = find(step);
      if (found) uses.set(found.place, found.use + 1);
      return found?.stub;
    },
  };
}

function choose(list: readonly StepStub[], use: number): StepStub | undefined {
  let from = 0;
  for (const stub of list) {
    from += stub.times ?? Number.POSITIVE_INFINITY;
    if (use < from) return stub;
  }
  return list.at(-1);
}

/** Undefined when the stub says nothing but how long it takes: then the step does what it does without. */
export function resultOfStub(stub: StepStub): LocalResult | undefined {
  const outputs: JsonObject = stub.outputs ?? {};
  if (stub.fail) {
    const { message, kind, retry_after } = stub.fail;
    if (kind === 'timeout') return { kind: 'timed_out', message };
    return {
      kind: 'failed',
      message,
      error: kind,
      outputs,
      ...(retry_after !== undefined && { retry_after_ms: retry_after }),
    };
  }
  switch (stub.status) {
    case 'failed':
      return { kind: 'failed', message: 'the stub says so', error: 'permanent', outputs };
    case 'timed_out':
      return { kind: 'timed_out', message: 'the stub says so' };
    case 'skipped':
      return { kind: 'skipped', message: 'the stub says so' };
    case 'succeeded':
      return { kind: 'succeeded', outputs };
    case undefined:
      return stub.outputs === undefined && stub.action === undefined ? undefined : { kind: 'succeeded', outputs };
  }
}
