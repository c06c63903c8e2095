// Keys that people bring along from other tools, with what they are called here: nearer than any word that is spelt alike.
import type { Issue } from '@mockops/contract';

const HERE: Record<string, string> = {
  on: 'triggers',
  trigger: 'triggers',
  jobs: 'steps',
  tasks: 'steps',
  stages: 'steps',
  depends_on: 'needs',
  dependsOn: 'needs',
  when: 'if',
  condition: 'if',
  env: 'vars',
  variables: 'vars',
  strategy: 'matrix',
  'continue-on-error': 'continue_on_error',
  'timeout-minutes': 'timeout, with its unit: 10m',
  retries: 'retry: { max_attempts: … }',
  cron: 'schedule: { cron: … }',
  run: 'a step type: there is no shell',
};

export function knownFromElsewhere(issue: Issue): Issue {
  const key = issue.code === 'SCH001' ? /^unknown key "(.*)"$/.exec(issue.message)?.[1] : undefined;
  if (key === undefined || !Object.hasOwn(HERE, key) || /\.config\b/.test(issue.path)) return issue;
  return { ...issue, hint: `here it is ${HERE[key]}` };
}
