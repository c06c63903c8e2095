// Rules about deprecation, sunset, stability and removal. Days count only when the differ is told what day it is.
import { type Rule, rules } from './rule.ts';

const removal = (prefix: string, what: string): Rule[] =>
  rules('lifecycle', null, [
    [`${prefix}-removed-without-deprecation`, 'breaking', `${what} was removed`, 'Callers were not warned.'],
    [
      `${prefix}-removed-with-deprecation`,
      'safe',
      `${what} was removed after its sunset`,
      'It was deprecated, and the announced day has passed.',
      'major',
    ],
    [
      `${prefix}-removed-before-sunset`,
      'breaking',
      `${what} was removed before its sunset`,
      'Callers were told that it would be there until that day. The same when nobody says what day it is.',
    ],
    [
      `${prefix}-removed-without-sunset`,
      'breaking',
      `${what} was deprecated, and was removed without a day announced`,
      'Callers knew that it would go, not when.',
    ],
  ]);

export const LIFECYCLE_RULES: Rule[] = [
  ...removal('api', 'an operation'),
  ...removal('api-path', 'a path with all its operations'),
  ...rules('lifecycle', null, [
    ['endpoint-deprecated', 'safe', 'an operation is deprecated', 'It still works.'],
    ['endpoint-deprecated-with-sunset', 'safe', 'an operation is deprecated until a day', 'It works until then.'],
    ['endpoint-reactivated', 'safe', 'an operation is no longer deprecated', 'It stays.'],
    [
      'api-deprecated-sunset-missing',
      'risky',
      'an operation is deprecated without a day of sunset',
      'Told only where the policy asks for notice (`min_sunset_days`): callers cannot plan.',
    ],
    ['api-deprecated-sunset-parse', 'risky', 'the day of sunset is none', 'Write it as 2027-01-31.'],
    [
      'api-sunset-date-too-small',
      'breaking',
      'an operation is deprecated on shorter notice than the policy asks for',
      'Callers have less time than they were promised.',
    ],
    [
      'api-sunset-date-changed-too-small',
      'breaking',
      'the sunset of an operation moved nearer than the policy allows',
      'Callers have less time than they were promised.',
    ],
    ['api-sunset-date-changed', 'safe', 'the sunset of an operation moved', 'The policy allows the notice.'],
    ['sunset-deleted', 'risky', 'a deprecated operation has no day of sunset any more', 'Callers cannot plan.'],
    ['api-stability-decreased', 'risky', 'an operation is less stable', 'It may change without notice from now on.'],
    ['api-stability-increased', 'safe', 'an operation is more stable', 'It promises more.'],
    ['api-invalid-stability-level', 'none', 'a stability level is unknown', 'Write draft, alpha, beta or stable.'],
  ]),
  ...rules('lifecycle', 'request', [
    ['request-parameter-deprecated', 'safe', 'a parameter is deprecated', 'It still works.'],
    [
      'request-parameter-deprecated-with-sunset',
      'safe',
      'a parameter is deprecated until a day',
      'It works until then.',
    ],
    ['request-parameter-reactivated', 'safe', 'a parameter is no longer deprecated', 'It stays.'],
    [
      'request-parameter-deprecated-sunset-missing',
      'risky',
      'a parameter is deprecated without a day of sunset',
      'Told only where the policy asks for notice (`min_sunset_days`): callers cannot plan.',
    ],
    ['request-parameter-sunset-parse', 'risky', 'the day of sunset of a parameter is none', 'Write it as 2027-01-31.'],
    [
      'request-parameter-sunset-date-too-small',
      'breaking',
      'a parameter is deprecated on shorter notice than the policy asks for',
      'Callers have less time than they were promised.',
    ],
    [
      'request-parameter-sunset-date-changed-too-small',
      'breaking',
      'the sunset of a parameter moved nearer than the policy allows',
      'Callers have less time than they were promised.',
    ],
    [
      'request-parameter-sunset-date-changed',
      'safe',
      'the sunset of a parameter moved',
      'The policy allows the notice.',
    ],
    [
      'request-parameter-sunset-deleted',
      'risky',
      'a deprecated parameter has no day of sunset any more',
      'Callers cannot plan.',
    ],
  ]),
  ...rules('lifecycle', 'response', [
    ['response-header-deprecated', 'safe', 'a header is deprecated', 'It is still sent.'],
    ['response-header-reactivated', 'safe', 'a header is no longer deprecated', 'It stays.'],
  ]),
];
