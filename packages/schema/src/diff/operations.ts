// Compares two operations that answer the same requests: parameters, bodies, responses, security, wording.
import { canonicalText } from '../json.ts';
import type { ApiContent, ApiOperation, ApiParameter } from '../model.ts';
import type { CompareSchemas, PairNode } from './compare.ts';
import type { Finding } from './finding.ts';

/** A pair of schemas that the operation uses, and where: `response 200`. */
interface Use {
  place: string;
  node: PairNode;
}

export interface OperationPair {
  findings: Finding[];
  uses: Use[];
}

export function compareOperations(a: ApiOperation, b: ApiOperation, compare: CompareSchemas): OperationPair {
  const pair: OperationPair = { findings: [], uses: [] };
  compareParameters(a, b, compare, pair);
  compareRequestBody(a, b, compare, pair);
  compareResponses(a, b, compare, pair);
  compareSecurity(a, b, pair);
  if (a.operation_id !== b.operation_id && a.operation_id !== undefined)
    say(
      pair,
      'non_breaking',
      `the operationId changed from ${a.operation_id} to ${b.operation_id ?? 'none'}; generated method names follow it`,
    );
  if (a.deprecated !== b.deprecated)
    say(pair, 'non_breaking', b.deprecated ? 'the operation is deprecated' : 'the operation is no longer deprecated');
  const wording = (operation: ApiOperation) =>
    canonicalText([operation.summary, operation.description, [...operation.tags].sort()]);
  if (wording(a) !== wording(b)) say(pair, 'docs_only', 'the summary, description or tags changed');
  return pair;
}

const say = (pair: OperationPair, severity: Finding['severity'], text: string): void => {
  pair.findings.push({ severity, text });
};

/** Path parameters match by position, headers without case. */
function byIdentity(operation: ApiOperation): Map<string, ApiParameter> {
  let position = 0;
  return new Map(
    operation.parameters.map((parameter) => {
      if (parameter.in === 'path') return [`path #${position++}`, parameter];
      return [
        `${parameter.in} ${parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name}`,
        parameter,
      ];
    }),
  );
}

const titleOf = (parameter: ApiParameter): string => `${parameter.in} parameter ${parameter.name}`;

function compareParameters(a: ApiOperation, b: ApiOperation, compare: CompareSchemas, pair: OperationPair): void {
  const [mine, theirs] = [byIdentity(a), byIdentity(b)];
  for (const [key, before] of mine) {
    const after = theirs.get(key);
    if (!after) {
      say(pair, 'breaking', `the ${titleOf(before)} was removed`);
      continue;
    }
    const title = titleOf(after);
    if (!before.required && after.required) say(pair, 'breaking', `the ${title} became required`);
    if (before.required && !after.required) say(pair, 'non_breaking', `the ${title} became optional`);
    if (before.style !== after.style || before.media_type !== after.media_type)
      say(pair, 'breaking', `the ${title} is written in another style`);
    else if (before.explode !== after.explode && canHoldMany(before))
      say(pair, 'breaking', `the ${title} is ${after.explode ? 'repeated' : 'joined'} for each value now`);
    if (!before.deprecated && after.deprecated) say(pair, 'non_breaking', `the ${title} is deprecated`);
    if (canonicalText([before.description, before.example]) !== canonicalText([after.description, after.example]))
      say(pair, 'docs_only', `the description or example of the ${title} changed`);
    pair.uses.push({ place: title, node: compare(before.schema, after.schema, 'request') });
  }
  for (const [key, after] of theirs)
    if (!mine.has(key))
      say(
        pair,
        after.required ? 'breaking' : 'non_breaking',
        `the ${after.required ? 'required' : 'optional'} ${titleOf(after)} is new`,
      );
}

/** `explode` means nothing for a single value. */
const canHoldMany = ({ schema }: ApiParameter): boolean =>
  typeof schema !== 'object' ||
  schema.type === undefined ||
  ['array', 'object'].some((type) => [schema.type].flat().includes(type));

