// The page that says how the pages of rules are read, and where each rule is.
import { page, table } from '../markdown.ts';
import type { Section } from './section.ts';

interface AreaSections {
  area: string;
  about: string;
  sections: Section[];
}

const HOW = `## How to read them

Each rule is one kind of change between two contracts; \`mockops schema diff\` prints its id in brackets. Ids are oasdiff's where they name the same
thing, and buf's for Protobuf, so that a list of exceptions can be brought along.

- **Level** is what holds without a policy: \`breaking\` (a message that was valid is refused, or what readers rely on is gone), \`risky\` (correct
  clients survive, careless ones may not), \`safe\` (it only adds), \`none\` (wording). A single change may be judged otherwise where its case is known
  better; the explanation says when.
- **Direction** is of the message: what the caller sends (\`request\`) or reads (\`response\`). In webhooks and callbacks the service is the caller.
- **SDK** is the step of \`major.minor.patch\` that generated clients need because of it.
- **Example** is a pair of the [case library](../../../packages/schema/cases/README.md), as far as it was edited, with why it is judged so. The tests
  run it, so it is what the differ says.
- **Shown by** is the witness: a message that one contract allows and the other refuses, reads otherwise or no longer describes, which the validator,
  the router or the check of credentials has confirmed.`;

const ALLOW = `## How to allow a change

In \`schema-policy.yaml\` of the workspace folder, or in the file given with \`--policy\`: another level for a rule, everywhere, or one change that is accepted,
with a reason and, better, a day on which it ends. The fingerprint of a change is in the output with \`--json\` and on the dashboard.

\`\`\`yaml title=schema-policy.yaml
levels:
  response-property-enum-value-added: safe
ignore:
  - rule: response-optional-property-removed
    operation: GET /legacy/orders
    reason: the operation is switched off in March
    until: 2027-03-31
\`\`\``;

export function indexPage(areas: readonly AreaSections[]): string {
  const count = (sections: readonly Section[]): number => sections.flatMap(({ rules }) => rules).length;
  const rows = areas.map(({ area, about, sections }) => [`[${area}](${area}.md)`, String(count(sections)), about]);
  return page(
    'Schema rules',
    `What the comparison of contracts can say: ${count(areas.flatMap(({ sections }) => sections))} rules. [The guide](../../guides/schema-changes.md) tells how to use it.`,
    table(['Area', 'Rules', 'What is in it'], rows),
    HOW,
    ALLOW,
    '## Where each rule is',
    ...areas.map(({ area, sections }) => `### ${area[0]?.toUpperCase()}${area.slice(1)}\n\n${linksOf(area, sections)}`),
  );
}

function linksOf(area: string, sections: readonly Section[]): string {
  const grouped = area !== 'protobuf' && sections.some(({ rules }) => rules.length > 1);
  const links = sections.flatMap(({ name, rules }) =>
    rules.length > 1 && area !== 'protobuf'
      ? [`[\`…-${name}\`](${area}.md#${name})`]
      : rules.map(({ id }) => `[\`${id}\`](${area}.md#${id})`),
  );
  const note = grouped ? 'The id begins with the subject: `request-body-…`, `response-property-…`.\n\n' : '';
  return `${note}${links.join(' · ')}`;
}
