// Rules about operations as a whole: there or not, their names, groups, wording, and the servers that offer them.
import { type Rule, rules } from './rule.ts';

export const PATH_RULES: Rule[] = rules('paths', null, [
  ['endpoint-added', 'safe', 'an operation is new', 'Nobody calls it yet.'],
  [
    'api-operation-id-removed',
    'safe',
    'an operationId changed or was removed',
    'The protocol is the same; generated method names follow it, so the SDK has a new major version.',
    'major',
  ],
  [
    'api-operation-id-added',
    'safe',
    'an operation has an operationId now',
    'Generated method names follow it.',
    'major',
  ],
  [
    'api-tag-removed',
    'none',
    'an operation lost a tag',
    'Tags group documentation and the methods of generated clients.',
    'major',
  ],
  ['api-tag-added', 'none', 'an operation has a new tag', 'Tags group documentation and generated clients.', 'minor'],
  ['api-server-added', 'safe', 'a server is new', 'The old ones are still there.'],
  [
    'api-server-removed',
    'risky',
    'a server is no longer listed',
    'Callers that were configured with its URL may lose it; the contract alone cannot tell.',
  ],
  ['api-info-changed', 'none', 'the title, version or description of the contract changed', 'Wording.'],
  ['api-version-decreased', 'risky', 'the version of the contract went down', 'Readers take it for an older contract.'],
  ['endpoint-wording-changed', 'none', 'a summary, description or example changed', 'Wording.'],
]);
