// Reads API contracts into one ApiModel, compares two of them, validates against one, samples data from one, and proposes corrections.
export { loadApi } from './load/load.ts';
export { operationKey } from './load/operations.ts';
export type * from './model.ts';
export { positionOf } from './source/position.ts';
