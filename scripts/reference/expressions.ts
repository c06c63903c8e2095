// The page of expressions: contexts and functions. What a function gives is not written down here but evaluated, over the event and run below.
import { evaluateExpression, type RunContext } from '@mockops/pipelines';
import {
  BARE_NAMES,
  EVENT_FIELDS,
  RUN_FIELDS,
  STEP_FIELDS,
  SUMMARY_FIELDS,
} from '../../packages/pipelines/src/expressions/context.ts';
import { FUNCTION_NAMES } from '../../packages/pipelines/src/expressions/parse-expression.ts';
import { cell, code, page, table } from './markdown.ts';

/** By name: what it does, and an example. A function without one is an error. */
const FUNCTIONS: Record<string, [meaning: string, example: string]> = {
  always: ['true, also after failures and cancellation', 'always()'],
  cancelled: ['somebody, or a limit, ended the run', 'cancelled()'],
  case: ['the value behind the first condition that is true, else the last', "case(event.depth > 3, 'far', 'near')"],
  concat: [
    'lists to one list, or texts to one text; what is absent adds nothing',
    'concat(event.tags, fromJSON(\'["v3"]\'))',
  ],
  contains: [
    'a text holds a text, or a list an element; upper and lower case are equal',
    "contains(event.tags, 'api')",
  ],
  default: ['the first that is there', "default(event.owner, 'nobody')"],
  duration: ['text to milliseconds, milliseconds to text', "duration('90s')"],
  endsWith: ['of texts; upper and lower case are equal', "endsWith(run.pipeline, 'sdk')"],
  failure: ['a step that counts has failed', 'failure()'],
  flatten: ['one level of a list of lists', 'flatten(event.changes.*.tags)'],
  format: ['`{0}` is the first of the other arguments', "format('{0} #{1}', run.pipeline, run.number)"],
  formatDate: [
    '`YYYY MM DD HH mm ss` of an instant, in a time zone',
    "formatDate(event.time, 'DD.MM. HH:mm', 'Europe/Paris')",
  ],
  fromJSON: ['text to what it says', 'fromJSON(\'{"a": 1}\').a'],
  join: ['a list to text', "join(event.tags, ', ')"],
  json: ['JSON in one line', 'json(event.tags)'],
  keys: ['names of a map', 'keys(event.changes[0])'],
  length: ['of a text, list or map; 0 of what is absent', 'length(event.changes)'],
  lower: ['in lower case', "lower('API')"],
  now: ['when the run began: the same in all of its steps', 'now()'],
  replace: ['every occurrence, as it is written', "replace('a.b.c', '.', '/')"],
  semverCompare: ['-1, 0 or 1', "semverCompare('1.10.0', '1.9.0')"],
  sha256: ['in hexadecimal digits', "truncate(sha256('x'), 12, '')"],
  slug: ['lower-case letters, digits and hyphens', "slug('Zahlung: Café 2')"],
  split: ['text to a list', "split('a,b', ',')"],
  startsWith: ['of texts; upper and lower case are equal', "startsWith(event.type, 'schema.')"],
  status: ['how a step ended', "status('diff')"],
  success: [
    'no step that counts has failed, and nobody cancelled; implied where none of these functions is named',
    'success()',
  ],
  toJSON: ['JSON over several lines', 'toJSON(event.tags)'],
  trim: ['without blanks around it', "trim('  a ')"],
  truncate: ['so many characters at most, the last one `…` or the third argument', "truncate('a long text', 6)"],
  upper: ['in upper case', "upper('api')"],
  urlEncode: ['for a part of an address', "urlEncode('a b&c')"],
  values: ['of a map', 'values(event.changes[0])'],
  where: [
    'elements of a list with this value in this member',
    "where(event.changes, 'severity', 'breaking').*.operation",
  ],
};

const BARE: Record<(typeof BARE_NAMES)[number], string> = {
  workspace_id: 'workspace of the event',
  workspace_name: 'its title',
  org_id: 'the organisation',
  event_type: '`event.type`',
  timestamp: '`run.started_at`',
  run_id: '`run.id`',
};

const CONTEXTS: [name: string, meaning: string][] = [
  ['event.<field>', `the event: ${EVENT_FIELDS.map(code).join(', ')}, and every other name from its data`],
  ['events', 'all of a debounce or batch window, oldest first; otherwise the one event'],
  ['inputs.<name>', 'of a start by hand or a call; defaults otherwise'],
  ['vars.<name>', 'of the pipeline, under those of the step'],
  ['steps.<name>.<field>', `of a step that this one needs, directly or not: ${STEP_FIELDS.map(code).join(', ')}`],
  ['steps.<name>.summary', `cells of a matrix or foreach: ${SUMMARY_FIELDS.map(code).join(', ')}`],
  [
    'steps.<name>.outputs',
    'a map; of a step with cells, the list of the outputs of those that succeeded, in the order of their input',
  ],
  ['matrix.<axis>', 'of this cell'],
  ['item', 'of this cell of a `foreach`, or the name in its `as`'],
  ['run.<field>', RUN_FIELDS.map(code).join(', ')],
  ['secrets.<name>', 'declared under `secrets`; in configs of steps and in `secret` of webhooks only'],
  ['error.message', 'and `error.class`; in `retry.if` only'],
  ['outputs.<name>', 'of the step type; in `outputs` of a step only'],
  ['payload.<field>', 'the body of the request; in `map` of a webhook only'],
  ...BARE_NAMES.map((name): [string, string] => [name, BARE[name]]),
];

