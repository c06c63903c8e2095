// The page of the language: every object of a pipeline document, key by key, from its zod schema.
import {
  Batch,
  Concurrency,
  Debounce,
  Dedupe,
  FilterOperators,
  Filters,
  Foreach,
  Input,
  Limits,
  ManualTrigger,
  Matrix,
  Permissions,
  PipelineDocument,
  PipelineEndTrigger,
  PipelineStep,
  PipelineTestCase,
  PipelineTestDocument,
  PipelineTrigger,
  RetryPolicy,
  Schedule,
  StepCache,
  StepStub,
  TestDecision,
  TestEvent,
  TestExpectation,
  WebhookTrigger,
} from '@mockops/contract';
import type { z } from 'zod';
import { cell, code, defaultOf, keysOf, page, type Row, schemaOf, table, typeOf } from './markdown.ts';

interface Section {
  title: string;
  text: string;
  schema: z.ZodType;
}

const FILTERS = `All keys must hold, and each is a field of the event's data: its exact name, else a dotted path. A value means “equal”, a list “one of”, a map
holds the [operators](#filter-operators). Data that is a list matches when one of its elements does. Types count: \`"5"\` is not \`5\`.`;

const SECTIONS: Section[] = [
  {
    title: 'Pipeline',
    text: 'The document. Durations are text with a unit: `500ms`, `30s`, `1h30m`, `7d`, or ISO 8601 `PT5M`.',
    schema: PipelineDocument,
  },
  {
    title: 'Trigger',
    text: 'Exactly one of `event`, `schedule`, `manual`, `webhook` and `pipeline`. Of several triggers of a pipeline, the first that holds starts it.',
    schema: PipelineTrigger,
  },
  { title: 'Schedule', text: 'Times at which the event `schedule.fired` starts the pipeline.', schema: Schedule },
  { title: 'Manual', text: 'Started by a person or a script.', schema: ManualTrigger },
  {
    title: 'Webhook',
    text: 'Started by a signed request; the event is `webhook.received`.',
    schema: WebhookTrigger,
  },
  { title: 'Pipeline end', text: 'Started by the end of another pipeline.', schema: PipelineEndTrigger },
  { title: 'Filters', text: FILTERS, schema: Filters },
  { title: 'Filter operators', text: 'All that are given must hold.', schema: FilterOperators },
  { title: 'Debounce', text: 'One run after a burst of events.', schema: Debounce },
  { title: 'Batch', text: 'One run for many events, by number or by time.', schema: Batch },
  { title: 'Dedupe', text: 'One run for what several sources tell.', schema: Dedupe },
  {
    title: 'Step',
    text: 'In `steps`, `on_failure`, `on_cancel` and `finally`. Also read: `step_type` and `uses` for `type`, `with` for `config`.',
    schema: PipelineStep,
  },
  {
    title: 'Matrix',
    text: 'Every other key is an axis: a list, or a template that gives one. Expressions read `matrix.<axis>`. Axes count in the order of their names, and a cell is named so too: `node=22,os=linux`; of a single axis, by the value.',
    schema: Matrix,
  },
  { title: 'Foreach', text: 'One cell for each item.', schema: Foreach },
  { title: 'Retry', text: 'What happens after an attempt that failed or timed out.', schema: RetryPolicy },
  { title: 'Concurrency', text: 'At most `limit` at a time of those whose `group` is the same.', schema: Concurrency },
  {
    title: 'Cache',
    text: 'Outputs of a step that succeeded, for the next run that would do the same.',
    schema: StepCache,
  },
  { title: 'Limits', text: 'Of runs, and of how often they start.', schema: Limits },
  {
    title: 'Permissions',
    text: 'The empty map denies everything. `*` is any run of characters; who may `write` may `read`.',
    schema: Permissions,
  },
  { title: 'Input', text: 'A typed value.', schema: Input },
];

