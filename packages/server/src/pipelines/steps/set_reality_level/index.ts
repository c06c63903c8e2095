// `set_reality_level`: where answers come from, of an environment or of one service of a federation. In: the level, maybe blend and chaos.
// Out: whether that changed anything and what it was before, once every gateway serves it.
import { isDeepStrictEqual } from 'node:util';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { rememberFirst } from '../remember-first.ts';
import { requireWorkspace } from '../require-workspace.ts';
import type { RealityTarget } from '../services.ts';
import { type StepContext, StepFailure } from '../step-type.ts';
import { Reality, SetRealityLevelConfig, SetRealityLevelOutputs } from './schema.ts';

type Context = StepContext<SetRealityLevelConfig>;

/** Each look waits up to five seconds. */
const MAX_LOOKS = 6;

export const setRealityLevel = defineStep<SetRealityLevelConfig>({
  type: 'set_reality_level',
  summary: 'Sets where the answers of an environment or of a federation’s service come from',
  effect: 'idempotent',
  config: SetRealityLevelConfig,
  outputs: SetRealityLevelOutputs,
  timeout_ms: 60_000,
  needs: () => [{ kind: 'reality', target: 'write' }],
  emits: ({ federation, environment }) => [
    federation === undefined
      ? { type: 'environment.changed', data: { environment } }
      : { type: 'federation.changed', data: { federation } },
  ],
  run: (context) =>
    asStepWork(async () => {
      const { services, config, log } = context;
      const target = readTarget(context);
      // What the first attempt found: a repetition would find what that one set.
      const previous = await rememberFirst(context, Reality, () => services.reality(target));
      const { reality_level, blend_ratio, chaos } = config;
      const patch = {
        reality_level,
        ...(blend_ratio !== undefined && { blend_ratio }),
        ...(chaos !== undefined && { chaos }),
      };
      await services.setReality(target, patch);
      await untilServed(context, target);
      const changed = !isDeepStrictEqual(previous, { ...previous, ...patch });
      log(`${describe(target)} ${changed ? 'is now' : 'was already'} ${reality_level ?? 'at its default'}`);
      return { changed, applied: true, previous };
    }),
});

function readTarget(context: Context): RealityTarget {
  const { federation, service, environment } = context.config;
  if (federation !== undefined && service !== undefined) return { federation, service };
  if (environment !== undefined) return { workspace: requireWorkspace(context), environment };
  throw new StepFailure('name either environment, or federation and service');
}

async function untilServed({ services, signal }: Context, target: RealityTarget): Promise<void> {
  let behind: string[] = [];
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    signal.throwIfAborted();
    behind = await services.serve(target);
    if (behind.length === 0) return;
  }
  throw new StepFailure(
    `${describe(target)} is set, but not served yet by gateway ${behind.join(', ')}; look at its log and try again`,
    'transient',
  );
}

function describe(target: RealityTarget): string {
  return 'federation' in target
    ? `${target.federation}/${target.service}`
    : `${target.workspace}@${target.environment}`;
}
