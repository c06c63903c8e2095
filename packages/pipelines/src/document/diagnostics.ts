// Every code that a finding about a pipeline may have: the reference is made of this table, and a test holds it against what the linter says.

export type Severity = 'error' | 'warning' | 'info';

export interface Diagnostic {
  /** error: the pipeline is not accepted · warning: someone should look · info: told when asked for (`strict`). */
  severity: Severity;
  title: string;
  meaning: string;
  fix: string;
}

const error = (title: string, meaning: string, fix: string): Diagnostic => ({ severity: 'error', title, meaning, fix });
const warning = (title: string, meaning: string, fix: string): Diagnostic => ({
  severity: 'warning',
  title,
  meaning,
  fix,
});
const info = (title: string, meaning: string, fix: string): Diagnostic => ({ severity: 'info', title, meaning, fix });

export const DIAGNOSTICS = {
  YAML001: error(
    'Not YAML',
    'The text cannot be read: a bracket that is not closed, wrong indentation, an alias without an anchor, a second document.',
    'Mend the syntax at the place that is named; quote text that begins with * & ! % @ or a backtick.',
  ),
  YAML002: error(
    'A key twice',
    'A map says the same key twice, or two spellings of it. YAML readers keep one of them without a word.',
    'Keep one.',
  ),
  YAML003: error('A tab', 'Tabs cannot indent in YAML.', 'Indent with spaces.'),
  YAML004: error(
    'Aliases without end',
    'Aliases refer to what they are part of, or expand more than 100 times.',
    'Write the values out.',
  ),
  YAML005: error(
    'A word of YAML 1.1',
    'yes, no, on and off are text in YAML 1.2, where true or false is expected; so is a %YAML 1.1 directive.',
    'Write true or false.',
  ),
  YAML006: error(
    'A tag',
    'Text that begins with ! is read as a tag, and its value is lost: `if: !cancelled()` would be an empty condition.',
    'Quote it: `if: "!cancelled()"`.',
  ),
  YAML007: error(
    'A value in a comment',
    'Behind # everything is a comment, so `- #team` is an empty item.',
    'Quote it: `- "#team"`.',
  ),
  SCH001: error('Unknown key', 'The key means nothing here; most often it is misspelt.', 'Use the key that is named.'),
  SCH002: error(
    'Wrong kind of value',
    'The value has another type, unit or form than the key takes; a bare number is no duration.',
    'Write what is expected: text in quotes, a duration with its unit.',
  ),
  SCH003: error('Something is missing', 'A key that is needed is not there.', 'Add it.'),
  STP001: error('Unknown step type', 'No step of this type is installed.', 'Use one of the types that are named.'),
  STP002: error(
    'A step name twice',
    'Steps of all sections share one space of names, since `steps.<name>` must mean one of them.',
    'Rename one.',
  ),
  STP003: error(
    'Matrix and foreach',
    'A step has cells by matrix or by foreach, not by both.',
    'Keep one; a matrix takes lists from templates too.',
  ),
  TPL001: error(
    'An unquoted template',
    'YAML reads {{ as a map in a map.',
    'Quote the whole value: `message: "{{ event.type }}"`.',
  ),
  TPL002: error('A template as a key', 'Keys are kept as written.', 'Move the template into a value.'),
  REF001: error('Unknown step', 'No step has this name.', 'Use a name that is there.'),
  REF002: error(
    'Not a step before',
    'The step that is read has not ended when this is evaluated: it is not among the steps that this one needs, directly or not.',
    'Add it to `needs`, or read it in a later step.',
  ),
  REF003: error('A cycle', 'Steps need each other, so none of them can begin.', 'Take one `needs` away.'),
  REF004: error(
    'Unknown output',
    'The step type does not have this output, or its outputs are a list because the step has cells.',
    'Use an output of the type; of a matrix or foreach read `outputs.*.name`.',
  ),
  REF005: error(
    'Unknown name',
    'A var, an input, an axis of the matrix or a field of the run does not exist, or not in this place.',
    'Declare it, or read it where it exists.',
  ),
  EXP001: error('Expression syntax', 'The expression cannot be read.', 'Mend it at the place that is named.'),
  EXP002: error(
    'Expression type',
    'A condition is not true or false.',
    'Compare the value: `x != null`, `length(x) > 0`.',
  ),
  EXP003: warning(
    'A constant condition',
    'The condition reads nothing of the run, so it always decides the same way.',
    'Remove it, or disable the trigger or step in another way.',
  ),
  EXP004: warning(
    'It may be absent',
    'No event that starts this pipeline is known to have this field.',
    'Mend the name, or write default(…, …).',
  ),
  EXP005: error(
    'It cannot be evaluated',
    'Told by a run, with the field: a function was given what it does not take, a text would be longer than 1 MB, or it takes longer than 10 ms.',
    'Check the value; shorten it with truncate(…), or do the work in several steps.',
  ),
  EXP006: info(
    'A bare name',
    'A name without `event.` is looked up in the event, as MockForge does; a new name of ours would hide it.',
    'Write `event.<name>`.',
  ),
  EVT001: warning(
    'Unknown event type',
    'No event of this type is known, so the trigger may never fire.',
    'Mend the name.',
  ),
  FLT001: warning(
    'A filter that never holds',
    'The field does not exist in any version of the event, or its values are of another type or none of these.',
    'Compare with what the schema of the event says.',
  ),
  FLT002: error('A template in a filter', 'Filters are compared as written.', 'Test it in `if` of the trigger.'),
  SEC001: warning(
    'A secret as it stands',
    'The value looks like a token or a password. Everyone who may read the pipeline could read it.',
    'Store it as a secret, declare it under `secrets`, and write {{ secrets.name }}.',
  ),
  SEC002: error(
    'An undeclared secret',
    'Only secrets that the pipeline declares can be read, and only in the config of steps and the `secret` of webhooks.',
    'Add the name to `secrets`.',
  ),
  SEC003: error(
    'A value from outside',
    'A host, repository, Git reference or connection is taken from an event, an input or an answer, and no permission bounds it.',
    'Write it out, or name what is allowed in `permissions`.',
  ),
  SEC004: error(
    'A permission that is missing',
    'The pipeline has `permissions`, and they do not grant what a step is about to do.',
    'Add the permission that is named.',
  ),
  SEC005: warning(
    'A permission without use',
    'The pipeline grants something that none of its steps does.',
    'Remove it: what is not granted cannot be misused.',
  ),
  SEC006: error(
    'A secret that would be shown',
    'The field is stored and shown, so a run refuses a secret in it.',
    'Use a field that takes secrets, as the message says.',
  ),
  LOOP001: warning(
    'A loop',
    'The pipeline sends an event that can start it again, directly or by way of others. The loop guard will stop it.',
    'Filter the trigger, or set limits.loop.allow_self when it is meant.',
  ),
  CRN001: error(
    'A schedule that cannot be',
    'It is no cron of five fields, it never fires, or its time zone does not exist.',
    'Mend the cron; seconds cannot be scheduled.',
  ),
  CHK001: warning(
    'Something is missing here',
    'Told by the server: a connection, an entry or a secret that the pipeline needs is not there yet.',
    'Add what is named before the first run.',
  ),
  CHK002: error(
    'A stored definition that is none any more',
    'Told by the server: an older one accepted it, and this one cannot read it. It starts no run, and its events wait as failed deliveries.',
    'Save the pipeline again; the message says what is not accepted.',
  ),
  CON001: info(
    'One group for all',
    'The group has no template, so all runs of this pipeline share one line.',
    'Put what must not overlap into it: "sdk:{{ workspace_id }}".',
  ),
  NTF001: info(
    'Nobody is told',
    'The pipeline has effects, and nothing tells its owner when it fails.',
    'Add a notify step under on_failure or finally.',
  ),
  VER001: info(
    'An unpinned call',
    'The called pipeline may change between two runs.',
    'Name a revision: `pipeline: "promote@3"`.',
  ),
} as const satisfies Record<string, Diagnostic>;

export type DiagnosticCode = keyof typeof DIAGNOSTICS;

export function severityOf(code: string): Severity {
  const table: Partial<Record<string, Diagnostic>> = DIAGNOSTICS;
  return table[code]?.severity ?? 'error';
}
