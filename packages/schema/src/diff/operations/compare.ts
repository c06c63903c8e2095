// Compares two operations that answer the same requests: life, names, parameters, bodies, responses, callbacks, security, wording.
import { byText, canonicalText } from '../../json.ts';
import type { ApiOperation } from '../../model.ts';
import { judgeSunset, STAGES, stabilityRank } from '../lifecycle.ts';
import { compareRequestBody, compareResponses } from './content.ts';
import { compareIncoming } from './incoming.ts';
import type { Context, OperationPair } from './pair.ts';
import { say } from './pair.ts';
import { compareParameters, isNearer } from './parameters.ts';
import { compareSecurity } from './security.ts';

type Shared = Pick<Context, 'before' | 'after' | 'comparer' | 'clock'>;

const START = { prefix: '', paths: { before: [], after: [] } };

export function compareOperations(a: ApiOperation, b: ApiOperation, shared: Shared): OperationPair {
  const pair: OperationPair = { a, b, findings: [], uses: [] };
  const context: Context = { ...shared, ...START, pair };
  compareLife(context);
  compareNames(context);
  compareParameters(context);
  compareRequestBody(context);
  compareResponses(context);
  compareSecurity(context);
  compareCallbacks(context);
  return pair;
}

/** What the service sends: a webhook has no callers, but receivers. */
export function compareWebhooks(a: ApiOperation, b: ApiOperation, shared: Shared): OperationPair {
  const pair: OperationPair = { a, b, findings: [], uses: [] };
  const context: Context = { ...shared, ...START, pair };
  compareLife(context);
  compareNames(context);
  compareIncoming(context);
  return pair;
}

function compareLife(context: Context): void {
  const { a, b } = context.pair;
  const tell = (rule: string, text: string) => say(context, rule, text);
  if (a.deprecated && !b.deprecated) tell('endpoint-reactivated', 'is no longer deprecated');
  if (b.deprecated) {
    const judged = judgeSunset(b.sunset, context.clock);
    if (!a.deprecated) {
      if (judged === 'missing') tell('api-deprecated-sunset-missing', 'is deprecated without a day of sunset');
      else if (judged === 'too-small')
        tell('api-sunset-date-too-small', `is deprecated until ${b.sunset}, which is too soon`);
      else if (b.sunset === undefined || judged === 'invalid') tell('endpoint-deprecated', 'is deprecated');
      else tell('endpoint-deprecated-with-sunset', `is deprecated until ${b.sunset}`);
    } else if (a.sunset !== b.sunset) {
      if (b.sunset === undefined) tell('sunset-deleted', `has no sunset any more, was ${a.sunset}`);
      else
        tell(
          judged === 'too-small' && isNearer(a.sunset, b.sunset)
            ? 'api-sunset-date-changed-too-small'
            : 'api-sunset-date-changed',
          `has the sunset ${b.sunset} now, was ${a.sunset ?? 'none'}`,
        );
    }
    if (judged === 'invalid' && (a.sunset !== b.sunset || !a.deprecated))
      tell('api-deprecated-sunset-parse', `has the sunset ${b.sunset}, which is no day`);
  }
  compareStability(context);
}

function compareStability(context: Context): void {
  const { a, b } = context.pair;
  if (a.stability === b.stability) return;
  if (b.stability !== undefined && !STAGES.includes(b.stability))
    say(context, 'api-invalid-stability-level', `has the unknown stability ${b.stability}`);
  const [x, y] = [stabilityRank(a.stability), stabilityRank(b.stability)];
  if (x === y) return;
  const text = `is ${b.stability ?? 'stable'} now, was ${a.stability ?? 'stable'}`;
  say(context, y < x ? 'api-stability-decreased' : 'api-stability-increased', text);
}

function compareNames(context: Context): void {
  const { a, b } = context.pair;
  if (a.operation_id !== b.operation_id) {
    const at = { before: ['operationId'] };
    if (a.operation_id === undefined)
      say(context, 'api-operation-id-added', `has the operationId ${b.operation_id} now`, at);
    else
      say(
        context,
        'api-operation-id-removed',
        b.operation_id === undefined
          ? `lost its operationId ${a.operation_id}`
          : `changed its operationId from ${a.operation_id} to ${b.operation_id}; generated method names follow it`,
        at,
      );
  }
  const at = { before: ['tags'] };
  for (const tag of a.tags) if (!b.tags.includes(tag)) say(context, 'api-tag-removed', `lost the tag ${tag}`, at);
  for (const tag of b.tags) if (!a.tags.includes(tag)) say(context, 'api-tag-added', `has the new tag ${tag}`, at);
  if (canonicalText([a.summary, a.description]) !== canonicalText([b.summary, b.description]))
    say(context, 'endpoint-wording-changed', 'has another summary or description');
}

function compareCallbacks(context: Context): void {
  const { a, b } = context.pair;
  const theirs = new Map(b.callbacks.map((callback) => [callback.key, callback]));
  for (const before of a.callbacks) {
    const after = theirs.get(before.key);
    const [from, to] = [pathOf(before), after ? pathOf(after) : ['callbacks']];
    if (!after) {
      say(context, 'callback-removed', `lost the ${nameOf(before)}`, { before: from, after: ['callbacks'] });
      continue;
    }
    theirs.delete(before.key);
    const pair = { a: before, b: after, findings: context.pair.findings, uses: context.pair.uses };
    compareIncoming({ ...context, pair, prefix: `${nameOf(before)}: `, paths: { before: from, after: to } });
  }
  for (const after of [...theirs.values()].sort((x, y) => byText(x.key, y.key)))
    say(context, 'callback-added', `has the new ${nameOf(after)}`, { before: [], after: pathOf(after) });
}

/** `CALLBACK name {expression} POST` → `callback name {expression} POST` */
const nameOf = ({ key }: ApiOperation): string => key.replace(/^CALLBACK /, 'callback ');

function pathOf({ key }: ApiOperation): string[] {
  const [, name = '', ...rest] = key.split(' ');
  const method = rest.pop() ?? '';
  return ['callbacks', name, rest.join(' '), method.toLowerCase()];
}
