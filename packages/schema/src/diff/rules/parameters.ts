// Rules about parameters as wholes; what their schemas allow is in schemas.ts.
import { type Rule, rules } from './rule.ts';

export const PARAMETER_RULES: Rule[] = rules('parameters', 'request', [
  [
    'new-required-request-parameter',
    'breaking',
    'a required parameter is new',
    'Callers that do not know it are refused.',
  ],
  ['new-optional-request-parameter', 'safe', 'an optional parameter is new', 'Callers may go on without it.'],
  [
    'new-request-path-parameter',
    'breaking',
    'a path parameter is new',
    'The path has another form, so the old address is gone.',
  ],
  [
    'request-parameter-removed',
    'breaking',
    'a parameter was removed',
    'Callers rely on what it did; a server that ignores it answers with something else.',
  ],
  [
    'request-parameter-removed-with-deprecation',
    'safe',
    'a parameter was removed after its sunset',
    'It was deprecated, and the announced day has passed.',
    'major',
  ],
  [
    'request-parameter-removed-before-sunset',
    'breaking',
    'a deprecated parameter was removed before its sunset',
    'Callers were told that it would be there until that day.',
  ],
  ['request-parameter-became-required', 'breaking', 'a parameter became required', 'Calls without it are refused.'],
  ['request-parameter-became-optional', 'safe', 'a parameter became optional', 'Calls with it are still accepted.'],
  [
    'request-parameter-style-changed',
    'breaking',
    'a parameter is written in another style',
    'Old callers send text that is read otherwise now.',
  ],
  [
    'request-parameter-explode-changed',
    'breaking',
    'the values of a parameter are repeated or joined otherwise',
    'Old callers send several values in a form that is read otherwise now.',
  ],
  [
    'request-parameter-media-type-changed',
    'breaking',
    'a parameter is a document of another media type',
    'Old callers send another format.',
  ],
  [
    'request-parameter-allow-reserved-removed',
    'risky',
    'a parameter no longer takes reserved characters as they are',
    'Callers that sent them unescaped may be misread.',
  ],
  [
    'request-parameter-allow-reserved-added',
    'safe',
    'a parameter takes reserved characters as they are',
    'Escaped ones still work.',
  ],
  [
    'request-parameter-empty-value-disallowed',
    'breaking',
    'a parameter may no longer be empty',
    'Calls with the bare name are refused.',
  ],
  ['request-parameter-empty-value-allowed', 'safe', 'a parameter may be empty', 'It accepts more than before.'],
  ['request-parameter-wording-changed', 'none', 'the description or example of a parameter changed', 'Wording.'],
]);
