import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkPython } from '../../check/python.ts';
import { startConformanceServer, tortureContract } from '../../conformance/index.ts';
import { attacksContract } from '../../fixtures/attacks.ts';
import { hostileContract } from '../../fixtures/hostile.ts';
import { loadContract, loadText } from '../../fixtures/load.ts';
import { shopContract } from '../../fixtures/shop.ts';
import { startShop } from '../../fixtures/shop-server.ts';
import { runTour, TOUR_WENT_WELL } from '../../fixtures/tour.ts';
import { trapsContract } from '../../fixtures/traps.ts';
import { valuesContract } from '../../fixtures/values.ts';
import { findProgram, run, withSdk } from '../../fixtures/workshop.ts';
import { PYTHON_CONFORMANCE } from './conformance.ts';

const python = findProgram('python3') ?? '';
const without = python === '' ? ' (skipped: no python3 on the PATH)' : '';

const program = `
import json, sys
from shop_client import UNSET, ApiError, Client, DecodeError, MockOps, RequestOptions, TransportError, models

client = Client(
    sys.argv[1],
    headers={"x-app": "test", "authorization": "Bearer abc"},
    mockops=MockOps(session="s-1", persona="premium", scenario="declined", ci_run="run-7"),
)
orders = client.orders.list_orders(
    status=[models.OrderStatus.PAID, models.OrderStatus("on hold")], ids=["1", "2,3"],
    filter=models.ListOrdersFilter(min=3, city="Köln"), sort=models.ListOrdersSort.MINUS_CREATED, x_trace="t", tenant="acme",
)
created = client.orders.create_order(body=models.Order(
    status=models.OrderStatus.PENDING, lines=[models.Line(sku="tea", quantity=1)], payment=models.CardPayment(last4="4242"), note=None,
))
found = client.orders.get_order("a/b c", options=RequestOptions(mockops=MockOps(persona="guest")))
gone = client.orders.delete_order("a/b c")
token = client.tokens.create_token(body=models.CreateTokenBody(amount=5, expand=["a", "b"], card=models.CreateTokenBodyCard(number="1", name="N M")))
client.files.upload_file(body=models.UploadFileBody(file=b"hello", label="greeting"))
content = client.files.download_file("9")
stored = client.files.replace_file("9", body=bytes([1, 2, 255]))
try:
    client.orders.get_order("nope")
except ApiError as error:
    failure = [error.status, type(error.body).__name__, error.body.code, error.headers["content-type"]]
try:
    Client(sys.argv[2], max_retries=0).orders.delete_order("x")
except TransportError:
    unanswered = True
try:
    models.Order.from_json({"id": "1", "status": "paid", "lines": [{"sku": 1}]})
except DecodeError as error:
    wrong = str(error)
unknown = models.Order.from_json({**found.to_json(), "payment": {"kind": "coin", "coin": 1}})
print(json.dumps({
    "count": len(orders), "created": created.to_json(), "status": found.status, "kind": type(found.payment).__name__,
    "coupon": [found.coupon, created.coupon is UNSET], "gift": found.gift_message, "parent": found.parent.id, "gone": gone,
    "token": token.token, "content": content.decode(), "stored": stored, "failure": failure, "unanswered": unanswered,
    "wrong": wrong, "unknown": unknown.to_json()["payment"], "same": models.Order.from_json(found.to_json()) == found,
}))
`;

test.skipIf(python === '')(`the Python client compiles and speaks to a server${without}`, async () => {
  const api = await loadContract(shopContract);
  const shop = await startShop();
  try {
    await withSdk(api, 'python', async ({ folder, write }) => {
      await write(new Map([['try.py', program]]));
      expect(await run(python, ['-W', 'error', '-m', 'compileall', '-q', '.'], folder)).toEqual({
        code: 0,
        output: '',
      });
      const ended = await run(python, ['-W', 'error', 'try.py', shop.url, shop.hangUpUrl], folder);
      expect(ended.code, ended.output).toBe(0);
      expect(JSON.parse(ended.output)).toEqual({
        count: 2,
        created: {
          id: 'o-3',
          status: 'pending',
          lines: [{ sku: 'tea', quantity: 1 }],
          payment: { kind: 'card', last4: '4242' },
          note: null,
        },
        status: 'refunded-later',
        kind: 'BankPayment',
        coupon: [null, true],
        gift: 'hi',
        parent: 'root',
        gone: null,
        token: 't-1',
        content: 'bytes',
        stored: 'stored 3',
        failure: [404, 'Problem', 'order_missing', 'application/problem+json'],
        unanswered: true,
        wrong: 'Order.lines[0].quantity: missing, and the contract requires it',
        unknown: { kind: 'coin', coin: 1 },
        same: true,
      });
    });
    const [list, , get] = shop.seen;
    expect(list?.url).toBe(
      '/api/orders?filter%5Bcity%5D=K%C3%B6ln&filter%5Bmin%5D=3&ids=1,2%2C3&sort=-created&status=paid&status=on%20hold',
    );
    expect(list?.headers).toMatchObject({
      'x-trace': 't',
      'x-app': 'test',
      authorization: 'Bearer abc',
      cookie: 'tenant=acme',
      'mockops-session': 's-1',
      'mockops-persona': 'premium',
      'mockops-scenario': 'declined',
      'mockops-ci-run': 'run-7',
    });
    expect(get?.headers).toMatchObject({ 'mockops-persona': 'guest', 'mockops-session': 's-1' });
    const bodies = shop.seen.map(({ url, body }) => [url, body]);
    expect(bodies).toContainEqual([
      '/api/tokens',
      'amount=5&card%5Bname%5D=N%20M&card%5Bnumber%5D=1&expand=a&expand=b',
    ]);
    expect(shop.seen.find(({ url }) => url === '/api/files')?.body).toMatch(
      /name="file"[\s\S]*hello[\s\S]*name="label"[\s\S]*greeting/,
    );
    expect(bodies).toContainEqual(['/api/files/9/content', '\u0001\u0002\u00ff']);
  } finally {
    await shop.close();
  }
});

