// Rules about enums that both revisions have.
import { eachEnum, type ProtoEnum, type ProtoSet } from '../descriptor.ts';
import { type At, byFullName, type Found, pairs, placeIn } from './finding.ts';
import { compareReserved, isReserved } from './reserved.ts';

export const enumsOf = ({ files }: ProtoSet): Map<string, At<ProtoEnum>> =>
  byFullName(files.flatMap((file) => [...eachEnum(file)].map((item) => ({ file, item }))));

export const namesByNumber = ({ values }: ProtoEnum): Map<number, string[]> => {
  const names = new Map<number, string[]>();
  for (const { name, number } of values) names.set(number, [...(names.get(number) ?? []), name]);
  return names;
};

export function compareEnums(before: ProtoSet, after: ProtoSet, found: Found): void {
  for (const [old, now] of pairs(enumsOf(before), enumsOf(after))) compareEnum(old, now, found);
}

function compareEnum(old: At<ProtoEnum>, now: At<ProtoEnum>, found: Found): void {
  const owner = now.item.full_name;
  const say = (rule: string, message: string, after: ReturnType<typeof placeIn>) =>
    found({ rule, owner, part: '', message, before: placeIn(old), after });
  if (old.item.closed !== now.item.closed)
    say(
      'ENUM_SAME_TYPE',
      `The enum ${owner} became ${now.item.closed ? 'closed' : 'open'}.`,
      placeIn(now, 'features.enum_type'),
    );
  if (old.item.json_format === 'ALLOW' && now.item.json_format !== 'ALLOW')
    say(
      'ENUM_SAME_JSON_FORMAT',
      `The enum ${owner} no longer promises a JSON form.`,
      placeIn(now, 'features.json_format'),
    );
  compareReserved('RESERVED_ENUM_NO_DELETE', old, now, found);

  const left = namesByNumber(now.item);
  for (const [number, names] of namesByNumber(old.item)) {
    const value = old.item.values.find((item) => item.number === number);
    const was = value ? placeIn({ file: old.file, item: value }) : placeIn(old);
    const part = names.join(', ');
    const kept = left.get(number);
    const sayOf = (rule: string, message: string, after = placeIn(now, '')) =>
      found({ rule, owner, part, number, message, before: was, after });
    if (kept === undefined) {
      const text = `The value ${number} ${part} of the enum ${owner} was deleted`;
      sayOf('ENUM_VALUE_NO_DELETE', `${text}.`);
      if (!names.every((name) => now.item.reserved_names.includes(name)))
        sayOf('ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED', `${text} and its name is not reserved.`);
      if (!isReserved(number, now.item.reserved))
        sayOf('ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED', `${text} and its number is not reserved.`);
    } else if (!names.every((name) => kept.includes(name)))
      for (const item of now.item.values.filter((candidate) => candidate.number === number))
        sayOf(
          'ENUM_VALUE_SAME_NAME',
          `The value ${number} of the enum ${owner} changed its name from ${part} to ${kept.join(', ')}.`,
          placeIn({ file: now.file, item }, 'number'),
        );
  }
}
