// The answer that the contract itself gives: its example, else data generated from its schema with the persona's seed.
// Same operation, path parameters and persona: same bytes, in every process.
import { Problem } from '@mockops/contract';
import { type ApiContent, type ApiResponse, findResponse, isJsonMediaType } from '@mockops/schema';
import { type Answer, buildAnswer } from '../compile/answer.ts';
import type { Route } from '../compile/route.ts';
import type { CompiledOperation, CompiledPersona, CompiledWorkspace } from '../compile/workspace.ts';
import { documentedHeaders } from './headers.ts';
import { acceptsAnything, chooseContent, chooseSuccess, type Preferences, readPrefer } from './negotiate.ts';

export interface Wishes {
  accept: string | undefined;
  prefer: string | readonly string[] | undefined;
  persona: CompiledPersona | undefined;
}

/** Generated answers kept per workspace, and the largest that is kept. */
const MAX_KEPT = 1_000;
const MAX_KEPT_BYTES = 64 * 1024;

/** Throws the Problem when the client prefers what the contract does not have. */
export function answerFromContract(
  workspace: CompiledWorkspace,
  operation: CompiledOperation,
  route: Route,
  wishes: Wishes,
): Answer {
  const plain = wishes.prefer === undefined && acceptsAnything(wishes.accept);
  if (plain && operation.usual) return operation.usual;
  const prefer = readPrefer(wishes.prefer);
  const chosen = chooseResponse(operation, prefer);
  if (!chosen) return buildAnswer({ status: 200, origin: 'empty' });
  const { status, response } = chosen;
  const content = chooseContent(response.content, wishes.accept);
  const example = content && chooseExample(operation, content, status, prefer);
  if (content && !example && content.schema !== undefined) {
    return generate(workspace, operation, route, { status, response, content }, wishes.persona);
  }
  const key = `${status} ${content?.media_type ?? ''} ${example?.name ?? ''}`;
  const answer =
    operation.examples.get(key) ?? buildExample(workspace, operation, { status, response, content }, example);
  operation.examples.set(key, answer);
  if (plain) operation.usual = answer;
  return answer;
}

function chooseResponse(
  operation: CompiledOperation,
  prefer: Preferences | undefined,
): { status: number; response: ApiResponse } | undefined {
  if (prefer?.code === undefined) return chooseSuccess(operation.api);
  const response = findResponse(operation.api, prefer.code);
  if (response) return { status: prefer.code, response };
  const known = operation.api.responses.map((one) => one.status).join(', ');
  throw new Problem('no-route', `${operation.key} has no response ${prefer.code} in its contract; it has ${known}`);
}

function chooseExample(
  operation: CompiledOperation,
  content: ApiContent,
  status: number,
  prefer: Preferences | undefined,
): ApiContent['examples'][number] | undefined {
  if (prefer?.example === undefined) return prefer?.dynamic ? undefined : content.examples[0];
  const example = content.examples.find((one) => one.name === prefer.example);
  if (example) return example;
  const known = content.examples.map((one) => one.name).join(', ') || 'none';
  throw new Problem(
    'no-route',
    `${operation.key} has no example "${prefer.example}" for ${status} ${content.media_type}; it has: ${known}`,
  );
}

interface Chosen {
  status: number;
  response: ApiResponse;
  content: ApiContent | undefined;
}

function buildExample(
  workspace: CompiledWorkspace,
  operation: CompiledOperation,
  { status, response, content }: Chosen,
  example: { name: string; value: unknown } | undefined,
): Answer {
  const headers = documentedHeaders(response, workspace.contract.sampler, operation.key);
  if (content && example) headers['content-type'] = concreteMedia(content.media_type, example.value);
  return buildAnswer({
    status,
    headers,
    body: example?.value,
    origin: example ? 'example' : 'empty',
    name: example?.name,
  });
}

function generate(
  workspace: CompiledWorkspace,
  operation: CompiledOperation,
  route: Route,
  { status, response, content }: Chosen & { content: ApiContent },
  persona: CompiledPersona | undefined,
): Answer {
  const seed = [persona?.seed ?? 'mockops', operation.key, ...route.params].join('/');
  const key = `${seed} ${status} ${content.media_type} ${persona?.name ?? ''}`;
  const kept = workspace.generated.get(key);
  if (kept) return kept;
  const params = Object.fromEntries(route.names.map((name, index) => [name, route.params[index]]));
  const hints = { ...persona?.traits, ...params };
  // The sampler takes an example where there is one; here it was either not there or not wanted.
  const bare = { ...operation.api, responses: [{ ...response, content: [{ ...content, examples: [] }] }] };
  const value = workspace.contract.sampler.sampleResponse(bare, status, content.media_type, { seed, hints });
  const headers = documentedHeaders(response, workspace.contract.sampler, seed);
  headers['content-type'] = concreteMedia(content.media_type, value);
  const answer = buildAnswer({ status, headers, body: value, origin: 'generated' });
  if ((answer.body?.byteLength ?? 0) <= MAX_KEPT_BYTES) keep(workspace.generated, key, answer);
  return answer;
}

/** Oldest out: enough for repeated traffic, and bounded when every request names another entity. */
function keep(generated: Map<string, Answer>, key: string, answer: Answer): void {
  if (generated.size >= MAX_KEPT) {
    for (const oldest of generated.keys()) {
      generated.delete(oldest);
      break;
    }
  }
  generated.set(key, answer);
}

/** A range such as `application/*` is no content type; data that the named format cannot carry as text goes out as JSON, truthfully labelled. */
function concreteMedia(media_type: string, value: unknown): string {
  if (isJsonMediaType(media_type)) return media_type;
  if (typeof value !== 'string') return 'application/json';
  return media_type.includes('*') ? 'text/plain; charset=utf-8' : media_type;
}