test.skipIf(python === '')(
  `the Python client does in every point of the torture contract what the specification says${without}`,
  async () => {
    const api = await loadText('torture.yaml', tortureContract());
    const server = await startConformanceServer();
    try {
      await withSdk(api, 'python', async ({ folder, write }) => {
        const readme = readFileSync(join(folder, 'README.md'), 'utf8');
        const calls = [...readme.matchAll(/```python\n(.*?)```/gs)].map(([, code]) => code ?? '');
        const tour = readFileSync(join(folder, 'examples/tour.py'), 'utf8').replace(/^.*\n\n/, '');
        expect(calls.pop()).toBe(tour);
        await write(
          new Map([
            ['try.py', PYTHON_CONFORMANCE],
            ...calls.map((code, index): [string, string] => [`readme_${index}.py`, code]),
          ]),
        );
        // With mypy where there is one: the program is checked as strictly as the client.
        expect(await checkPython(folder)).toEqual({ ok: true });
        const ended = await run(python, ['-W', 'error', 'try.py', server.url], folder);
        expect(await server.report(), ended.output).toEqual([]);
        expect(ended).toEqual({ code: 0, output: 'every call did what it should\n' });
        const toured = await runTour(python, ['-W', 'error', 'examples/tour.py'], folder, { PYTHONPATH: folder });
        expect(toured).toMatchObject(TOUR_WENT_WELL);
        expect(toured.output).toContain("404 req-404 Missing(code='missing', what='thing')");
      });
    } finally {
      await server.close();
    }
  },
);

/** Calls of what only a contract's texts name, in anything that was generated from them. */
const findCalls = `
import ast, pathlib
for path in pathlib.Path(".").rglob("*.py"):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("hostile", "evil"):
            print(path, node.lineno)
`;

test.skipIf(python === '')(`no text of a hostile contract becomes code of a Python client${without}`, async () => {
  for (const contract of [hostileContract, attacksContract, valuesContract]) {
    await withSdk(await loadContract(contract), 'python', async ({ folder, write }) => {
      expect(await checkPython(folder)).toEqual({ ok: true });
      await write(new Map([['find_calls.py', findCalls]]));
      expect(await run(python, ['find_calls.py'], folder)).toEqual({ code: 0, output: '' });
    });
  }
});

const black = findProgram('black');

test.skipIf(black === undefined)('a Python client is formatted as black would leave it (needs black)', async () => {
  const contracts = [trapsContract, valuesContract].map(loadContract);
  for (const api of await Promise.all([loadText('torture.yaml', tortureContract()), ...contracts])) {
    await withSdk(api, 'python', async ({ folder, write }) => {
      const readme = readFileSync(join(folder, 'README.md'), 'utf8');
      await write(new Map([['first.py', /```python\n(.*?)```/s.exec(readme)?.[1] ?? '']]));
      const ended = await run(black ?? '', ['--check', '--diff', '--quiet', '.'], folder);
      expect(ended).toEqual({ code: 0, output: '' });
    });
  }
});

/** Imports the package and resolves the annotation of every field, as decoding would. */
const resolveAll = `
import dataclasses, importlib, sys
package = sys.argv[1]
importlib.import_module(package)
models = importlib.import_module(package + ".models")
decoding = importlib.import_module(package + ".decoding")
count = 0
for value in list(vars(models).values()):
    if isinstance(value, type) and issubclass(value, decoding.Model) and value is not decoding.Model:
        count += len(decoding._hints_of(value))
print(count > 0)
`;

test.skipIf(python === '')(`a Python client of every known trap compiles, imports and decodes${without}`, async () => {
  const api = await loadContract(trapsContract);
  await withSdk(api, 'python', async ({ folder, write }) => {
    const module = 'traps_co_client';
    const decode = `
from ${module} import models
from ${module}.decoding import decode, to_json
tree = decode(models.Json, {"a": [1, "b", {"c": ["d"]}]}, "body")
rows = decode(models.Rows, [[], [[]]], "body")
fields = models.AllFields.from_json({"$ref": "r", "ID": "1", "Id": "2", "_id": "3", "id": "4", "+1": "up", "-1": "down", **{n: "x" for n in ${JSON.stringify(required())}}})
value = models.Values("not known")
open_ = models.Open.from_json({"a": "b", "more": 3})
print([to_json(tree), rows, fields.id, fields.to_json()["+1"], models.Values.LESS_EQUAL, value, open_.to_json(), decode(models.NullableRef, None, "body")])
`;
    expect(await checkPython(folder)).toEqual({ ok: true });
    await write(
      new Map([
        ['resolve.py', resolveAll],
        ['decode.py', decode],
      ]),
    );
    expect(await run(python, ['resolve.py', module], folder)).toEqual({ code: 0, output: 'True\n' });
    expect(await run(python, ['decode.py'], folder)).toEqual({
      code: 0,
      output: `[{'a': [1, 'b', {'c': ['d']}]}, [[], [[]]], '4', 'up', '<=', 'not known', {'a': 'b', 'more': 3}, None]\n`,
    });
  });
});

const required = (): string[] => trapsContract.components.schemas.AllFields.required ?? [];
