// Witnesses of what concerns a request as a whole: a parameter or a body that callers never sent, a media type that is no longer read.
// The smallest request that the older contract accepts is made; where the newer one says something against it, that is the proof.
import { SchemaWitness } from '@mockops/contract';
import type { ApiModel, ApiOperation, ApiParameter } from '../../model.ts';
import { createSampler } from '../../sample/sampler.ts';
import { createValidator, type RequestFacts } from '../../validate/validator.ts';

/** Rules whose changes are looked at here. */
export const REQUEST_RULES: ReadonlySet<string> = new Set([
  'new-required-request-parameter',
  'request-parameter-became-required',
  'request-body-became-required',
  'request-body-added-required',
  'request-body-media-type-removed',
]);

const MOST_ERRORS = 5;

export interface RequestWitnesses {
  /** Undefined where the older contract itself finds something wrong with what was made. */
  find(mine: ApiOperation, theirs: ApiOperation): SchemaWitness | undefined;
}

export function createRequestWitnesses(before: ApiModel, after: ApiModel): RequestWitnesses {
  const sampler = createSampler(before);
  const validators = { before: createValidator(before), after: createValidator(after) };
  const sampleOf = (parameter: ApiParameter): string =>
    String(sampler.sample(parameter.schema, { seed: parameter.name }) ?? '');

  const make = (operation: ApiOperation, media_type: string | undefined): Omit<RequestFacts, 'operation'> => {
    const of = (place: ApiParameter['in']) =>
      Object.fromEntries(
        operation.parameters
          .filter((parameter) => parameter.in === place && (parameter.required || place === 'path'))
          .map((parameter) => [
            place === 'header' ? parameter.name.toLowerCase() : parameter.name,
            sampleOf(parameter),
          ]),
      );
    const content = operation.request_body?.content.find((one) => one.media_type === media_type);
    return {
      path_params: of('path'),
      query: of('query'),
      headers: { ...of('header'), ...(content && { 'content-type': content.media_type }) },
      ...(content && { body: sampler.sample(content.schema ?? true, { seed: operation.key }) ?? {} }),
    };
  };

  return {
    find(mine, theirs) {
      const body = mine.request_body;
      const gone = body?.content.find(
        ({ media_type }) => !theirs.request_body?.content.some((content) => content.media_type === media_type),
      );
      const usual = body?.required ? body.content[0] : undefined;
      for (const content of [undefined, usual, gone]) {
        if (content === undefined && body?.required) continue;
        const request = make(mine, content?.media_type);
        if (validators.before.checkRequest({ operation: mine.key, ...request }).length > 0) continue;
        const path_params = renamed(request.path_params ?? {}, mine, theirs);
        const errors = validators.after.checkRequest({ operation: theirs.key, ...request, path_params });
        const told = errors.map(({ description }) => description).slice(0, MOST_ERRORS);
        const value = JSON.parse(JSON.stringify(request));
        const witness = SchemaWitness.safeParse({ operation: theirs.key, part: 'request', value, errors: told });
        if (errors.length > 0 && witness.success) return witness.data;
      }
      return undefined;
    },
  };
}

/** Path parameters are matched by their place in the path. */
function renamed(values: Record<string, string>, mine: ApiOperation, theirs: ApiOperation): Record<string, string> {
  const names = (operation: ApiOperation) =>
    operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name);
  const old = names(mine);
  return Object.fromEntries(names(theirs).map((name, index) => [name, values[old[index] ?? name] ?? 'sample']));
}
