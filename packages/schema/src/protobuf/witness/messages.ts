// Witnesses of what changed inside messages: candidates are made of one side, and the other is asked. Older messages come first, as requests
// where an operation takes them; then newer ones, as responses that older clients read.
import { SchemaWitness } from '@mockops/contract';
import type { ApiModel } from '../../model.ts';
import { type About, type Parties, probeBytes, probeJson, tellJson } from './probe.ts';
import { readJson } from './read-json.ts';
import { createRoutes, type Routes } from './routes.ts';
import type { ProtoSide } from './side.ts';

/** A value of the writer's side, and what of it counts. */
interface Candidate extends About {
  value: unknown;
}
/** Of either side as the writer; likeliest first. */
export type Candidates = (parties: Parties) => Iterable<Candidate>;

export interface MessageWitnesses {
  /** In JSON, or else in bytes; the other way round where bytes are what it is about. */
  find(candidates: Candidates, isAboutBytes?: boolean): SchemaWitness | undefined;
}

/** Beyond that the likely ones are tried. */
const MAX_CANDIDATES = 60;

export function createMessageWitnesses(
  sides: { before: ProtoSide; after: ProtoSide },
  apis: { before: ApiModel; after: ApiModel },
  onlyBytesCount: boolean,
): MessageWitnesses {
  const older: Parties = { writer: sides.before, reader: sides.after, from: 'older' };
  const newer: Parties = { writer: sides.after, reader: sides.before, from: 'newer' };
  const ways = new Map<string, Routes>();
  const routesOf = ({ from }: Parties): Routes => {
    const known = ways.get(from);
    if (known) return known;
    const made =
      from === 'older'
        ? createRoutes(sides.before, apis.before, apis.after, 'request')
        : createRoutes(sides.after, apis.after, apis.before, 'response');
    ways.set(from, made);
    return made;
  };

  const jsonFrom = (parties: Parties, candidates: Candidates): { whole?: SchemaWitness; bare?: SchemaWitness } => {
    let bare: SchemaWitness | undefined;
    const done = new Set<string>();
    for (const { value, ...about } of take(candidates(parties))) {
      if (done.has(about.written)) continue;
      const found = probeJson(parties, about, value);
      if (!found) continue;
      const part = `JSON from the ${parties.from} revision`;
      bare ??= parse({ operation: about.written, part, value, errors: tellJson(found) });
      const whole = wholeOf(parties, about, value, found);
      if (whole) return { whole };
      // Another message with the same trouble may stand in an operation.
      done.add(about.written);
    }
    return bare ? { bare } : {};
  };

  /** The same inside the body of an operation, if the reader says there the same against it. */
  const wholeOf = (parties: Parties, about: About, value: unknown, found: ReturnType<typeof readJson>) => {
    const whole = about.written === about.read ? routesOf(parties).wrap(about.written, value) : undefined;
    if (!whole || readJson(parties.writer, whole.type_name, whole.value).length > 0) return undefined;
    const method = parties.reader.method(whole.operation.replace('POST /', '').replace('/', '.'));
    const type_name = parties.from === 'older' ? method?.request : method?.response;
    if (type_name === undefined) return undefined;
    const errors = found.map((error) => ({ ...error, path: [...whole.path, ...error.path] }));
    const refused = new Set(tellJson(readJson(parties.reader, type_name, whole.value)));
    const told = tellJson(errors);
    const part = parties.from === 'older' ? 'request body' : 'response 200';
    const { operation } = whole;
    return told.every((text) => refused.has(text))
      ? parse({ operation, part, value: whole.value, errors: told })
      : undefined;
  };

  const json = (candidates: Candidates): SchemaWitness | undefined => {
    const mine = jsonFrom(older, candidates);
    if (mine.whole) return mine.whole;
    const theirs = jsonFrom(newer, candidates);
    return theirs.whole ?? mine.bare ?? theirs.bare;
  };

  const bytes = (candidates: Candidates): SchemaWitness | undefined => {
    for (const parties of [older, newer])
      for (const { value, ...about } of take(candidates(parties))) {
        const found = probeBytes(parties, about, value);
        const part = `bytes from the ${parties.from} revision`;
        const witness = found && parse({ operation: about.written, part, ...found });
        if (witness) return witness;
      }
    return undefined;
  };

  return {
    find: (candidates, isAboutBytes = false) =>
      isAboutBytes || onlyBytesCount
        ? (bytes(candidates) ?? json(candidates))
        : (json(candidates) ?? bytes(candidates)),
  };
}

function* take(candidates: Iterable<Candidate>): Generator<Candidate> {
  let left = MAX_CANDIDATES;
  for (const candidate of candidates) {
    if (left === 0) return;
    left -= 1;
    yield candidate;
  }
}

/** Only what survives JSON is told. */
export function parse(witness: {
  operation: string;
  part: string;
  value: unknown;
  errors: string[];
}): SchemaWitness | undefined {
  const parsed = SchemaWitness.safeParse(witness);
  return parsed.success ? parsed.data : undefined;
}
