// Pipelines as pure functions: read a definition, match an event, plan a run, evaluate its expressions, and move runs and steps from state to state.
export type { KnownTypes } from './document/check-steps.ts';
export { parsePipeline } from './document/parse-pipeline.ts';
export { evaluateCondition } from './expressions/condition.ts';
export type { RunContext, StepResult } from './expressions/context.ts';
export { evaluateExpression } from './expressions/evaluate.ts';
export { type FoundExpression, findExpressions } from './expressions/find-expressions.ts';
export { renderConfig } from './expressions/render.ts';
export { canonicalJson, type JsonObject, type JsonValue } from './json.ts';
export { classifyRun, decideStep, type EndedStep, type RunResult, type StepDecision } from './run/classify.ts';
export { planRun, type StepPlan } from './run/plan.ts';
export { retryDelay } from './run/retry-delay.ts';
export {
  initialRun,
  type RunEffect,
  type RunEnd,
  type RunEvent,
  type RunState,
  type RunTransition,
  transitionRun,
} from './run/run-machine.ts';
export {
  initialStep,
  isEnded,
  type SkipReason,
  type StepEffect,
  type StepEvent,
  type StepPhase,
  type StepState,
  type StepTransition,
  transitionStep,
} from './run/step-machine.ts';
export {
  matchPipeline,
  matchTrigger,
  type PipelineMatch,
  type TriggeringEvent,
  type TriggerMatch,
} from './trigger/match.ts';
