// The pages of rules of the differ: one per area, and one that says how to read them and where each rule is.
// Rules that differ only by subject and direction share a section; so do rules of Protobuf that one pair shows.
import { RULES, type Rule } from '@mockops/schema';
import { KINDS } from '../../../packages/schema/src/diff/rules/kinds.ts';
import { ruleIdOf, SUBJECTS } from '../../../packages/schema/src/diff/rules/schemas.ts';
import type { ProtoPair } from '../../../packages/schema/src/protobuf/breaking/pairs.fixture.ts';
import { page, table } from '../markdown.ts';
import { createExamples, type Examples } from './examples.ts';
import { indexPage } from './index-page.ts';
import { findProtoExamples, findProtoWitnesses } from './protobuf.ts';
import { protoSection, type Section, sectionText } from './section.ts';

type Area = Rule['area'];

const AREAS: Record<Area, string> = {
  paths: 'Paths and operations that came, went or moved, and what a contract says of itself.',
  parameters: 'Parameters as wholes. A header of a request is a parameter.',
  bodies: 'Request bodies as wholes, their media types and encodings.',
  responses: 'Statuses, media types and links of responses.',
  headers: 'Headers of responses as wholes.',
  schemas: 'What a schema allows, wherever it is used, and the members of objects.',
  security: 'Who may call, and how they show it.',
  lifecycle: 'Deprecation, sunset and stability.',
  components: 'Named parts of the document.',
  protobuf: "Protobuf contracts: buf's rules by buf's ids, and what breaks nobody.",
};

/** Text by file name. */
export async function schemaRulePages(): Promise<Record<string, string>> {
  const examples = createExamples();
  const pairs = await findProtoExamples();
  const areas = Object.keys(AREAS).filter((area): area is Area => area in AREAS);
  const sections = areas.map((area) => ({ area, sections: sectionsOf(area, pairs) }));
  const pages = sections.map(async ({ area, sections }) => [`${area}.md`, await areaPage(area, sections, examples)]);
  return {
    'README.md': indexPage(sections.map(({ area, sections }) => ({ area, about: AREAS[area], sections }))),
    ...Object.fromEntries(await Promise.all(pages)),
  };
}

function sectionsOf(area: Area, pairs: ReadonlyMap<string, ProtoPair>): Section[] {
  const rules = RULES.filter((rule) => rule.area === area);
  if (area === 'protobuf') return ofPairs(rules, pairs);
  if (area !== 'schemas') return rules.map(alone);
  const left = new Map(rules.map((rule) => [rule.id, rule]));
  const kinds = KINDS.map(({ aspect, title }): Section => {
    const members = SUBJECTS.flatMap(([subject]) => left.get(ruleIdOf(subject, aspect)) ?? []);
    for (const { id } of members) left.delete(id);
    return { name: aspect, title, rules: members };
  });
  return [...kinds.filter(({ rules }) => rules.length > 0), ...[...left.values()].map(alone)];
}

const alone = (rule: Rule): Section => ({ name: rule.id, title: rule.title, rules: [rule] });

function ofPairs(rules: readonly Rule[], pairs: ReadonlyMap<string, ProtoPair>): Section[] {
  const groups = Map.groupBy(rules, ({ id }) => pairs.get(id));
  return [...groups].flatMap(([pair, members]): Section[] => {
    const [first] = members;
    if (pair === undefined || first === undefined) return members.map(alone);
    return [{ name: first.id, title: pair.title, rules: members, pair }];
  });
}

async function areaPage(area: Area, sections: Section[], examples: Examples): Promise<string> {
  const written: string[] = [];
  for (const section of sections)
    written.push(
      section.pair
        ? protoSection(section, section.pair, await findProtoWitnesses(section.pair))
        : sectionText(section, await exampleOf(section, examples)),
    );
  const title = `Rules: ${area}`;
  const intro = `${AREAS[area]} [How to read this page](README.md).`;
  return page(title, intro, ...(NOTES[area] ?? []), ...written);
}

const exampleOf = ({ rules }: Section, examples: Examples) => examples.find(rules.map(({ id }) => id));

const NOTES: Partial<Record<Area, string[]>> = {
  schemas: [
    `An id begins with its subject:

${table(
  ['Subject', 'Direction', 'Means'],
  SUBJECTS.map(([subject, direction, noun]) => [`\`${subject}-…\``, direction, noun]),
)}

What narrows is refused in requests and was possible before in responses; what widens is accepted in requests and surprises readers of responses.`,
  ],
  protobuf: [
    "Levels are those of the default, `protobuf: WIRE_JSON` in the policy; under `WIRE`, `PACKAGE` or `FILE` the rules of that category of buf's are breaking.",
    'What shows a change is a message in JSON or in bytes, a call, a name or a declaration: [what each means](../../guides/schema-changes.md#what-shows-a-change-of-protobuf).',
  ],
};
