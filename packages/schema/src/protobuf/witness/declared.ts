// Witnesses of what no message shows: a declaration that generated code, reflection or other .proto files refer to, as it was and as it is.
// In: a finding and both sides. Out: the file, the symbol and how it was declared; nothing where both sides say the same.
import type { SchemaWitness } from '@mockops/contract';
import type { ProtoFinding } from '../breaking/finding.ts';
import { covers, rangeText } from '../breaking/reserved.ts';
import type { ProtoField, ProtoMethod } from '../descriptor.ts';
import type { NumberRange } from '../syntax.ts';
import { parse } from './messages.ts';
import type { ProtoSide } from './side.ts';

interface Sides {
  before: ProtoSide;
  after: ProtoSide;
}

const PART = 'a declaration';

/** Of a field, by rule: what it compares, in words of the language where there are some. */
const OF_FIELD: Record<string, (field: ProtoField) => string> = {
  TYPE: ({ type, type_name }) => type_name ?? type,
  CARDINALITY: ({ presence }) => presence,
  ONEOF: ({ oneof }) => (oneof === undefined ? 'in no oneof' : `in oneof ${oneof}`),
  NAME: ({ extendee, name, full_name }) => (extendee === undefined ? name : full_name),
  DEFAULT: ({ options }) => `default = ${JSON.stringify(options.default ?? null)}`,
  JSTYPE: ({ options }) => `jstype = ${String(options.jstype ?? 'JS_NORMAL')}`,
  CPP_STRING_TYPE: ({ cpp_string }) => `(pb.cpp).string_type = ${cpp_string}`,
  JAVA_UTF8_VALIDATION: ({ java_utf8 }) => `(pb.java).utf8_validation = ${java_utf8}`,
  UTF8_VALIDATION: ({ utf8 }) => `utf8_validation = ${utf8}`,
};
const aspectOf = (rule: string) =>
  Object.entries(OF_FIELD).find(([name]) => rule.replace(/^FIELD_SAME_|^FIELD_.*COMPATIBLE_/, '') === name)?.[1];

const method = ({ name, request, response, client_streaming, server_streaming, options }: ProtoMethod): string => {
  const level =
    options.idempotency_level === undefined ? '' : ` [idempotency_level = ${String(options.idempotency_level)}]`;
  return `rpc ${name}(${client_streaming ? 'stream ' : ''}${request}) returns (${server_streaming ? 'stream ' : ''}${response})${level}`;
};

/** What stands there, one part after the other. */
function linesOf(side: ProtoSide, { rule, owner, number }: ProtoFinding): string[] {
  const [message, item] = [side.message(owner), side.enum(owner)];
  if (rule.startsWith('RPC_')) {
    const found = side.method(owner);
    return found ? [method(found)] : [];
  }
  if (rule.startsWith('FIELD_')) {
    const field = number === undefined ? undefined : side.fields(owner).get(number);
    const aspect = aspectOf(rule);
    return field ? [aspect ? aspect(field) : `${field.name} = ${field.number}`] : [];
  }
  if (rule.startsWith('ENUM_VALUE_'))
    return item?.values.filter((value) => value.number === number).map(({ name }) => `${name} = ${number}`) ?? [];
  const owned = message ?? item;
  if (!owned) return [];
  if (rule === 'EXTENSION_MESSAGE_NO_DELETE')
    return message?.extension_ranges.map((range) => `extensions ${rangeText(range)}`) ?? [];
  if (rule === 'ONEOF_NO_DELETE') return message?.oneofs.map(({ name }) => `oneof ${name}`) ?? [];
  if (rule.endsWith('_JSON_FORMAT')) return [`json_format = ${owned.json_format}`];
  if (rule === 'ENUM_SAME_TYPE') return [item?.closed ? 'enum_type = CLOSED' : 'enum_type = OPEN'];
  if (rule === 'MESSAGE_SAME_REQUIRED_FIELDS')
    return (
      message?.fields.filter(({ presence }) => presence === 'required').map(({ name }) => `required ${name}`) ?? []
    );
  return [`no_standard_descriptor_accessor = ${message?.options.no_standard_descriptor_accessor === true}`];
}

export function declaredOtherwise({ before, after }: Sides, finding: ProtoFinding): SchemaWitness | undefined {
  const [was, is] = [new Set(linesOf(before, finding)), new Set(linesOf(after, finding))];
  const lost = [...was].filter((line) => !is.has(line));
  const declared = lost.find((line) => line.endsWith(` ${finding.part}`)) ?? lost[0];
  if (declared === undefined) return undefined;
  const file = before.fileOf(finding.owner);
  const field = finding.number === undefined ? undefined : before.fields(finding.owner).get(finding.number);
  const symbol = field && finding.rule.startsWith('FIELD_') ? field.full_name : finding.owner;
  const now = [...is].filter((line) => !was.has(line));
  const text =
    now.length === 0
      ? `the newer revision does not declare ${declared}`
      : `the newer revision declares ${now.slice(0, 3).join(', ')} in its place`;
  return parse({
    operation: symbol,
    part: PART,
    value: { file: file?.path ?? '', symbol, declared },
    errors: [text],
  });
}

/** A number or name that older messages may hold, and that may mean something else now. */
export function freedAgain({ before, after }: Sides, { owner, part }: ProtoFinding): SchemaWitness | undefined {
  const [was, is] = [before.message(owner) ?? before.enum(owner), after.message(owner) ?? after.enum(owner)];
  if (!was || !is) return undefined;
  const members = 'fields' in is ? is.fields : is.values;
  const kind = 'fields' in is ? 'field' : 'value';
  const range = was.reserved.find((one) => rangeText(one) === part && !covers(is.reserved, one));
  const number = range && firstFree(is.reserved, range);
  if (number === undefined && !was.reserved_names.includes(part)) return undefined;
  const user = members.find((member) => (number === undefined ? member.name === part : member.number === number));
  const what = number === undefined ? `the name ${part}` : `the number ${number}`;
  const use = user ? `the ${kind} ${user.name} has ${what} now` : `nothing reserves ${what} now`;
  const file = before.fileOf(owner)?.path ?? '';
  return parse({
    operation: owner,
    part: PART,
    value: { file, symbol: owner, declared: `reserved ${number ?? JSON.stringify(part)}` },
    errors: [`${use}: a message from before it was reserved would be misread`],
  });
}

function firstFree(ranges: readonly NumberRange[], [from, to]: NumberRange): number | undefined {
  let open = from;
  for (const [start, end] of ranges) {
    if (start > open) break;
    open = Math.max(open, end + 1);
  }
  return open > to ? undefined : open;
}
