// How the attempts of steps are called in the durable engine.
export const STEP_QUEUE = 'steps';
export const ATTEMPT_WORKFLOW = 'step-attempt';

export interface AttemptName {
  execution_id: string;
  name: string;
  item: string;
  attempt: number;
}

/** `<run>/<step>[<item>]/<attempt>`; without brackets for a step that has no cells. */
export function attemptId({ execution_id, name, item, attempt }: AttemptName): string {
  return `${execution_id}/${name}${item === '' ? '' : `[${item}]`}/${attempt}`;
}
