// A member that is deprecated on short notice: a whole message on the day of its sunset, which the older contract still describes.
import { answersOf } from './answers.ts';
import { callsOf } from './calls.ts';
import { dayIn } from './days.ts';
import type { Attempt } from './making.ts';
import type { Sides } from './sides.ts';
import type { Cause } from './tell.ts';
import { wrap } from './wrap.ts';

export const isDated = ({ finding }: Cause): boolean => finding.aspect === 'sunset-date-too-small';

const GONE = /may be gone from/;

/** Callbacks and webhooks have none: what they hold is described below another operation. */
export function* datedAttempts({ node, trail }: Cause, { before: side }: Sides): Generator<Attempt> {
  const { use, edges } = trail;
  const operation = side.checker().operation(trail.operation);
  const on = dayIn(node.b.sunset);
  const [first, second, third, fourth] = use.before;
  if (!operation || on === undefined) return;
  const source = { api: side.api, maker: side.makers(use.direction) };
  for (const inner of [source.maker.minimal(node.before), source.maker.sample(node.before, 'a')])
    for (const { value } of wrap(inner, edges, use.node, 'before', source.maker)) {
      if (first === 'requestBody' || first === 'parameters') {
        const parameter = operation.parameters.find((one) => one.in === second && one.name === third);
        const wish = parameter ? { parameter, value, on } : { media_type: String(third), body: value, on };
        for (const message of callsOf(operation, wish, source))
          yield { message, from: 'before', part: 'request', about: GONE };
      }
      const response = operation.responses.find(({ status }) => first === 'responses' && status === second);
      if (!response) continue;
      const wish = third === 'headers' ? { header: String(fourth) } : { media_type: String(fourth), body: value };
      for (const message of answersOf(response, operation, { ...wish, on }, source))
        yield { message, from: 'before', part: 'former response', about: GONE };
    }
}
