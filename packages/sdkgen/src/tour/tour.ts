// The tour: which calls the program in an SDK's README makes, so that each kind of call that the API has is made once, with
// arguments from the contract's examples where it has them. Every language writes the same tour; for the torture contract it
// is run against the conformance server.

import { type ApiOperation, createSampler, type JsonSchema, type Sampler } from '@mockops/schema';
import type { Operation, Param, Tour, TourCall, TypeDef, TypeRef } from '../ir/model.ts';
import { byCodeUnit } from '../ir/names.ts';
import { type FitContext, fit } from './fit.ts';

/** One operation with where it comes from and the group of the client that it stands in. */
export interface TourStop {
  source: ApiOperation;
  operation: Operation;
  group: string | undefined;
}

interface Candidate extends TourStop {
  params: Param[];
  /** What a call of it shows, in words that are compared only. */
  shows: Set<string>;
  /** What a reader has to take in. */
  cost: number;
}

/** A larger body teaches nothing about the client. */
const LONGEST_BODY = 600;
/** Longer paths are not the simplest call. */
const LONGEST_PATH = 80;
/** Who shows this many documented failures shows enough of them. */
const MANY_ERRORS = 3;
/** Types that every language writes in a way of its own. */
const TELLING = new Set(['union', 'datetime', 'date', 'int64', 'int64_text', 'base64', 'map']);

export function planTour(
  stops: readonly TourStop[],
  types: ReadonlyMap<string, TypeDef>,
  schemas: Readonly<Record<string, JsonSchema>>,
): Tour {
  const sampler = createSampler({ schemas });
  const all = stops
    .filter(({ operation }) => operation.path.length <= LONGEST_PATH && !operation.deprecated)
    .map((stop) => weigh(stop, types));
  const write = (candidate: Candidate): TourCall | undefined => writeCall(candidate, types, sampler);

  const failing = all.filter(({ operation }) => operation.errors.length > 0 && howOf(operation) === 'call');
  const failure = takeFirst(failing, ({ operation }) => -Math.min(operation.errors.length, MANY_ERRORS), write);
  const calls = cover(all, failure, write);
  const order = new Map(all.map(({ operation }, index) => [operation, index]));
  const place = ({ operation }: TourCall): number => order.get(operation) ?? 0;
  const session = takeFirst(
    all.filter(({ operation }) => operation.method === 'GET' && howOf(operation) === 'call'),
    ({ operation }) => (isPublic(operation) ? 0 : 1),
    write,
  );
  const shown = [...calls, ...(failure ? [failure.call] : [])];
  return {
    calls: calls.sort((a, b) => place(a) - place(b)).flatMap((call) => [call, ...streamed(call, types)]),
    ...(failure && { failure: failure.call }),
    ...(session && { session: session.call }),
    schemes: [...new Set(shown.flatMap(({ operation }) => operation.auth?.[0] ?? []))].sort(),
  };
}

const isPublic = ({ auth }: Operation): boolean =>
  auth === undefined || auth.length === 0 || auth.some((schemes) => schemes.length === 0);

interface Chosen {
  candidate: Candidate;
  call: TourCall;
}

/** Where the same can be had in pieces, that too; many services want `stream: true` for it. */
function streamed(call: TourCall, types: FitContext['types']): TourCall[] {
  const { operation, body } = call;
  if (operation.stream === undefined || call.how !== 'call') return [];
  const def = operation.body?.type.kind === 'named' ? types.get(operation.body.type.name) : undefined;
  const asks =
    def?.kind === 'object' && def.fields.some(({ wire, type }) => wire === 'stream' && type.kind === 'boolean');
  return [{ ...call, how: 'stream', ...(asks && typeof body === 'object' && { body: { ...body, stream: true } }) }];
}

/** Greedy set cover: again and again the call that shows most of what was not shown yet. */
function cover(
  all: readonly Candidate[],
  first: Chosen | undefined,
  write: (candidate: Candidate) => TourCall | undefined,
): TourCall[] {
  const missing = new Set(all.flatMap(({ shows }) => [...shows]));
  const calls: TourCall[] = [];
  const see = ({ shows }: Candidate): void => {
    for (const one of shows) missing.delete(one);
  };
  if (first) see(first.candidate);
  for (;;) {
    const news = ({ shows }: Candidate): number => shows.intersection(missing).size;
    const next = takeFirst(
      all.filter((candidate) => news(candidate) > 0),
      (candidate) => -news(candidate),
      write,
    );
    if (next === undefined) return calls;
    see(next.candidate);
    calls.push(next.call);
  }
}

/** The first that can be written, of the least rank; the cheapest of these, in the order of the contract. */
function takeFirst(
  candidates: readonly Candidate[],
  rank: (candidate: Candidate) => number,
  write: (candidate: Candidate) => TourCall | undefined,
): Chosen | undefined {
  const sorted = candidates
    .map((candidate) => ({ candidate, rank: rank(candidate) }))
    .sort((a, b) => a.rank - b.rank || a.candidate.cost - b.candidate.cost);
  for (const { candidate } of sorted) {
    const call = write(candidate);
    if (call !== undefined) return { candidate, call };
  }
  return undefined;
}

