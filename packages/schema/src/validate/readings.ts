// What a contract reads in a call: each parameter and each property of a form by its place, in one text that can be compared.
import { canonicalText } from '../json.ts';
import { bareMediaType, findContent } from '../media-type.ts';
import type { ApiContent, ApiOperation, ApiParameter, JsonSchema } from '../model.ts';
import type { Call } from './exchange.ts';
import { FORM, readForm } from './form.ts';
import { readParameter } from './parameters.ts';

/** Of the body that the call says it has. */
export const contentOf = ({ request_body }: ApiOperation, { headers }: Call): ApiContent | undefined =>
  request_body && findContent(request_body.content, String([headers['content-type']].flat()[0] ?? 'application/json'));

export function readValues(
  call: Call & { path_params: Record<string, string> },
  operation: ApiOperation,
  schemas: Record<string, JsonSchema>,
): Map<string, string> {
  const read = new Map<string, string>();
  for (const parameter of operation.parameters) {
    const found = readParameter(parameter, { ...call, path: call.path_params }, schemas);
    if (found.sent)
      read.set(placeOf(parameter, operation), found.value === undefined ? 'nothing' : canonicalText(found.value));
  }
  const content = contentOf(operation, call);
  if (content && bareMediaType(content.media_type) === FORM && typeof call.body === 'string')
    for (const [name, value] of Object.entries(readForm(content, call.body, schemas)))
      read.set(`form ${name}`, canonicalText(value));
  return read;
}

/** Parameters of the path by where they stand: each contract has its own names for them. */
function placeOf({ in: place, name }: ApiParameter, { path }: ApiOperation): string {
  if (place !== 'path') return `${place} ${name}`;
  return `path parameter ${path.slice(0, path.indexOf(`{${name}}`) + 1).split('{').length - 1}`;
}