const TESTS: Section[] = [
  { title: 'Test file', text: '`<name>.test.yaml`, run by `mockops pipeline test`.', schema: PipelineTestDocument },
  {
    title: 'Case',
    text: 'A case has a clock of its own: nothing is waited for, and nothing reaches a network.',
    schema: PipelineTestCase,
  },
  { title: 'Event of a case', text: '', schema: TestEvent },
  {
    title: 'Stub',
    text: 'A step gives this instead of doing something. A list gives one after the other.',
    schema: StepStub,
  },
  { title: 'Decision of a case', text: 'By whoever a step waits for.', schema: TestDecision },
  { title: 'Expectation', text: 'What is not said is not looked at.', schema: TestExpectation },
];

type Links = Record<string, string>;

/** Keys whose map has a section of its own. */
const LINKS: Links = {
  triggers: 'list of [triggers](#trigger)',
  schedule: '[schedule](#schedule)',
  manual: '[manual](#manual)',
  webhook: '[webhook](#webhook)',
  pipeline: '[pipeline end](#pipeline-end)',
  filters: '[filters](#filters)',
  debounce: '[debounce](#debounce)',
  batch: '[batch](#batch)',
  dedupe: '[dedupe](#dedupe)',
  steps: 'list of [steps](#step)',
  on_failure: 'list of [steps](#step)',
  on_cancel: 'list of [steps](#step)',
  finally: 'list of [steps](#step)',
  matrix: '[matrix](#matrix)',
  foreach: '[foreach](#foreach)',
  retry: '[retry](#retry)',
  concurrency: '[concurrency](#concurrency)',
  cache: '[cache](#cache)',
  limits: '[limits](#limits)',
  permissions: '[permissions](#permissions)',
  inputs: 'map of [inputs](#input) by name',
  'defaults.retry': '[retry](#retry)',
  any_of: 'list of [filters](#filters)',
  not: '[filters](#filters)',
};

const CASE_LINKS: Links = {
  cases: 'list of [cases](#case)',
  events: 'list of [events](#event-of-a-case)',
  stubs: 'map of [stubs](#stub)',
  decisions: 'list of [decisions](#decision-of-a-case)',
  expect: '[expectation](#expectation)',
};

export function languagePage(): string {
  return page(
    'The pipeline language',
    'A pipeline is one YAML 1.2 document. Unknown keys are errors. How to use it: [the guide](../guides/pipelines.md).',
    ...SECTIONS.map((section) => write(section, 2, LINKS)),
    '## Tests of pipelines',
    ...TESTS.map((section) => write(section, 3, section.schema === TestExpectation ? {} : CASE_LINKS)),
  );
}

function write({ title, text, schema }: Section, depth: number, links: Links): string {
  const rows = keysOf(schemaOf(schema)).flatMap((row) => rowsOf(row, '', links));
  const heading = `${'#'.repeat(depth)} ${title}`;
  return [heading, text, table(['Key', 'Type', 'Default', 'Meaning'], rows)].filter(Boolean).join('\n\n');
}

/** Maps without a section of their own are shown below their key. */
function rowsOf({ key, node, required }: Row, above: string, links: Links): string[][] {
  const name = above === '' ? key : `${above}.${key}`;
  const linked = isText(node) ? undefined : links[name];
  const inner = linked === undefined && node.type === 'object' ? keysOf(node) : [];
  const type = linked ?? (inner.length > 0 ? 'map' : typeOf(node));
  const fallback = required ? 'required' : (defaultOf(node) ?? '–');
  const row = [code(name), type, fallback, cell(node.description ?? '')];
  return [row, ...inner.flatMap((one) => rowsOf(one, name, links))];
}

function isText({ type, items }: { type?: unknown; items?: unknown }): boolean {
  const element = typeof items === 'object' && items !== null && 'type' in items ? items.type : undefined;
  return type === 'string' || (type === 'array' && element === 'string');
}
