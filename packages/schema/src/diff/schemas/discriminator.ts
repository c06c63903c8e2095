// The property that tells alternatives apart, and the names by which it knows them. Validators ignore it; generated code does not.
import { byText } from '../../json.ts';
import type { SchemaView } from '../view/view.ts';
import type { Finding } from './finding.ts';
import { note } from './life.ts';
import type { Comparer } from './node.ts';

export function compareDiscriminators(a: SchemaView, b: SchemaView, relation: Comparer['relation']): Finding[] {
  const [x, y] = [a, b].map(({ groups }) => groups.find(({ discriminator }) => discriminator)?.discriminator);
  if (!x && !y) return [];
  // A discriminator that came or went with its alternatives is told with them.
  if (a.groups.length === 0 || b.groups.length === 0) return [];
  if (!x) return [note('discriminator-added', `tells its alternatives apart by "${y?.property}" now`, 'discriminator')];
  if (!y)
    return [
      note('discriminator-removed', `no longer tells its alternatives apart by "${x.property}"`, 'discriminator'),
    ];
  const findings: Finding[] = [];
  if (x.property !== y.property)
    findings.push(
      note(
        'discriminator-property-name-changed',
        `tells its alternatives apart by "${y.property}" now, was "${x.property}"`,
        'discriminator',
      ),
    );
  const names = [...new Set([...x.mapping.keys(), ...y.mapping.keys()])].sort(byText);
  for (const name of names) {
    const [from, to] = [x.mapping.get(name), y.mapping.get(name)];
    if (from === undefined)
      findings.push(note('discriminator-mapping-added', `knows the alternative "${name}" too`, 'discriminator'));
    else if (to === undefined)
      findings.push(
        note('discriminator-mapping-deleted', `no longer knows the alternative "${name}"`, 'discriminator'),
      );
    // A component of another name that means the same is the same.
    else if (from !== to && relation({ $ref: from }, { $ref: to }) !== 'none')
      findings.push(
        note(
          'discriminator-mapping-changed',
          `means ${to} by the alternative "${name}" now, was ${from}`,
          'discriminator',
        ),
      );
  }
  return findings;
}