const LANGUAGE = `\`{{ }}\` (or \`\${{ }}\`) inside of any text of \`config\`, \`vars\`, \`outputs\` and keys; bare in \`if\`. A text that is exactly one template keeps the
type of its value. It is [GitHub's expression language](https://docs.github.com/actions/reference/workflows-and-actions/expressions): literals, \`==\`
\`!=\` \`<\` \`<=\` \`>\` \`>=\`, \`&&\` \`||\` \`!\`, \`a.b\`, \`a['b']\`, \`list.*.member\`. There is no arithmetic. Stricter than GitHub:

- A name that stands for nothing is an error, but for an operand of \`||\`, \`==\`, \`!=\` and an argument of \`default\`, \`length\`, \`where\`, \`join\`, \`concat\`.
- \`if\` must be true or false. Lists and maps cannot stand inside of text: use \`join\` or \`json\`.
- A template is rendered once. Text from an event is never read as a template, and is made harmless for where it ends up.
- An expression does a bounded amount of work (about 10 ms), and makes texts of a million characters at most.`;

const SINKS = `Each text of a step's config has a sink. Markdown, Slack, HTML, JSON and URLs get their values escaped; headers refuse line breaks, paths refuse \`..\` and
absolute paths, Git references follow Git's rules. A value from outside (of an event, an input, an answer) is refused as a host, repository, Git reference or
connection unless \`permissions\` name it. A secret is refused everywhere but where the step type takes one.`;

const AT = '2026-11-22T10:00:00.000Z';
const EVENT: RunContext['event'] = {
  ...{
    id: 'evt-1',
    type: 'schema.changed',
    source: 'mockops',
    subject: 'payments',
    time: AT,
    workspace_id: 'payments',
  },
  ...{
    actor: 'robin',
    correlation_id: 'evt-1',
    causation_id: null,
    depth: 0,
    version: 1,
    replay_id: null,
    cursor: '1',
  },
  data: {
    tags: ['api', 'v2'],
    changes: [
      { operation: 'POST /charges', severity: 'breaking', tags: ['money'] },
      { operation: 'GET /charges', severity: 'docs_only', tags: ['money', 'read'] },
    ],
  },
};
const CONTEXT: RunContext = {
  event: EVENT,
  events: [EVENT],
  inputs: {},
  vars: {},
  steps: {
    diff: { status: 'succeeded', outputs: {}, attempts: 1, summary: { total: 1, passed: 1, failed: 0, skipped: 0 } },
  },
  run: {
    ...{ id: 'run-1', url: 'http://localhost:4800/runs/run-1', number: 4, attempt: 1, revision: 2, status: 'running' },
    ...{ failed_step: null, seed: 'run-1', started_at: AT, correlation_id: 'evt-1', pipeline: 'schema-to-sdk' },
  },
  workspace_id: 'payments',
  workspace_name: 'Payments',
  org_id: 'default',
};

export function expressionsPage(): string {
  const names = [...FUNCTION_NAMES].sort((a, b) => a.localeCompare(b, 'en'));
  return page(
    'Expressions',
    LANGUAGE,
    '## Names',
    table(
      ['Name', 'What it is'],
      CONTEXTS.map(([name, meaning]) => [code(name), cell(meaning)]),
    ),
    'Any other name alone is a field of the event’s data, as in MockForge; write `event.<name>`.',
    '## Functions',
    'With an event `schema.changed` of two changes, tagged `api` and `v2`:',
    table(['Function', 'Gives', 'Example', 'Result'], names.map(functionRow)),
    '## Sinks',
    SINKS,
  );
}

function functionRow(name: string): string[] {
  const [meaning, example] = FUNCTIONS[name] ?? [];
  if (meaning === undefined || example === undefined)
    throw new Error(`scripts/reference/expressions.ts says nothing about ${name}(); add it to FUNCTIONS`);
  const result = evaluateExpression(example, CONTEXT, name);
  if (!result.ok) throw new Error(`the example of ${name}() is wrong: ${result.issues[0]?.message}`);
  return [code(name), cell(meaning), code(example), code(JSON.stringify(result.value))];
}
