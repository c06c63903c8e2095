// One answer of a real upstream against the contract. In: an observation with its answer. Out: mismatches; of an operation that the contract does not
// have, the one mismatch that carries its shape.
import type { Observation } from '@mockops/contract';
import { isJsonMediaType, type Mismatch, undocumentedOperation, type Validator } from '@mockops/schema';

/** An observation that can be compared: it holds the whole answer. */
export type AnsweredObservation = Observation & { answer: NonNullable<Observation['answer']> };

export function isComparable(observation: Observation): observation is AnsweredObservation {
  const { operation, answer, status, method } = observation;
  if (!answer || answer.truncated) return false;
  // Pages and files are no operations, and what failed says nothing about what works.
  if (operation === null) return status >= 200 && status < 300 && isData(answer);
  // Both are true of any resource and have no body to compare; contracts do not document them.
  if (method === 'HEAD' || status === 304) return false;
  // A failing server, or a proxy before it, answers with a page of its own: that says nothing about the contract.
  return status < 500 || isJsonMediaType(answer.media_type);
}

const isData = ({ media_type, body }: AnsweredObservation['answer']): boolean =>
  body.byteLength === 0 || isJsonMediaType(media_type);

/** `operation`: which one it is, whether the contract has it or not. */
export function checkAnswer(validator: Validator, observation: AnsweredObservation, operation: string): Mismatch[] {
  if (observation.operation === null) return describeUndocumented(observation);
  const mismatches = compare(validator, observation, operation);
  // A hiccup is no change of the contract: a 5xx that it does not document is an outage, which the error counts show.
  return observation.status < 500
    ? mismatches
    : mismatches.filter((one) => one.mismatch_type !== 'undocumented_status');
}

function describeUndocumented({ answer: { media_type, body } }: AnsweredObservation): Mismatch[] {
  if (body.byteLength === 0) return [undocumentedOperation(media_type, undefined)];
  try {
    return [undocumentedOperation(media_type, JSON.parse(new TextDecoder().decode(body)))];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [];
  }
}

function compare(validator: Validator, { status, answer }: AnsweredObservation, operation: string): Mismatch[] {
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
