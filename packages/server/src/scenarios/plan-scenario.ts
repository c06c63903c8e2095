// From a workspace's scenario to the requests that prove it: one per stub, made so that this stub answers. In: the document and the contract.
// Out: method, path with values, conditions met, and the stub's own answer as what is expected.
import type { ScenarioDocument, Stub } from '@mockops/contract';
import type { ApiModel, ApiOperation, JsonSchema } from '@mockops/schema';

export interface ScenarioRequest {
  name: string;
  method: string;
  /** Below the workspace, with its query. */
  path: string;
  headers: Record<string, string>;
  body: unknown;
  response: Stub['response'];
  /** What the contract calls it. */
  operation: ApiOperation | undefined;
}

/** `unknown`: stubs of an operation that the contract does not have; no request can reach them. */
export function planScenario(
  document: ScenarioDocument,
  api: ApiModel | undefined,
): { requests: ScenarioRequest[]; unknown: { index: number; operation: string }[] } {
  const requests: ScenarioRequest[] = [];
  const unknown: { index: number; operation: string }[] = [];
  for (const [index, stub] of document.mocks.entries()) {
    const operation = findOperation(stub, api);
    const wanted = stub.request.operation;
    if (wanted !== undefined && !operation) {
      unknown.push({ index, operation: wanted });
      continue;
    }
    const template = operation && wanted !== undefined ? operation.path : (stub.request.path ?? '/');
    const method = (wanted === undefined ? stub.request.method : undefined) ?? operation?.method ?? 'GET';
    const { query = {}, headers = {}, body } = stub.request;
    const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString();
    requests.push({
      name: stub.name ?? `mocks[${index}] ${method} ${template}`,
      method,
      path: fillPath(template, operation) + (search === '' ? '' : `?${search}`),
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])),
      body,
      response: stub.response,
      operation,
    });
  }
  return { requests, unknown };
}

export function findOperation({ request }: Stub, api: ApiModel | undefined): ApiOperation | undefined {
  const { operation: wanted, path, method } = request;
  if (wanted !== undefined)
    return api?.operations.find(({ key, operation_id }) => operation_id === wanted || key === wanted);
  return api?.operations.find(
    (one) => (method === undefined || one.method === method) && isSamePath(one.path, path ?? ''),
  );
}

/** `/charges/{id}` and `/charges/{charge}` are one; a value in the place of a parameter fits it too. */
function isSamePath(template: string, path: string): boolean {
  const [a, b] = [template.split('/'), path.split('/')];
  return a.length === b.length && a.every((part, index) => part === b[index] || part.includes('{'));
}

function fillPath(template: string, operation: ApiOperation | undefined): string {
  return template.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const parameter = operation?.parameters.find((one) => one.in === 'path' && one.name === name);
    return encodeURIComponent(parameter ? valueFor(parameter.example, parameter.schema) : 'sample');
  });
}

function valueFor(example: unknown, schema: JsonSchema): string {
  const facts = typeof schema === 'object' ? schema : {};
  const listed = Array.isArray(facts.enum) ? facts.enum[0] : undefined;
  const given = [example, facts.example, facts.default, listed].find((value) =>
    ['string', 'number'].includes(typeof value),
  );
  if (given !== undefined) return String(given);
  if (facts.format === 'uuid') return '00000000-0000-4000-8000-000000000001';
  return facts.type === 'integer' || facts.type === 'number' ? '1' : 'sample';
}
