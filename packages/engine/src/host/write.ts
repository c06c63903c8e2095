// Writing a ready answer: its own headers, those of the target, those of this request. The list is kept with the answer, so
// the next request for the same answer joins nothing.

import type { Problem } from '@mockops/contract';
import { type Answer, buildAnswer, cleanHeaderValue } from '../compile/answer.ts';
import type { Exchange } from '../exchange.ts';
import { commonHeaders } from '../federation/target.ts';

export function writeAnswer(exchange: Exchange, answer: Answer, gateway_id: string): void {
  const { res } = exchange;
  if (res.headersSent || res.destroyed) return;
  res.writeHead(answer.status, joinHeaders(exchange, answer, gateway_id));
  if (exchange.method === 'HEAD') res.end();
  else if (answer.text !== undefined) res.end(answer.text, 'latin1');
  else res.end(answer.body);
}

export function problemAnswer(problem: Problem, headers: Record<string, string> = {}, status = problem.status): Answer {
  return buildAnswer({
    status,
    headers: { ...headers, 'content-type': 'application/problem+json' },
    body: { ...problem.toDocument(), status },
    origin: 'problem',
  });
}

/** Headers that explain an answer, without those of the answer itself. */
export function explainHeaders(exchange: Exchange, gateway_id: string): string[] {
  const tail = exchange.target?.tail(exchange.source, exchange.reality) ?? commonHeaders(gateway_id);
  return [...tail, ...requestHeaders(exchange)];
}

function joinHeaders(exchange: Exchange, answer: Answer, gateway_id: string): string[] {
  const tail = exchange.target?.tail(exchange.source, exchange.reality) ?? commonHeaders(gateway_id);
  const operation = exchange.route?.operation?.header;
  if (exchange.selection?.scenario || exchange.selection?.persona) {
    return [...answer.headers, ...tail, ...requestHeaders(exchange)];
  }
  const { joined } = answer;
  if (joined && joined.tail === tail && joined.operation === operation) return joined.headers;
  const headers = [...answer.headers, ...tail, ...requestHeaders(exchange)];
  answer.joined = { tail, operation, headers };
  return headers;
}

function requestHeaders({ route, selection }: Exchange): string[] {
  const headers: string[] = [];
  if (route?.operation) headers.push('x-mockops-operation', route.operation.header);
  if (selection?.scenario) headers.push('x-mockops-scenario', nameSelected(selection.scenario));
  if (selection?.persona) headers.push('x-mockops-persona', nameSelected(selection.persona));
  return headers;
}

function nameSelected({ name, known }: { name: string; known: boolean }): string {
  return cleanHeaderValue(name) + (known ? '' : '; unknown');
}
