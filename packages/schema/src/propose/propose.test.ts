import { expect, test } from 'vitest';
import { loadApi } from '../load/load.ts';
import { createValidator } from '../validate/validator.ts';
import { proposeContract } from './propose.ts';

const YAML = `# Payments, kept by hand
openapi: 3.0.3
info: { title: Payments, version: "1.0" }
paths:
  /charges/{id}:
    get:
      responses:
        "200":
          description: the charge   # one
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Charge'
components:
  schemas:
    # What was paid
    Charge:
      type: object
      required: [id, amount]
      properties:
        id:
          type: string
        # in cents
        amount:
          type: integer
          description: >
            What was paid,
            in cents.
        state: { type: string, enum: [open, paid] }
        items:
          type: array
          items: { type: object, required: [sku], properties: { sku: { type: string } } }

    # Not touched
    Other: {type: object}
`;
const operation = 'GET /charges/{id}';

async function check(files: Record<string, string>, body: unknown, op = operation) {
  const api = await loadApi(files);
  if (!api.ok) throw new Error(JSON.stringify(api.issues));
  expect(api.issues).toEqual([]);
  return createValidator(api.value).checkResponse({ operation: op, status: 200, media_type: 'application/json', body });
}

async function adopt(files: Record<string, string>, body: unknown, op = operation) {
  const findings = (await check(files, body, op)).map((mismatch) => ({ operation: op, status: 200, ...mismatch }));
  expect(findings.length).toBeGreaterThan(0);
  const proposal = proposeContract(files, findings);
  expect(await check({ ...files, ...proposal.files }, body, op)).toEqual([]);
  return proposal;
}

test('a renamed field is renamed in the YAML, and the rest of the file stays byte for byte', async () => {
  const { files, applied, skipped } = await adopt({ 'api.yaml': YAML }, { id: 'c1', total: 12 });
  expect(skipped).toEqual([]);
  expect(applied).toEqual([
    'GET /charges/{id} 200 missing required field /amount: "amount" is renamed to "total", which was seen in its place',
  ]);
  expect(files['api.yaml']).toBe(
    YAML.replace('required: [id, amount]', 'required: [id, total]').replace(
      `        amount:
          type: integer
          description: >
            What was paid,
            in cents.
`,
      `        total:
          type: integer
          description: |
            What was paid, in cents.
`,
    ),
  );
});

test('a missing field without an unexpected one beside it becomes optional, also twice in one list', async () => {
  const { files, applied } = await adopt({ 'api.yaml': YAML }, {});
  expect(applied).toHaveLength(2);
  expect(files['api.yaml']).toBe(YAML.replace('      required: [id, amount]\n', ''));
});

test('an unexpected field is declared with the shape that was seen, inside lists too', async () => {
  const body = {
    id: 'c1',
    amount: 1,
    items: [{ sku: 'a', weight: 1.5, tags: ['x'] }],
    payer: { name: 'Ada', age: null },
  };
  const { files, applied } = await adopt({ 'api.yaml': YAML }, body);
  expect(applied).toHaveLength(3);
  expect(files['api.yaml']).toContain('# Not touched\n    Other: {type: object}\n');
  expect(files['api.yaml']).not.toContain('Ada');
});

test('a changed type is taken over and what only fitted the old one goes', async () => {
  const { files } = await adopt({ 'api.yaml': YAML }, { id: 7, amount: 1, state: 3 });
  expect(files['api.yaml']).toContain('        id:\n          type: integer\n');
  expect(files['api.yaml']).toContain('state: { type: integer }');
});

test('null where the contract knows none becomes nullable in 3.0 and a list of types in 3.1', async () => {
  const v30 = await adopt({ 'api.yaml': YAML }, { id: 'c', amount: null, state: null });
  expect(v30.files['api.yaml']).toContain('nullable: true');
  const v31 = await adopt({ 'api.yaml': YAML.replace('3.0.3', '3.1.0') }, { id: null, amount: 1 });
  expect(v31.files['api.yaml']).toMatch(/type:\s+- string\s+- "?null"?/);
});

test('the edit is made in the file where the schema stands, and JSON stays JSON with its indentation', async () => {
  const files = {
    'api.json': JSON.stringify(
      {
        openapi: '3.1.0',
        info: { title: 'A', version: '1' },
        paths: {
          '/a': {
            get: {
              responses: {
                '200': {
                  description: 'ok',
                  content: { 'application/json': { schema: { $ref: './models/thing.json' } } },
                },
              },
            },
          },
        },
      },
      null,
      4,
    ),
    'models/thing.json': `${JSON.stringify({ allOf: [{ type: 'object', required: ['id'], properties: { id: { type: 'string' } } }] }, null, 4)}\n`,
  };
  const proposal = await adopt(files, { key: 'x' }, 'GET /a');
  expect(proposal.files).toEqual({ 'models/thing.json': files['models/thing.json'].replaceAll('"id"', '"key"') });
});

test('what the contract cannot place is skipped with the reason', () => {
  const finding = { operation, status: 200, path: '/amount' } as const;
  const { files, skipped } = proposeContract({ 'api.yaml': YAML }, [
    { ...finding, mismatch_type: 'constraint_violation' },
    { ...finding, mismatch_type: 'type_mismatch' },
    { ...finding, mismatch_type: 'unexpected_field', path: '/amount/x', actual: { type: 'string' } },
    { ...finding, mismatch_type: 'type_mismatch', operation: 'GET /none', actual: { type: 'string' } },
  ]);
  expect(files).toEqual({});
  expect(skipped.map(({ reason }) => reason)).toEqual([
    'only a person can decide what the contract should say here',
    'the finding does not say which type was seen',
    'the contract declares no object there',
    'the contract has no JSON schema for this response',
  ]);
});
