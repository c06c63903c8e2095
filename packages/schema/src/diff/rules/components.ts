// Rules about webhooks, callbacks, and components that no operation reaches.
import { type Rule, rules } from './rule.ts';

export const COMPONENT_RULES: Rule[] = rules('components', null, [
  ['webhook-added', 'safe', 'a webhook is new', 'Nobody subscribed to it yet.'],
  ['webhook-removed', 'breaking', 'a webhook was removed', 'Subscribers wait for calls that no longer come.'],
  ['callback-added', 'safe', 'a callback is new', 'It comes only to those who name a URL for it.'],
  ['callback-removed', 'breaking', 'a callback was removed', 'Callers wait for calls that no longer come.'],
  [
    'webhook-body-removed',
    'breaking',
    'a webhook or callback no longer has a body',
    'Receivers read it and find nothing.',
  ],
  ['webhook-body-added', 'safe', 'a webhook or callback has a body', 'Receivers that read none go on.'],
  [
    'webhook-body-became-optional',
    'breaking',
    'the body of a webhook or callback may be missing',
    'Receivers may rely on it.',
  ],
  [
    'webhook-body-became-required',
    'safe',
    'the body of a webhook or callback is always there',
    'It was possible before.',
  ],
  [
    'webhook-answer-removed',
    'breaking',
    'an answer to a webhook or callback is no longer understood',
    'Receivers that give it are taken for broken.',
  ],
  ['webhook-answer-added', 'safe', 'one more answer to a webhook or callback is understood', 'The old ones still are.'],
  ['api-schema-removed', 'none', 'a schema that nothing used was removed', 'No message has it.'],
  ['api-schema-added', 'none', 'a schema that nothing uses is new', 'No message has it.'],
]);
