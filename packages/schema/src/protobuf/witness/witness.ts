// For each of buf's rules the witness that shows it best: a message in JSON, a message in bytes, a call, a name that is gone, a declaration.
// Each kind proves itself by asking the other side's descriptors; only what they refuse, lose, misread or do not hold is told.
import type { SchemaWitness } from '@mockops/contract';
import type { ApiModel } from '../../model.ts';
import type { ProtoFinding } from '../breaking/finding.ts';
import type { ProtoPolicy } from '../breaking/rules.ts';
import { fetchedCall, lostCall, streamedCall } from './calls.ts';
import { ofBadText, ofEntry, ofEnum, ofField, ofMissing, ofRivals, ofTypes } from './candidates.ts';
import { declaredOtherwise, freedAgain } from './declared.ts';
import { type Candidates, createMessageWitnesses, type MessageWitnesses, parse } from './messages.ts';
import { createSide, type ProtoSide } from './side.ts';
import { calledOtherwise, goneFromFile, goneFromPackage } from './symbols.ts';

export interface ProtoWitnesses {
  /** Undefined where nothing shows it. */
  find(finding: ProtoFinding): SchemaWitness | undefined;
}

interface Sides {
  before: ProtoSide;
  after: ProtoSide;
}

export function createProtoWitnesses(before: ApiModel, after: ApiModel, policy: ProtoPolicy): ProtoWitnesses {
  const sides: Sides = {
    before: createSide(before.protobuf ?? { files: [] }),
    after: createSide(after.protobuf ?? { files: [] }),
  };
  const messages = createMessageWitnesses(sides, { before, after }, policy === 'WIRE');
  return { find: (finding) => find(finding, sides, messages) };
}

function find(finding: ProtoFinding, sides: Sides, messages: MessageWitnesses): SchemaWitness | undefined {
  const { rule, owner } = finding;
  if (rule === 'FILE_SAME_PACKAGE' || rule === 'SERVICE_NO_DELETE') {
    const file = sides.before.fileOf(owner) ?? sides.before.files.find(({ path }) => path === owner);
    const services =
      file?.services.filter(({ full_name }) => rule === 'FILE_SAME_PACKAGE' || full_name === owner) ?? [];
    const methods = services.flatMap((service) => service.methods);
    return lostCall(sides, methods) ?? goneFromFile(sides, finding) ?? calledOtherwise(sides, finding);
  }
  if (rule.startsWith('FILE_SAME_')) return calledOtherwise(sides, finding);
  if (rule.startsWith('PACKAGE_')) return goneFromPackage(sides, finding);
  if (/^(FILE|MESSAGE|ENUM|EXTENSION)_NO_DELETE$/.test(rule)) return goneFromFile(sides, finding);
  if (rule.startsWith('RESERVED_')) return freedAgain(sides, finding);
  if (rule.startsWith('RPC_')) return ofMethod(finding, sides, messages) ?? declaredOtherwise(sides, finding);
  return inMessages(finding, sides, messages) ?? declaredOtherwise(sides, finding);
}

function ofMethod({ rule, owner }: ProtoFinding, sides: Sides, messages: MessageWitnesses): SchemaWitness | undefined {
  const [was, is] = [sides.before.method(owner), sides.after.method(owner)];
  if (!was) return undefined;
  if (!is) return lostCall(sides, [was]);
  if (/_STREAMING$/.test(rule)) return streamedCall(sides, was, is);
  if (rule === 'RPC_SAME_IDEMPOTENCY_LEVEL') return fetchedCall(sides.before, was, is);
  const types =
    rule === 'RPC_SAME_REQUEST_TYPE'
      ? { older: was.request, newer: is.request }
      : { older: was.response, newer: is.response };
  const candidates = ofTypes(types);
  return messages.find(candidates);
}

/** Rules about bytes; others are seen in JSON first, unless the policy is about bytes alone. */
const ABOUT_BYTES = /^FIELD_WIRE_COMPATIBLE_|_UTF8_VALIDATION$|^FIELD_SAME_DEFAULT$|^ENUM_SAME_TYPE$/;
/** Rules that no message shows. */
const ABOUT_CODE =
  /^(ONEOF_NO_DELETE|EXTENSION_MESSAGE_NO_DELETE|MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR|FIELD_SAME_(JSTYPE|CPP_STRING_TYPE|JAVA_UTF8_VALIDATION)|(MESSAGE|ENUM)_SAME_JSON_FORMAT)$/;

function inMessages(finding: ProtoFinding, sides: Sides, messages: MessageWitnesses): SchemaWitness | undefined {
  if (ABOUT_CODE.test(finding.rule)) return undefined;
  const candidates = candidatesFor(finding, sides);
  if (!candidates) return undefined;
  const { rule, owner, number } = finding;
  const rivals = rule === 'FIELD_SAME_ONEOF' && number !== undefined ? ofRivals({ owner, number }) : undefined;
  return (
    (rivals && messages.find(rivals)) ??
    messages.find(candidates, ABOUT_BYTES.test(rule)) ??
    ofUnusedValue(finding, sides)
  );
}

/** A value of an enum that no field has: the enum stands for itself. */
function ofUnusedValue({ rule, owner, number }: ProtoFinding, { before, after }: Sides): SchemaWitness | undefined {
  if (!rule.startsWith('ENUM_VALUE_') || number === undefined || before.usersOf(owner).length > 0) return undefined;
  const names = before.values(owner)?.names.get(number) ?? [];
  const lost = names.find((name) => !after.values(owner)?.numbers.has(name));
  if (lost === undefined) return undefined;
  const errors = [`"${lost}" is no value of ${owner}`];
  return parse({ operation: owner, part: 'JSON from the older revision', value: lost, errors });
}

function candidatesFor({ rule, owner, part, number }: ProtoFinding, sides: Sides): Candidates | undefined {
  if (rule.startsWith('ENUM_')) return ofEnum(owner, enumValues(rule, owner, number, sides));
  if (number === undefined || part === '') return undefined;
  if (rule === 'FIELD_SAME_DEFAULT') return ofMissing({ owner, number }, 'defaults');
  if (rule === 'MESSAGE_SAME_REQUIRED_FIELDS') return ofMissing({ owner, number });
  if (rule === 'FIELD_SAME_UTF8_VALIDATION') return ofBadText({ owner, number });
  return ofEntry(sides.before, sides.after, owner) ?? ofField({ owner, number });
}

function enumValues(rule: string, owner: string, number: number | undefined, { before, after }: Sides) {
  const names = (side: ProtoSide): unknown[] => [...(side.values(owner)?.names.get(number ?? 0) ?? [])];
  if (rule !== 'ENUM_SAME_TYPE') return { older: names(before), newer: names(after) };
  const used = [before, after].flatMap((side) => side.enum(owner)?.values.map((value) => value.number) ?? []);
  const unknown = Math.max(0, ...used) + 1;
  return { older: [unknown], newer: [unknown] };
}
