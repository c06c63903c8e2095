// Webhooks and callbacks: the service sends the request and reads the answer, so what their body may hold is judged like a response,
// and what receivers may answer like a request.
import type { ApiResponse } from '../../model.ts';
import { compareContent } from './content.ts';
import { type Context, say, use } from './pair.ts';
import { byIdentity, pathOf } from './parameters.ts';

export function compareIncoming(context: Context): void {
  compareBody(context);
  compareSent(context);
  compareAnswers(context);
}

function compareBody(context: Context): void {
  const [mine, theirs] = [context.pair.a.request_body, context.pair.b.request_body];
  const at = { place: 'body', before: ['requestBody'] };
  if (!mine && !theirs) return;
  if (!theirs) {
    say(context, 'webhook-body-removed', 'was removed', at);
    return;
  }
  if (!mine) {
    say(context, 'webhook-body-added', 'is new', at);
    return;
  }
  if (mine.required && !theirs.required) say(context, 'webhook-body-became-optional', 'may be missing now', at);
  if (!mine.required && theirs.required) say(context, 'webhook-body-became-required', 'is always there now', at);
  compareContent(mine.content, theirs.content, {
    context,
    direction: 'response',
    place: 'body',
    path: ['requestBody'],
  });
}

/** Headers and query values that the service sends. */
function compareSent(context: Context): void {
  const [mine, theirs] = [byIdentity(context.pair.a), byIdentity(context.pair.b)];
  for (const [key, before] of mine) {
    const after = theirs.get(key);
    const at = { place: `${before.in} ${before.name}`, before: pathOf(before), after: after ? pathOf(after) : [] };
    if (!after) {
      if (before.required) say(context, 'required-response-header-removed', 'was removed; it was always sent', at);
      else say(context, 'optional-response-header-removed', 'was removed', at);
      continue;
    }
    if (before.required && !after.required) say(context, 'response-header-became-optional', 'may be missing now', at);
    if (!before.required && after.required) say(context, 'response-header-became-required', 'is always sent now', at);
    use(context, {
      place: at.place,
      subject: 'header',
      direction: 'response',
      node: context.comparer.compare(before.schema, after.schema, 'response'),
      before: [...at.before, 'schema'],
      after: [...at.after, 'schema'],
    });
  }
  for (const [key, after] of theirs)
    if (!mine.has(key))
      say(context, 'response-header-added', 'is new', {
        place: `${after.in} ${after.name}`,
        before: [],
        after: pathOf(after),
      });
}

function compareAnswers(context: Context): void {
  const { a, b } = context.pair;
  const theirs = new Map(b.responses.map((response): [string, ApiResponse] => [response.status, response]));
  for (const before of a.responses) {
    const after = theirs.get(before.status) ?? theirs.get(`${before.status[0]}XX`) ?? theirs.get('default');
    const place = `answer ${before.status}`;
    const path = ['responses', before.status];
    if (!after) say(context, 'webhook-answer-removed', 'was removed', { place, before: path, after: ['responses'] });
    else
      compareContent(before.content, after.content, {
        context,
        direction: 'request',
        place,
        path,
        afterPath: ['responses', after.status],
      });
  }
  const known = new Set(a.responses.map(({ status }) => status));
  for (const { status } of b.responses)
    if (!known.has(status))
      say(context, 'webhook-answer-added', 'is new', {
        place: `answer ${status}`,
        before: ['responses'],
        after: ['responses', status],
      });
}
