// How the attempts of steps are called in the durable engine.
export const STEP_QUEUE = 'steps';
export const ATTEMPT_WORKFLOW = 'step-attempt';

export interface AttemptName {
  execution_id: string;
  name: string;
  item: string;
  attempt: number;
}

/** `<run>/<step>[<item>]`; without brackets for a step that has no cells. */
export function cellName({ execution_id, name, item }: Omit<AttemptName, 'attempt'>): string {
  return `${execution_id}/${name}${item === '' ? '' : `[${item}]`}`;
}

export function attemptId({ attempt, ...cell }: AttemptName): string {
  return `${cellName(cell)}/${attempt}`;
}
