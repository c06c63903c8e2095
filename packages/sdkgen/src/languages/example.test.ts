import { expect, test } from 'vitest';
import { loadContract } from '../fixtures/load.ts';
import { generateSdk, LANGUAGES, type Language } from '../index.ts';

const securitySchemes = {
  admin: { type: 'http', scheme: 'bearer' },
  apiKey: { type: 'apiKey', in: 'header', name: 'x-key' },
  login: { type: 'http', scheme: 'basic' },
};
const responses = { 200: { description: 'ok', content: { 'application/json': { schema: { type: 'string' } } } } };

/** One simple thing to read, and another operation that needs what sorts first and is no concern of the first call. */
const contractOf = (security: object[]) => ({
  openapi: '3.1.0',
  info: { title: 'Guarded', version: '1' },
  servers: [{ url: 'https://guard.test' }],
  paths: {
    '/things': {
      get: { operationId: 'listThings', security, responses },
      post: { operationId: 'reset', security: [{ admin: [] }], responses },
    },
  },
  components: { securitySchemes },
});

/** How the client of the README's first call is made. */
async function firstClient(language: Language, security: object[]): Promise<string> {
  const api = await loadContract(contractOf(security));
  const readme = generateSdk({ api, language }).get('README.md') ?? '';
  const made =
    /^ *\t*(?:const |let |using var |Client )?client :?=\s[\s\S]*?\n(?=\n?[ \t]*(?:try|answer, err|println|\n))/m;
  return (made.exec(readme)?.[0] ?? '').trim();
}

const LOCAL_RUST = 'let client = guarded_client::Client::new("http://localhost:4801")';
const START_GO = 'client := guardedclient.NewClient("https://guard.test"';
const START_JAVA = 'Client client = Client.builder().baseUrl("https://guard.test")';
const START_CSHARP = 'using var client = new Client(new ClientOptions { BaseUrl = "https://guard.test"';

const PUBLIC: Record<Language, string> = {
  typescript: 'const client = new Client();',
  python: 'client = Client()',
  go: `${START_GO})`,
  rust: `${LOCAL_RUST};`,
  java: `${START_JAVA}.build();`,
  csharp: `${START_CSHARP} });`,
};

const KEY: Record<Language, string> = {
  typescript: "const client = new Client({ auth: { apiKey: '…' } });",
  python: 'client = Client(auth=Auth(api_key="…"))',
  go: `${START_GO}, guardedclient.WithAPIKey("…"))`,
  rust: `${LOCAL_RUST}.with_api_key("…");`,
  java: `${START_JAVA}.apiKey("…").build();`,
  csharp: `${START_CSHARP}, ApiKey = "…" });`,
};

const BOTH: Record<Language, string> = {
  typescript: "const client = new Client({ auth: { apiKey: '…', login: { username: '…', password: '…' } } });",
  python: 'client = Client(auth=Auth(api_key="…", login=("…", "…")))',
  go: `${START_GO},
		guardedclient.WithAPIKey("…"),
		guardedclient.WithLogin("…", "…"),
	)`,
  rust: `${LOCAL_RUST}
        .with_api_key("…")
        .with_login("…", "…");`,
  java: `Client client =
        Client.builder().baseUrl("https://guard.test").apiKey("…").login("…", "…").build();`,
  csharp: `using var client = new Client(new ClientOptions
{
    BaseUrl = "https://guard.test",
    ApiKey = "…",
    Login = Credential.Basic("…", "…"),
});`,
};

for (const language of LANGUAGES) {
  test(`${language}: the first call shows the credentials that its operation needs, and no others`, async () => {
    expect(await firstClient(language, [])).toBe(PUBLIC[language]);
    expect(await firstClient(language, [{ apiKey: [] }, { login: [] }])).toBe(KEY[language]);
    expect(await firstClient(language, [{ login: [], apiKey: [] }])).toBe(BOTH[language]);
  });
}

test('the README of a Rust client says that https takes a transport, where the contract names such a server', async () => {
  const readmeOf = async (url: string) => {
    const api = await loadContract({ ...contractOf([]), servers: [{ url }] });
    return generateSdk({ api, language: 'rust' }).get('README.md');
  };
  expect(await readmeOf('https://guard.test')).toContain('is https and needs a transport of yours');
  expect(await readmeOf('http://guard.test')).not.toContain('is https and needs');
});
