// Which workspace a step is about: the one that its config names, else the event's.
import { type StepContext, StepFailure } from './step-type.ts';

export function requireWorkspace({
  config,
  workspace_id,
}: Pick<StepContext<{ workspace_id?: string | undefined }>, 'config' | 'workspace_id'>): string {
  const workspace = config.workspace_id ?? workspace_id;
  if (workspace === null) throw new StepFailure('the event is of no workspace; set workspace_id in this step');
  return workspace;
}
