// A small shop for end-to-end tests: one contract, folders of files, and an upstream that can be told to change.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { temporaryFolder } from './system.ts';

export const CONTRACT = `openapi: 3.1.0
info: { title: Payments, version: 1.0.0 }
paths:
  /charges/{id}:
    get:
      operationId: getCharge
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        "200":
          description: The charge
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Charge" }
              example: { id: ch_1, amount: 100, currency: EUR }
        "404":
          description: No such charge
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Problem" }
              example: { message: no such charge }
  /charges:
    post:
      operationId: createCharge
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: "#/components/schemas/NewCharge" } } }
      responses:
        "201":
          description: Created
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Charge" }
              example: { id: ch_2, amount: 100, currency: EUR }
components:
  schemas:
    NewCharge:
      type: object
      required: [amount]
      properties:
        amount: { type: integer }
    Charge:
      type: object
      required: [id, amount, currency]
      properties:
        id: { type: string }
        amount: { type: integer } # in cents
        currency: { type: string }
    Problem:
      type: object
      required: [message]
      properties:
        message: { type: string }
`;

/** One more operation and one more optional field. */
export const CHANGED_CONTRACT = CONTRACT.replace(
  'components:',
  `  /payouts:
    get:
      operationId: listPayouts
      responses:
        "200":
          description: Payouts
          content:
            application/json:
              schema: { type: array, items: { type: string } }
              example: [po_1]
components:`,
).replace('currency: { type: string }\n', 'currency: { type: string }\n        note: { type: string }\n');

export function writeFolder(files: Record<string, string>): string {
  const folder = temporaryFolder('folder');
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}

/** A workspace that mocks the contract without faults or delays. */
export function shopFiles(name: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    'workspace.yaml': `name: ${name}\n`,
    'environments.yaml':
      'dev: { reality_level: mock_v1 }\ntest: { reality_level: mock_v1 }\nprod: { reality_level: mock_v1 }\n',
    'schemas/openapi.yaml': CONTRACT,
    ...more,
  };
}

export interface Upstream {
  url: string;
  /** What the body of the next answers is made of. */
  body: Record<string, unknown>;
  paths: string[];
  headers: Record<string, string | string[] | undefined>[];
  close: () => Promise<void>;
}

/** A real service behind the mocks. */
export async function startUpstream(
  body: Record<string, unknown> = { id: 'ch_1', amount: 100, currency: 'EUR' },
): Promise<Upstream> {
  const upstream: Upstream = { url: '', body, paths: [], headers: [], close: async () => undefined };
  const server: Server = createServer((request, response) => {
    upstream.paths.push(request.url ?? '');
    upstream.headers.push(request.headers);
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(upstream.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  upstream.url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  upstream.close = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return upstream;
}
