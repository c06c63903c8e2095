// Reads API contracts into one ApiModel, compares two of them, validates against one, samples data from one, and proposes corrections.

export { bundleContract } from './bundle/bundle.ts';
export { type ApiDiff, type DiffOptions, diffApis } from './diff/diff.ts';
export { findRule, RULES } from './diff/rules/index.ts';
export type { Rule } from './diff/rules/rule.ts';
export { LINT_RULES, lintContract } from './lint/lint.ts';
export { type LoadedContract, loadApi, loadContract } from './load/load.ts';
export type { Locator, ModelPlace } from './load/locator.ts';
export { operationKey } from './load/operations.ts';
export { findContent, findResponse, isJsonMediaType } from './media-type.ts';
export { type MergeConflict, type MergedContract, mergeContract, takeIncoming } from './merge/merge.ts';
export type * from './model.ts';
export { type ContractFinding, type ContractProposal, proposeContract } from './propose/propose.ts';
export { inferOperation, shapeOfOperation, undocumentedOperation } from './propose/undocumented.ts';
export { withoutLayout as protoWithoutLayout } from './protobuf/tokens.ts';
export * as reportSchemaChanges from './report/index.ts';
export type { SchemaReport } from './report/report.ts';
export { createSampler, type SampleContext, type Sampler } from './sample/sampler.ts';
export { isArchive, readArchive } from './source/archive.ts';
export { isHtmlPage } from './source/html.ts';
export { positionOf } from './source/position.ts';
export { inferSchema, type Mismatch, type MismatchType } from './validate/mismatch.ts';
export { createValidator, type RequestFacts, type ResponseFacts, type Validator } from './validate/validator.ts';
