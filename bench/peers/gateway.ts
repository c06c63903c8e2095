// Our side: the engine alone, as a gateway process holds it, without control plane. `node gateway.ts [upstream url]`.
// Serves `/orders/orders` (workspace), `/shop/orders/orders` (the same through a federation) and `/shop/live/orders` (the upstream).
import { FederationService } from '@mockops/contract';
import { createGateway } from '@mockops/engine';
import { buildContract } from '../answer.ts';
import { announce, endWith } from './process.ts';

const [upstream_url] = process.argv.slice(2);
let observed = 0;

const gateway = createGateway({
  gateway_id: 'bench',
  now: Date.now,
  random_seed: 'bench',
  observe: () => {
    observed += 1;
  },
  onIssue: (message) => console.error(message),
});

const issues = await gateway.putWorkspace({
  workspace: 'orders',
  environment: 'dev',
  digest: 'a'.repeat(64),
  settings: { reality_level: 'mock_v1' },
  schemas: { 'openapi.json': buildContract() },
  mocks: {},
  scenarios: {},
  personas: {},
});
if (issues.length > 0) throw new Error(JSON.stringify(issues));
const mocked = { name: 'orders', workspace_id: 'orders', base_path: '/orders', reality_level: 'mock_v1' };
const live = { name: 'live', workspace_id: 'orders', base_path: '/live', reality_level: 'real', upstream_url };
gateway.putFederation({
  federation: 'shop',
  digest: 'f'.repeat(64),
  environment: 'dev',
  services: [mocked, ...(upstream_url === undefined ? [] : [live])].map((service) => FederationService.parse(service)),
});

const { port } = await gateway.listen({ port: 0, host: '127.0.0.1' });
announce(port);
endWith(() => {
  void gateway.close(0).then(() => console.error(`${observed} exchanges observed`));
});
