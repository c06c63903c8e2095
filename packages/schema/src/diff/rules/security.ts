// Rules about credentials: what an operation asks for, and what the schemes are.
import { type Rule, rules } from './rule.ts';

export const SECURITY_RULES: Rule[] = rules('security', null, [
  [
    'api-security-required',
    'breaking',
    'an operation that needed no credentials asks for them',
    'Calls without credentials are refused.',
  ],
  ['api-security-optional', 'safe', 'an operation needs no credentials', 'Calls with credentials still work.'],
  ['api-security-added', 'safe', 'an operation accepts one more kind of credentials', 'The old ones still work.'],
  [
    'api-security-removed',
    'breaking',
    'an operation no longer accepts a kind of credentials',
    'Callers that use it are refused.',
  ],
  ['api-security-scope-added', 'breaking', 'an operation asks for another scope', 'Tokens without it are refused.'],
  ['api-security-scope-removed', 'safe', 'an operation asks for a scope less', 'Tokens with it still work.'],
  [
    'api-global-security-required',
    'breaking',
    'every operation that needed no credentials asks for them',
    'Calls without credentials are refused.',
  ],
  ['api-global-security-optional', 'safe', 'no operation needs credentials', 'Calls with credentials still work.'],
  [
    'api-global-security-added',
    'safe',
    'every operation accepts one more kind of credentials',
    'The old ones still work.',
  ],
  [
    'api-global-security-removed',
    'breaking',
    'no operation accepts a kind of credentials any more',
    'Callers that use it are refused.',
  ],
  [
    'api-global-security-scope-added',
    'breaking',
    'every operation asks for another scope',
    'Tokens without it are refused.',
  ],
  ['api-global-security-scope-removed', 'safe', 'every operation asks for a scope less', 'Tokens with it still work.'],
  ['api-security-component-added', 'safe', 'a security scheme is new', 'Nothing changes until an operation uses it.'],
  [
    'api-security-component-removed',
    'none',
    'a security scheme is gone',
    'The operations that asked for it are told on their own.',
  ],
  [
    'api-security-component-type-changed',
    'breaking',
    'a security scheme is of another type',
    'The credentials that callers have do not fit. No change of messages where no operation uses it: then none.',
  ],
  [
    'api-security-component-place-changed',
    'breaking',
    'an API key is sent elsewhere, or HTTP credentials are of another scheme',
    'Callers send them where nobody looks. None where no operation uses it.',
  ],
  [
    'api-security-component-oauth-url-changed',
    'risky',
    'an authorization URL changed',
    'Configured clients may need it.',
  ],
  [
    'api-security-component-oauth-token-url-changed',
    'risky',
    'a token or refresh URL changed',
    'Configured clients may need it.',
  ],
  ['api-security-component-oauth-scope-added', 'safe', 'a scope is new', 'Nobody asks for it yet.'],
  [
    'api-security-component-oauth-scope-removed',
    'risky',
    'a scope is gone',
    'Clients that ask for it may be refused a token.',
  ],
  ['api-security-component-oauth-flow-added', 'safe', 'a way to a token is new', 'The old ones still work.'],
  [
    'api-security-component-oauth-flow-removed',
    'breaking',
    'a way to a token is gone',
    'Clients that use it get none.',
  ],
]);
