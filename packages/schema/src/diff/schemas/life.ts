// What a schema says about itself rather than about values: deprecation and its end, stability, defaults, the document in a text.
import { type Clock, judgeSunset, stabilityRank } from '../lifecycle.ts';
import type { SchemaView } from '../view/view.ts';
import type { Finding } from './finding.ts';

export const note = (aspect: string, text: string, keyword: string): Finding => ({
  aspect,
  effect: 'none',
  text,
  keyword,
});

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
  findings.push(...compareDefaults(a, b), ...compareContent(a, b));
  return findings;
}

function deprecated({ sunset }: SchemaView, clock: Clock): Finding[] {
  const judged = judgeSunset(sunset, clock);
  // What is wrong with the notice says that it is deprecated, too.
  if (judged === 'missing')
    return [note('deprecated-sunset-missing', 'is deprecated without a day of sunset', 'deprecated')];
  if (judged === 'invalid')
    return [note('deprecated-sunset-invalid', `is deprecated until ${sunset}, which is no day`, 'x-sunset')];
  if (judged === 'too-small')
    return [note('sunset-date-too-small', `is deprecated until ${sunset}, which is too soon`, 'x-sunset')];
  return [
    sunset === undefined
      ? note('deprecated', 'is deprecated', 'deprecated')
      : note('deprecated-with-sunset', `is deprecated until ${sunset}`, 'deprecated'),
  ];
}

function compareDefaults(a: SchemaView, b: SchemaView): Finding[] {
  const [x, y] = [a.fallback, b.fallback];
  if (x === y) return [];
  if (x === undefined) return [note('default-value-added', `has the default ${y} now`, 'default')];
  if (y === undefined) return [note('default-value-removed', `has no default any more, was ${x}`, 'default')];
  return [note('default-value-changed', `has the default ${y} now, was ${x}`, 'default')];
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
