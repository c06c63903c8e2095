// One section of a page of rules: what the rules mean, a pair that shows them, the message that proves it, and how to allow it.
import { type SchemaChange, type SchemaWitness, tellWitness } from '@mockops/contract';
import type { Rule } from '@mockops/schema';
import { stepOfSdk } from '../../../packages/schema/src/diff/versions.ts';
import type { ProtoPair } from '../../../packages/schema/src/protobuf/breaking/pairs.fixture.ts';
import { cell, code, table } from '../markdown.ts';
import type { Example } from './examples.ts';

export interface Section {
  /** The anchor: a rule id, or what its rules have in common. */
  name: string;
  title: string;
  rules: Rule[];
  pair?: ProtoPair;
}

const CASES = '../../../packages/schema/cases';

export const sectionText = (section: Section, example: Example | undefined): string =>
  joined([
    ...headOf(section),
    ...(example
      ? exampleText(example, section.rules)
      : [`The case library has [no pair for it](${CASES}/not-applicable.md).`]),
    allowText(section.rules),
  ]);

export const protoSection = (
  section: Section,
  pair: ProtoPair,
  witnesses: ReadonlyMap<string, SchemaWitness>,
): string =>
  joined([
    ...headOf(section),
    ...filesOf('Before', pair.before),
    ...filesOf('After', pair.after),
    protoWitnesses(section.rules, witnesses),
    allowText(section.rules),
  ]);

/** Each once, with the rules that it shows. */
function protoWitnesses(rules: readonly Rule[], witnesses: ReadonlyMap<string, SchemaWitness>): string {
  const shown = rules.flatMap(({ id }) => {
    const witness = witnesses.get(id);
    return witness ? [{ id, text: `${shownBy(witness, null)}: ${witness.errors.join('; ')}.` }] : [];
  });
  const groups = [...Map.groupBy(shown, ({ text }) => text)];
  if (rules.length === 1) return groups[0]?.[0] ?? '';
  return groups
    .map(([text, members]) => `- ${members.map(({ id }) => code(id)).join(', ')}: ${text.replace(/^S/, 's')}`)
    .join('\n');
}

const joined = (parts: string[]): string => parts.filter(Boolean).join('\n\n');

function headOf({ name, title, rules }: Section): string[] {
  const [only, ...others] = rules;
  if (only && others.length === 0)
    return [
      `## <a id="${name}"></a>\`${name}\``,
      `${sentence(only.title)} ${only.explanation}`,
      `Level **${only.level}**${only.direction ? `, direction ${only.direction}` : ''}, SDK ${stepOfSdk(only)}.`,
    ];
  const rows = rules.map((rule) => [
    `${rule.id === name ? '' : `<a id="${rule.id}"></a>`}\`${rule.id}\``,
    cell(rule.title),
    rule.direction ?? '–',
    `**${rule.level}**`,
    stepOfSdk(rule),
  ]);
  const heading = rules.every(({ area }) => area === 'protobuf') ? sentence(title).slice(0, -1) : `\`…-${name}\``;
  return [
    `## <a id="${name}"></a>${heading}`,
    table(['Rule', 'Means', 'Direction', 'Level', 'SDK'], rows),
    reasons(rules),
  ];
}

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

/** Each reason once, with those that it is the reason of where they differ. */
function reasons(rules: readonly Rule[]): string {
  const groups = [...Map.groupBy(rules, ({ explanation }) => explanation)];
  if (groups.length === 1) return groups[0]?.[0] ?? '';
  return groups
    .map(([explanation, members]) => {
      const directions = new Set(members.map(({ direction }) => direction));
      const [direction] = directions;
      const who = direction && directions.size === 1 ? `${direction}s` : members.map(({ id }) => code(id)).join(', ');
      return `- ${who}: ${explanation}`;
    })
    .join('\n');
}

function exampleText({ one, fragment, changes }: Example, rules: readonly Rule[]): string[] {
  const ids = new Set(rules.map(({ id }) => id));
  const shown = changes.filter(({ rule }) => ids.has(rule));
  const verdicts = [...new Set(shown.map(({ rule, level }) => `${code(rule)} ${level}`))].join(', ');
  const circumstances = [
    ...(one.today === undefined ? [] : [`on ${one.today}`]),
    ...(one.policy ? [`with the policy \`${JSON.stringify(one.policy)}\``] : []),
  ].join(', ');
  const where = fragment.at.length > 0 ? `# ${fragment.at.join(' > ')}\n` : '';
  const witnessed = shown.find(({ witness }) => witness !== null);
  return [
    `[Example](${CASES}/${one.id}.yaml): ${verdicts}${circumstances && `, ${circumstances}`}. ${one.why}`,
    `\`\`\`yaml fragment\n${where}${fragment.text}\n\`\`\``,
    witnessed ? witnessText(witnessed) : '',
  ];
}

/** Longer ones are cut: they show by their beginning. */
const LONGEST = 300;

const witnessText = ({ witness, direction }: SchemaChange): string =>
  witness ? `${shownBy(witness, direction)}: ${witness.errors.join('; ')}.` : '';

function shownBy(witness: SchemaWitness, direction: SchemaChange['direction']): string {
  const { noun, message, of, outcome } = tellWitness(witness, direction);
  const shown = message.length > LONGEST ? `${message.slice(0, LONGEST)} …` : message;
  const fence = shown.includes('`') ? '``' : '`';
  const from = of === '' ? '' : ` of \`${of}\``;
  return `Shown by ${noun} ${fence}${shown}${fence}${from}${outcome && `, which ${outcome}`}`;
}

const filesOf = (when: string, files: Record<string, string>): string[] =>
  Object.entries(files).map(([name, text]) => `${when}, \`${name}\`:\n\n\`\`\`proto\n${text.trim()}\n\`\`\``);

function allowText(rules: readonly Rule[]): string {
  const harsh = rules.filter(({ level }) => level === 'breaking' || level === 'risky');
  const [words, listed, level] =
    harsh.length > 0 ? ['To allow it:', harsh, 'safe'] : ['Not to be told of it:', rules, '"off"'];
  const lines = listed.map(({ id }) => `  ${id}: ${level}`);
  return `${words}\n\n\`\`\`yaml title=schema-policy.yaml\nlevels:\n${lines.join('\n')}\n\`\`\``;
}
