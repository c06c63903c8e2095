// The credentials of a client: one option per scheme of the contract, and how each is sent.

import type { AuthScheme, Ir } from '../../ir/model.ts';
import { docComment } from './comments.ts';
import { listed } from './layout.ts';
import { propertyKey, quote } from './naming.ts';

const usualDoc = (scheme: AuthScheme): string => {
  if (scheme.kind === 'api_key')
    return `Sent as the ${scheme.in === 'query' ? 'query parameter' : scheme.in} ${scheme.param}.`;
  if (scheme.kind === 'basic') return 'User name and password.';
  return scheme.oauth
    ? 'An access token (OAuth 2), or a function that gives one.'
    : 'A token, or a function that gives one.';
};

export function emitAuth(ir: Ir): string {
  if (ir.auth.length === 0) return '\nexport type ClientOptions = HttpOptions;\n';
  const fields = ir.auth.map((scheme) => {
    const type = scheme.kind === 'basic' ? 'Login' : 'Token';
    const doc = docComment(`${usualDoc(scheme)}\n\n${scheme.doc}`, '  ');
    return `${doc}  ${propertyKey(scheme.name)}?: ${type} | undefined;\n`;
  });
  return `
/** Credentials by the contract's names; an operation sends the first of its alternatives that is here. */
export interface ClientAuth {
${fields.join('')}}

export interface ClientOptions extends HttpOptions {
  auth?: ClientAuth | undefined;
}
`;
}

export function emitSchemes(ir: Ir): string {
  if (ir.auth.length === 0) return 'const SCHEMES: ReadonlyMap<string, Scheme> = new Map();\n';
  const entries = ir.auth.map((scheme) => {
    const facts = [`kind: ${quote(scheme.kind)}`];
    if (scheme.kind === 'api_key') facts.push(`in: ${quote(scheme.in)}`, `name: ${quote(scheme.param)}`);
    return `[${quote(scheme.name)}, { ${facts.join(', ')} }]`;
  });
  const open = 'const SCHEMES: ReadonlyMap<string, Scheme> = new Map<string, Scheme>([';
  if (entries.length === 1) return listed(open, entries, ']);');
  return `${open}\n${entries.map((entry) => `  ${entry},\n`).join('')}]);\n`;
}
