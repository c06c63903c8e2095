// The step types that pipelines are checked against and run with when no server is asked: those that this version of MockOps brings. Loaded only by the
// commands that need them, because the server comes with them.
import { EVENT_TYPES } from '@mockops/contract';
import type { KnownTypes } from '@mockops/pipelines';

const load = () => import('@mockops/server');

export async function loadStepTypes() {
  return (await load()).STEP_TYPES;
}

export async function loadKnownTypes(): Promise<KnownTypes> {
  return { step_types: await loadStepTypes(), event_types: EVENT_TYPES };
}

/** Steps that leave no trace outside, and what hides secrets. */
export async function loadLocalWorld(given: Parameters<Awaited<ReturnType<typeof load>>['createLocalWorld']>[0]) {
  return (await load()).createLocalWorld(given);
}