function compareRequestBody(a: ApiOperation, b: ApiOperation, compare: CompareSchemas, pair: OperationPair): void {
  const [mine, theirs] = [a.request_body, b.request_body];
  if (!theirs) {
    if (mine) say(pair, 'breaking', 'the request body was removed');
    return;
  }
  if (!mine) {
    const [severity, word] = theirs.required
      ? (['breaking', 'required'] as const)
      : (['non_breaking', 'optional'] as const);
    say(pair, severity, `the ${word} request body is new`);
    return;
  }
  if (!mine.required && theirs.required) say(pair, 'breaking', 'the request body became required');
  if (mine.required && !theirs.required) say(pair, 'non_breaking', 'the request body became optional');
  compareContent(mine.content, theirs.content, 'request', 'request body', compare, pair);
}

function compareResponses(a: ApiOperation, b: ApiOperation, compare: CompareSchemas, pair: OperationPair): void {
  const mine = new Map(a.responses.map((response) => [response.status, response]));
  const theirs = new Map(b.responses.map((response) => [response.status, response]));
  for (const [status, before] of mine) {
    const after = theirs.get(status);
    if (!after) {
      say(pair, status.startsWith('2') ? 'breaking' : 'non_breaking', `the response ${status} was removed`);
      continue;
    }
    const place = `response ${status}`;
    if (before.description !== after.description) say(pair, 'docs_only', `the description of the ${place} changed`);
    compareContent(before.content, after.content, 'response', place, compare, pair);
    const headers = new Map(after.headers.map((header) => [header.name.toLowerCase(), header]));
    for (const header of before.headers) {
      const now = headers.get(header.name.toLowerCase());
      headers.delete(header.name.toLowerCase());
      if (!now) {
        say(pair, header.required ? 'breaking' : 'non_breaking', `the ${place} lost the header ${header.name}`);
        continue;
      }
      if (header.required && !now.required)
        say(pair, 'breaking', `the header ${header.name} of the ${place} became optional`);
      if (!header.required && now.required)
        say(pair, 'non_breaking', `the header ${header.name} of the ${place} became required`);
      pair.uses.push({
        place: `header ${header.name} of the ${place}`,
        node: compare(header.schema, now.schema, 'response'),
      });
    }
    for (const header of headers.values()) say(pair, 'non_breaking', `the ${place} has the new header ${header.name}`);
  }
  for (const status of theirs.keys()) if (!mine.has(status)) say(pair, 'non_breaking', `the response ${status} is new`);
}

function compareContent(
  mine: ApiContent[],
  theirs: ApiContent[],
  direction: 'request' | 'response',
  place: string,
  compare: CompareSchemas,
  pair: OperationPair,
): void {
  const many = mine.length > 1;
  for (const before of mine) {
    const after = theirs.find(({ media_type }) => media_type.toLowerCase() === before.media_type.toLowerCase());
    if (!after) {
      say(pair, 'breaking', `the ${place} lost the media type ${before.media_type}`);
      continue;
    }
    const here = many ? `${place} (${before.media_type})` : place;
    pair.uses.push({ place: here, node: compare(before.schema, after.schema, direction) });
    const examples = (content: ApiContent) =>
      canonicalText(Object.fromEntries(content.examples.map(({ name, value }) => [name, value])));
    if (examples(before) !== examples(after)) say(pair, 'docs_only', `the examples of the ${here} changed`);
  }
  for (const { media_type } of theirs)
    if (!mine.some((before) => before.media_type.toLowerCase() === media_type.toLowerCase()))
      say(pair, 'non_breaking', `the ${place} has the new media type ${media_type}`);
}

function compareSecurity(a: ApiOperation, b: ApiOperation, pair: OperationPair): void {
  const ways = (operation: ApiOperation): Set<string> => {
    const alternatives = operation.security ?? [];
    return new Set((alternatives.length === 0 ? [[]] : alternatives).map((way) => way.join(' and ')));
  };
  const [mine, theirs] = [ways(a), ways(b)];
  const lost = [...mine].filter((way) => !theirs.has(way));
  const gained = [...theirs].filter((way) => !mine.has(way));
  if (lost.length === 0 && gained.length === 0) return;
  const name = (list: string[]) => list.map((way) => way || 'no credentials').join(', ');
  if (theirs.has('')) say(pair, 'non_breaking', 'the operation needs no credentials, or other ones, now');
  else if (lost.length === 0) say(pair, 'non_breaking', `security accepts ${name(gained)} too`);
  else {
    const asked = gained.length > 0 ? ` and asks for ${name(gained)}` : '';
    say(pair, 'breaking', `security no longer accepts ${name(lost)}${asked}`);
  }
}
