// One answer of a real upstream against the contract. In: an observation with its answer. Out: mismatches, or undefined when it proves nothing.
import type { Observation } from '@mockops/contract';
import { isJsonMediaType, type Mismatch, type Validator } from '@mockops/schema';

/** An observation that can be compared: it names an operation and holds the whole answer. */
export type AnsweredObservation = Observation & { operation: string; answer: NonNullable<Observation['answer']> };

export function isComparable(observation: Observation): observation is AnsweredObservation {
  const { operation, answer, status, method } = observation;
  if (operation === null || !answer || answer.truncated) return false;
  // Both are true of any resource and have no body to compare; contracts do not document them.
  if (method === 'HEAD' || status === 304) return false;
  // A failing server, or a proxy before it, answers with a page of its own: that says nothing about the contract.
  return status < 500 || isJsonMediaType(answer.media_type);
}

export function checkAnswer(validator: Validator, observation: AnsweredObservation): Mismatch[] {
  const mismatches = compare(validator, observation);
  // A hiccup is no change of the contract: a 5xx that it does not document is an outage, which the error counts show.
  return observation.status < 500
    ? mismatches
    : mismatches.filter((one) => one.mismatch_type !== 'undocumented_status');
}

function compare(validator: Validator, { operation, status, answer }: AnsweredObservation): Mismatch[] {
  const { media_type, body } = answer;
  if (body.byteLength === 0 || !isJsonMediaType(media_type)) {
    return validator.checkResponse({ operation, status, media_type, body: body.byteLength === 0 ? undefined : '' });
  }
  const text = new TextDecoder().decode(body);
  try {
    return validator.checkResponse({ operation, status, media_type, body: JSON.parse(text) });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [
      {
        mismatch_type: 'type_mismatch',
        path: '',
        severity: 'high',
        breaking: true,
        description: `the body is not JSON although its media type is ${media_type}`,
      },
    ];
  }
}
