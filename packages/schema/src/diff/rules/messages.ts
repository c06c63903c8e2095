// Rules about request bodies, responses, their media types, headers and links as wholes.
import { type Rule, rules } from './rule.ts';

export const BODY_RULES: Rule[] = rules('bodies', 'request', [
  ['request-body-added-required', 'breaking', 'a required request body is new', 'Calls without one are refused.'],
  ['request-body-added-optional', 'safe', 'an optional request body is new', 'Calls without one are still accepted.'],
  ['request-body-removed', 'breaking', 'the request body was removed', 'What callers send is no longer read.'],
  ['request-body-became-required', 'breaking', 'the request body became required', 'Calls without one are refused.'],
  ['request-body-became-optional', 'safe', 'the request body became optional', 'Calls with one are still accepted.'],
  ['request-body-media-type-added', 'safe', 'a request may have one more media type', 'The old ones still work.'],
  [
    'request-body-media-type-removed',
    'breaking',
    'a request may no longer have a media type',
    'Callers that send it are refused.',
  ],
  [
    'request-body-media-type-schema-added',
    'breaking',
    'a request body that could be anything has a schema',
    'What callers sent may not fit it.',
  ],
  ['request-body-media-type-schema-removed', 'safe', 'a request body may be anything', 'It accepts more than before.'],
  [
    'request-body-encoding-changed',
    'breaking',
    'a property of a form is written otherwise',
    'Old callers send it in a form that is read otherwise now.',
  ],
  ['request-body-wording-changed', 'none', 'the description or examples of a request body changed', 'Wording.'],
]);

export const RESPONSE_RULES: Rule[] = rules('responses', 'response', [
  [
    'response-success-status-removed',
    'breaking',
    'an answer of success is gone',
    'Callers wait for it and cannot know what comes instead.',
  ],
  [
    'response-success-status-added',
    'risky',
    'another answer of success is possible',
    'Callers that know one status only may take it for a failure. Safe where a range or default covered it.',
    'minor',
  ],
  ['response-non-success-status-removed', 'safe', 'an error status is gone', 'Code that handles it is never reached.'],
  [
    'response-non-success-status-added',
    'safe',
    'another error status is possible',
    'Callers must expect errors that they do not know.',
  ],
  [
    'response-media-type-removed',
    'breaking',
    'an answer no longer has a media type',
    'Callers that ask for it are refused.',
  ],
  [
    'response-media-type-added',
    'safe',
    'an answer may have one more media type',
    'Callers get it only when they ask for it.',
  ],
  [
    'response-media-type-name-generalized',
    'breaking',
    'the media type of an answer is wider',
    'Callers may get a type that they cannot read.',
  ],
  [
    'response-media-type-name-specialized',
    'safe',
    'the media type of an answer is narrower',
    'It was possible before.',
  ],
  [
    'response-body-media-type-schema-added',
    'safe',
    'an answer that could be anything has a schema',
    'Readers of anything can read it.',
  ],
  [
    'response-body-media-type-schema-removed',
    'breaking',
    'an answer may be anything',
    'What readers relied on is no longer promised.',
  ],
  ['response-link-added', 'safe', 'an answer has a new link', 'Nobody follows it yet.'],
  ['response-link-removed', 'risky', 'an answer lost a link', 'Clients that follow it need another way.'],
  ['response-link-changed', 'risky', 'a link leads elsewhere', 'Clients that follow it arrive at another operation.'],
  ['response-wording-changed', 'none', 'the description or examples of an answer changed', 'Wording.'],
]);

export const HEADER_RULES: Rule[] = rules('headers', 'response', [
  ['required-response-header-removed', 'breaking', 'a header that was always sent is gone', 'Readers may rely on it.'],
  [
    'optional-response-header-removed',
    'risky',
    'a header that could be sent is gone',
    'Correct readers work without it.',
  ],
  ['response-header-added', 'safe', 'an answer has a new header', 'Readers ignore headers that they do not know.'],
  ['response-header-became-optional', 'breaking', 'a header is no longer always sent', 'Readers may rely on it.'],
  ['response-header-became-required', 'safe', 'a header is always sent', 'It was possible before.'],
  ['response-header-wording-changed', 'none', 'the description or example of a header changed', 'Wording.'],
]);
