import { diffApis, loadContract } from '@mockops/schema';
import { generateSdk } from '@mockops/sdkgen';
import { afterAll, expect, test } from 'vitest';
import { createContracts, type Loaded } from './contracts.ts';

/** More operations than one part of a packed model, a shared schema, and names that objects treat in their own way. */
function contractOf(count: number, type = 'string'): Record<string, string> {
  const paths = Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `/things/${at}`,
      {
        get: {
          operationId: `getThing${at}`,
          responses: {
            200: {
              description: 'ok',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/__proto__' } } },
            },
          },
        },
      },
    ]),
  );
  const thing = { type: 'object', required: ['id'], properties: { id: { type }, constructor: { type: 'number' } } };
  const schemas = JSON.parse(`{ "__proto__": ${JSON.stringify(thing)} }`);
  const document = { openapi: '3.1.0', info: { title: 'Things', version: '1' }, paths, components: { schemas } };
  return { 'schemas/openapi.json': JSON.stringify(document) };
}

const here = createContracts();
const threaded = createContracts({ large: 0 });
afterAll(async () => {
  await threaded.close();
});

async function load(contracts: typeof here, files: Record<string, string>): Promise<Loaded> {
  const loaded = await contracts.load(files);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.issues));
  return loaded.value;
}

test('a contract says the same whether it was read here or in a thread', async () => {
  const files = contractOf(90);
  const read = await loadContract(files);
  for (const contracts of [here, threaded]) {
    const loaded = await load(contracts, files);
    expect(await loaded.model()).toEqual(read.ok && read.value.api);
    expect(loaded.outline).toMatchObject({ kind: 'openapi', version: '1', schemas: 1 });
    expect(loaded.outline.operations).toHaveLength(90);
    expect(loaded.outline.operations[0]).toMatchObject({ key: 'GET /things/0', statuses: ['200'] });
  }
});

test('equal files are read once, whoever asks and when, and give one model', async () => {
  for (const contracts of [here, threaded]) {
    const [first, second] = await Promise.all([load(contracts, contractOf(3)), load(contracts, contractOf(3))]);
    expect(second).toBe(first);
    expect(await (await load(contracts, contractOf(3))).model()).toBe(await first.model());
    expect(await load(contracts, contractOf(4))).not.toBe(first);
  }
});

test('what cannot be read is told with its place, from a thread too', async () => {
  const broken = { 'schemas/openapi.yaml': 'openapi: 3.1.0\ninfo: { title: A, version: "1" }\npaths: [\n' };
  const told = await loadContract(broken);
  expect(told.ok).toBe(false);
  expect(told.issues[0]?.at?.line).toBeGreaterThan(0);
  for (const contracts of [here, threaded]) expect(await contracts.load(broken)).toEqual(told);
});

test('changes, their places and their witnesses are the same from a thread', async () => {
  const [old, young] = [contractOf(2), contractOf(2, 'integer')];
  const [before, after] = await Promise.all([loadContract(old), loadContract(young)]);
  if (!before.ok || !after.ok) throw new Error('both must load');
  const locate = { before: before.value.locate, after: after.value.locate };
  const expected = diffApis(before.value.api, after.value.api, { locate });
  expect(expected.changes[0]).toMatchObject({ level: 'breaking', before: { file: 'schemas/openapi.json' } });
  for (const contracts of [here, threaded]) {
    const sides = [await load(contracts, old), await load(contracts, young)] as const;
    expect(await contracts.compare(...sides, { located: true })).toEqual(expected);
    const fresh = await contracts.compare(null, sides[1], {});
    expect(fresh.changes.map(({ rule }) => rule)).toEqual(['endpoint-added', 'endpoint-added']);
  }
});

test('SDKs, corrections and merges are the same from a thread', async () => {
  const files = contractOf(2);
  const [text = ''] = Object.values(files);
  const read = await loadContract(files);
  const expected = read.ok && generateSdk({ api: read.value.api, language: 'python', package_name: 'things' });
  const sides = { file: 'a.json', base: text, edited: text.replace('Things', 'Goods'), incoming: text };
  const found = { operation: 'GET /things/0', status: 200, path: '/seen', actual: { type: 'string' } };
  for (const contracts of [here, threaded]) {
    const contract = await load(contracts, files);
    expect(await contracts.generate(contract, { language: 'python', package_name: 'things' })).toEqual(expected);
    expect(await contracts.merge(sides)).toMatchObject({ ok: true, value: { conflicts: [] } });
    const { files: corrected } = await contracts.propose(files, [{ ...found, mismatch_type: 'unexpected_field' }]);
    expect(corrected['schemas/openapi.json']).toContain('seen');
  }
});

test('a digest tells meaning, not layout: JSON in any layout and YAML are one', async () => {
  const digests = [];
  for (const contracts of [here, threaded])
    digests.push(
      await contracts.digests({
        'a.json': '{"a": {"b": 1.0, "c": "\\u0061\\ud83d\\ude00"}}',
        'b.json': '{ "a":\n  { "c": "a😀", "b": 1 } }',
        'c.yaml': '# words\na: { c: a😀, b: 1 }\n',
        'd.yaml': 'a: { c: a😀, b: 2 }\n',
        'e.md': '# words',
      }),
    );
  expect(digests[0]).toEqual(digests[1]);
  const { 'a.json': one, ...others } = digests[0] ?? {};
  expect(Object.values(others).map((digest) => digest === one)).toEqual([true, true, false, false]);
});

test('a contract that takes too long is refused like one that is wrong, and a comparison says what to do', async () => {
  const contracts = createContracts({ large: 0, limit_ms: 1 });
  const refused = await contracts.load(contractOf(1));
  expect(refused).toMatchObject({
    ok: false,
    issues: [{ code: 'SCH005', message: 'reading the contract takes longer than 0.001 s and was stopped' }],
  });
  const contract = await load(here, contractOf(1));
  await expect(contracts.compare(contract, contract, {})).rejects.toMatchObject({
    id: 'invalid-document',
    message: expect.stringContaining('comparing the contracts takes longer than 0.001 s and was stopped; split'),
  });
  await contracts.close();
});

test('little text with aliases may be much work, so it is not done here', async () => {
  const contracts = createContracts({ limit_ms: 1 });
  const plain = 'openapi: 3.1.0\ninfo: { title: A, version: "1" }\npaths: {}\n';
  expect(await contracts.load({ 'a.yaml': plain })).toMatchObject({ ok: true });
  expect(await contracts.load({ 'a.yaml': `${plain}x-a: &a [1]\nx-b: [*a, *a]\n` })).toMatchObject({ ok: false });
  await contracts.close();
});