function weigh(stop: TourStop, types: ReadonlyMap<string, TypeDef>): Candidate {
  const { operation } = stop;
  const params = paramsOf(stop, types);
  const { body, errors, auth, pagination, result } = operation;
  const shows = new Set(params.map((param) => kindOf(param, types)));
  if (body !== undefined) shows.add(`body ${body.kind}`);
  for (const shape of membersOf(stop, types)) if (TELLING.has(shape)) shows.add(`member ${shape}`);
  if (pagination !== undefined) shows.add(`pages ${pagesOf(pagination)}`);
  if (operation.stream !== undefined) shows.add('one answer or a stream');
  if (operation.idempotencyHeader !== undefined) shows.add('idempotent');
  if (errors.some(({ status }) => status === '429' || status === '503')) shows.add('retried');
  if (result.kind !== 'none') shows.add(`result ${result.kind}${body === undefined ? '' : ' of a body'}`);
  const [schemes = []] = auth ?? [];
  if (schemes.length > 0) shows.add(`auth ${[...schemes].sort().join(' ')}`);
  const unsafe = operation.method === 'GET' ? 0 : 30;
  return { ...stop, params, shows, cost: params.length * 20 + operation.path.length + unsafe };
}

const pagesOf = (pagination: NonNullable<Operation['pagination']>): string =>
  pagination.kind === 'url' && pagination.next.length === 0 ? 'link' : pagination.kind;

function howOf({ pagination, result: { kind } }: Operation): TourCall['how'] {
  if (pagination !== undefined) return 'pages';
  return kind === 'events' || kind === 'lines' ? 'stream' : 'call';
}

/** The required ones; optional ones where the contract shows a value, one of a kind; never the place where pages go on. */
function paramsOf({ source, operation }: TourStop, types: ReadonlyMap<string, TypeDef>): Param[] {
  const kinds = new Set<string>();
  const { pagination } = operation;
  const cursor = pagination !== undefined && 'param' in pagination ? pagination.param : undefined;
  return operation.params.filter((param) => {
    if (!param.required && param.wire === cursor) return false;
    const kind = kindOf(param, types);
    if (!param.required && (declarationOf(source, param)?.example === undefined || kinds.has(kind))) return false;
    kinds.add(kind);
    return true;
  });
}

const declarationOf = ({ parameters }: ApiOperation, { wire, in: place }: Param) =>
  parameters.find((one) => one.name === wire && one.in === place);

/** Shapes of the members that a body in the program has: all that the contract's example may show, or the required ones. */
function membersOf({ source, operation: { body } }: TourStop, types: FitContext['types']): string[] {
  const def = body?.type.kind === 'named' ? types.get(body.type.name) : undefined;
  if (def?.kind !== 'object') return [];
  const hasExample = source.request_body?.content.some(({ examples }) => examples.length > 0) ?? false;
  return def.fields.filter(({ required }) => required || hasExample).map(({ type }) => shapeOf(type, types));
}

/** How a parameter is written; two of one kind teach the same. */
function kindOf(
  { in: place, wire, style, explode, type, mediaType, allowReserved }: Param,
  types: FitContext['types'],
) {
  const shape = shapeOf(type, types);
  const isPlain = style === 'form' && !shape.startsWith('array') && shape !== 'object';
  const written = mediaType ?? (isPlain ? '' : `${style} ${explode}`);
  const isOdd = !/^[\w-]+$/.test(wire);
  return [place, written, shape, allowReserved ? 'reserved' : '', isOdd ? 'odd name' : ''].filter(Boolean).join(' ');
}

function shapeOf(type: TypeRef, types: FitContext['types']): string {
  if (type.kind === 'nullable') return shapeOf(type.of, types);
  if (type.kind === 'array') return `array ${shapeOf(type.of, types)}`;
  if (type.kind !== 'named') return type.kind;
  const def = types.get(type.name);
  return def?.kind === 'alias' && !def.recursive ? shapeOf(def.to, types) : (def?.kind ?? 'any');
}

/** Undefined when something that the call needs has no value that could be written down. */
function writeCall(
  { source, operation, group, params }: Candidate,
  types: FitContext['types'],
  sampler: Sampler,
): TourCall | undefined {
  const args: TourCall['args'] = [];
  for (const param of params) {
    const declared = declarationOf(source, param);
    const made = (): unknown => sampler.sample(declared?.schema ?? { type: 'string' }, { seed: param.wire });
    const value =
      fit(declared?.example, param.type, { types, onlyRequired: false }) ??
      fit(made(), param.type, { types, onlyRequired: true });
    if (value !== undefined) args.push({ param, value });
    else if (param.required) return undefined;
  }
  const body = bodyOf(source, operation, types, sampler);
  if (operation.body?.required === true && body === undefined) return undefined;
  return { operation, group, how: howOf(operation), args, ...(body !== undefined && { body }) };
}

function bodyOf(source: ApiOperation, { key, body }: Operation, types: FitContext['types'], sampler: Sampler): unknown {
  if (body === undefined) return undefined;
  const content = source.request_body?.content.find(({ media_type }) => media_type === body.mediaType);
  const fitted = (value: unknown, onlyRequired: boolean): unknown => {
    const found = fit(value, body.type, { types, onlyRequired });
    return found !== undefined && JSON.stringify(found).length <= LONGEST_BODY ? found : undefined;
  };
  // Named examples are a map, whose order says nothing.
  const [first] = [...(content?.examples ?? [])].sort((a, b) => byCodeUnit(a.name, b.name));
  const example = first?.value;
  const shown = fitted(example, false) ?? fitted(example, true);
  if (shown !== undefined) return shown;
  if (body.kind === 'text' || body.kind === 'binary') return 'hello';
  return fitted(sampler.sample(content?.schema ?? true, { seed: key }), true);
}
