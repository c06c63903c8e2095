// Pipelines as pure functions: read a definition, match an event, plan a run, evaluate its expressions, and move runs and steps from state to state.
export { type Completion, type Completions, completionsAt } from './document/completions.ts';
export {
  DIAGNOSTICS,
  type Diagnostic,
  type DiagnosticCode,
  type Severity,
  severityOf,
} from './document/diagnostics.ts';
export { type EventLoop, findEventLoops } from './document/event-loops.ts';
export type { KnownStepType, KnownTypes, Need, RaisedEvent } from './document/known.ts';
export { type ParseOptions, parsePipeline } from './document/parse-pipeline.ts';
export { isPermitted } from './document/permissions.ts';
export { publishPipelineSchema } from './document/publish-schema.ts';
export { evaluateCondition } from './expressions/condition.ts';
export type { CellResult, RunContext, RunFacts, StepResult, StepSummary } from './expressions/context.ts';
export { evaluateExpression } from './expressions/evaluate.ts';
export { type FoundExpression, findExpressions } from './expressions/find-expressions.ts';
export { type RenderOptions, renderConfig, renderText, renderVars } from './expressions/render.ts';
export { SINKS, type Sink, type Sinks, sinkAt } from './expressions/sinks.ts';
export { taintOf } from './expressions/taint.ts';
export { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from './json.ts';
export { checkOutcome, type Mismatch } from './local/check.ts';
export { type Emitted, toEnvelope } from './local/envelope.ts';
export { eventByHand, madeUpEvent } from './local/made-up-event.ts';
export { type Preview, type PreviewStep, previewRun } from './local/preview.ts';
export { type EventPreview, previewEvent } from './local/preview-event.ts';
export { runLocally } from './local/run-locally.ts';
export type {
  ApprovalAsked,
  ApprovalState,
  EffectClass,
  LocalCall,
  LocalDecision,
  LocalEffect,
  LocalOptions,
  LocalOutcome,
  LocalOutside,
  LocalResult,
  LocalRun,
  LocalStep,
  LocalStepType,
  LocalStimulus,
  Shield,
} from './local/types.ts';
export {
  type CellState,
  cellPosition,
  cellsOf,
  contextFor,
  type Ending,
  initialCells,
  newCell,
  type RunView,
  resultsOf,
  stepCell,
  triesOf,
} from './run/cells.ts';
export {
  classifyRun,
  decideStep,
  type EndedStep,
  isBad,
  type Outcome,
  outcomeOf,
  type RunResult,
  type StepDecision,
  tellEnding,
} from './run/classify.ts';
export { type Expansion, expandCells, MAX_CELLS } from './run/expand.ts';
export { decideGroup, type GroupDecision, type GroupMember, nextExpiry } from './run/group.ts';
export {
  type Applied,
  applyMoves,
  applyStep,
  type Effect,
  HOOKS_BUDGET_MS,
  type Journal,
  type Move,
  type NewCell,
} from './run/moves.ts';
export { planRun, type RunPlan, type StepPlan } from './run/plan.ts';
export { type ErrorClass, fitsElapsed, isRetried, retryDelay } from './run/retry-delay.ts';
export {
  initialRun,
  isRunEnd,
  type RunEffect,
  type RunEnd,
  type RunEvent,
  type RunOutcome,
  type RunState,
  type RunTransition,
  transitionRun,
} from './run/run-machine.ts';
export { readsOutputs } from './run/start.ts';
export {
  initialStep,
  isEnded,
  type SkipReason,
  type StepEffect,
  type StepEnd,
  type StepEvent,
  type StepPhase,
  type StepState,
  type StepTransition,
  transitionStep,
} from './run/step-machine.ts';
export { type Walked, walk } from './run/walk.ts';
export { matchesGlob } from './trigger/condition.ts';
export { causeOf, whyLoop } from './trigger/loop-guard.ts';
export {
  matchFilters,
  matchTrigger,
  type PipelineMatch,
  type TriggeringEvent,
  type TriggerMatch,
} from './trigger/match.ts';
export { listensTo, matchEvent } from './trigger/match-event.ts';
export { defaultInputs, readInputs } from './trigger/read-inputs.ts';
export { firesBetween, jitterOf, nextFire } from './trigger/schedule.ts';
export { batch, debounce, debounced, rateSlot, type TriggerWindow } from './trigger/windows.ts';
