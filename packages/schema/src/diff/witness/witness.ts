// Witnesses: messages that show breaking changes.
import type { SchemaWitness } from '@mockops/contract';
import type { ApiModel } from '../../model.ts';
import type { Draft } from '../gather.ts';

export interface Witnesses {
  find(cause: NonNullable<Draft['cause']>): SchemaWitness | undefined;
}

export function createWitnesses(_before: ApiModel, _after: ApiModel): Witnesses {
  return { find: () => undefined };
}
