// What a schema says about itself rather than about values: deprecation and its end, stability, defaults, discriminators, the document in a text.
import { byText } from '../../json.ts';
import { type Clock, judgeSunset, stabilityRank } from '../lifecycle.ts';
import type { SchemaView } from '../view/view.ts';
import type { Finding } from './finding.ts';

const note = (aspect: string, text: string, keyword: string): Finding => ({ aspect, effect: 'none', text, keyword });

export function compareLife(a: SchemaView, b: SchemaView, clock: Clock): Finding[] {
  const findings: Finding[] = [];
  if (!a.deprecated && b.deprecated) findings.push(...deprecated(b, clock));
  if (a.deprecated && !b.deprecated) findings.push(note('reactivated', 'is no longer deprecated', 'deprecated'));
  const [x, y] = [stabilityRank(a.stability), stabilityRank(b.stability)];
  if (x !== y)
    findings.push(
      note(
        y < x ? 'stability-decreased' : 'stability-increased',
        `is ${b.stability ?? 'stable'} now, was ${a.stability ?? 'stable'}`,
        'x-stability-level',
      ),
    );
  findings.push(...compareDefaults(a, b), ...compareDiscriminators(a, b), ...compareContent(a, b));
  return findings;
}

function deprecated({ sunset }: SchemaView, clock: Clock): Finding[] {
  const judged = judgeSunset(sunset, clock);
  const findings = [
    sunset === undefined
      ? note('deprecated', 'is deprecated', 'deprecated')
      : note('deprecated-with-sunset', `is deprecated until ${sunset}`, 'deprecated'),
  ];
  if (judged === 'missing')
    findings.push(note('deprecated-sunset-missing', 'is deprecated without a day of sunset', 'deprecated'));
  if (judged === 'invalid')
    findings.push(note('deprecated-sunset-invalid', `has the sunset ${sunset}, which is no day`, 'x-sunset'));
  if (judged === 'too-small')
    findings.push(note('sunset-date-too-small', `is deprecated until ${sunset}, which is too soon`, 'x-sunset'));
  return findings;
}

function compareDefaults(a: SchemaView, b: SchemaView): Finding[] {
  const [x, y] = [a.fallback, b.fallback];
  if (x === y) return [];
  if (x === undefined) return [note('default-value-added', `has the default ${y} now`, 'default')];
  if (y === undefined) return [note('default-value-removed', `has no default any more, was ${x}`, 'default')];
  return [note('default-value-changed', `has the default ${y} now, was ${x}`, 'default')];
}

function compareDiscriminators(a: SchemaView, b: SchemaView): Finding[] {
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
  }
  return findings;
}

function compareContent(a: SchemaView, b: SchemaView): Finding[] {
  const findings: Finding[] = [];
  const name = (value: string | undefined) => value ?? 'none';
  if (a.content.media !== b.content.media)
    findings.push({
      aspect: 'content-media-type-changed',
      effect: 'both',
      text: `holds ${name(b.content.media)} now, was ${name(a.content.media)}`,
      keyword: 'contentMediaType',
    });
  if (a.content.encoding !== b.content.encoding)
    findings.push({
      aspect: 'content-encoding-changed',
      effect: 'both',
      text: `is encoded as ${name(b.content.encoding)} now, was ${name(a.content.encoding)}`,
      keyword: 'contentEncoding',
    });
  return findings;
}
