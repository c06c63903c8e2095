// Examples that a mock cannot give as documented. In: operations of a contract. Out: one finding for each response without
// JSON with an example that is a value rather than text: there is no way to write that as XML, say, that would be the API's.
import type { Issue } from '@mockops/contract';
import { type ApiContent, type ApiOperation, isJsonMediaType } from '@mockops/schema';

export function findUnwritableExamples(operations: readonly ApiOperation[]): Issue[] {
  return operations.flatMap(({ key, responses }) =>
    responses.flatMap(({ status, content }) =>
      content.some(({ media_type }) => carriesJson(media_type))
        ? []
        : content.flatMap((one) => describe(key, status, one)),
    ),
  );
}

function describe(operation: string, status: string, { media_type, examples }: ApiContent): Issue[] {
  const wrong = examples.find(({ value }) => typeof value !== 'string');
  if (!wrong) return [];
  return [
    {
      code: 'ENG004',
      path: operation,
      message: `the example "${wrong.name}" of ${status} ${media_type} is not text, so it is answered as application/json`,
      hint: 'write the example as a string in that format',
    },
  ];
}

function carriesJson(media_type: string): boolean {
  return media_type.includes('*') || isJsonMediaType(media_type);
}
