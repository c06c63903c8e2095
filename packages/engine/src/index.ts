// The data plane: snapshots in, answers and observations out. No database, no control plane, no environment variables.
export { type CompiledWorkspace, compileWorkspace } from './compile/workspace.ts';
export { type CompiledFederation, compileFederation } from './federation/compile.ts';
export { createGateway, type Gateway, type GatewayOptions } from './gateway.ts';
export {
  type DecisionInput,
  decideReality,
  planReality,
  type RealityDecision,
  type RealityInput,
  type RealityPlan,
} from './reality/decide.ts';
export { REALITY_PRESETS, type RealityPreset } from './reality/presets.ts';
