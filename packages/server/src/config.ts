// One validated configuration: defaults < mockops.server.yaml < MOCKOPS_* < what the command line gave. Parsed once at boot, passed down.
import { existsSync, readFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import path from 'node:path';
import { formatIssue, type Issue, Problem } from '@mockops/contract';
import { ExternalProviderConfig } from '@mockops/sdkgen';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { isAllowable, LOOPBACK } from './outgoing/guard.ts';

const Role = z.enum(['api', 'gateway', 'worker']);

const Port = z.coerce.number().int().min(0).max(65_535);
const Milliseconds = z.coerce.number().int().min(1);
const Days = z.coerce.number().int().min(0);
/** In a variable: with commas. */
const List = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',').map((one) => one.trim()) : value),
  z.array(z.string()),
);
/** In a variable: as JSON. */
const Teams = z.preprocess(
  (value) => (typeof value === 'string' ? parseJson(value) : value),
  z.record(
    z.string().min(1).max(100),
    z.array(
      z.string().regex(/^[\w.@ -]{1,100}$/, 'a person is named with letters, digits, blanks, "_", ".", "@" and "-"'),
    ),
    { error: 'write a list of people by team, such as {"qa-leads": ["robin", "kim"]}' },
  ),
);
/** In a variable: as JSON. */
const SdkProviders = z.preprocess(
  (value) => (typeof value === 'string' ? parseJson(value) : value),
  z.record(
    z
      .string()
      .regex(
        /^(?!builtin$)[a-z][a-z0-9-]{0,40}$/,
        'a provider has a name of small letters, digits and "-" other than builtin',
      ),
    ExternalProviderConfig,
    {
      error: 'write providers by name, such as {"kiota": {"command": ["kiota", "generate", …], "languages": ["php"]}}',
    },
  ),
);
const PrivateAddress = z.string().refine(isAllowable, {
  error: (issue) =>
    `"${String(issue.input)}" is no network (10.0.0.0/8), address or host name (hooks.internal, *.corp.example)`,
});

export const Config = z.strictObject({
  home: z
    .string()
    .min(1)
    .default('.mockops')
    .describe('Folder of the embedded database, generated SDKs and the secret key.'),
  database_url: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('PostgreSQL 15 or newer instead of the embedded one; also read from `DATABASE_URL`.'),
  host: z.string().min(1).default('127.0.0.1').describe('Address that API and gateway listen on.'),
  port: Port.default(4800).describe('Of API and dashboard.'),
  gateway_port: Port.default(4801).describe('Of mocks and virtual systems.'),
  public_url: z
    .url()
    .optional()
    .describe(
      'How users reach the API, when that differs from host and port: for links in messages, callbacks and webhooks.',
    ),
  gateway_public_url: z.url().optional().describe('How users reach the gateway.'),
  roles: List.pipe(z.array(Role).min(1))
    .default(['api', 'gateway', 'worker'])
    .describe('What this process does: `api`, `gateway`, `worker`.'),
  organisation: z.string().min(1).default('default').describe('Whose data it serves.'),
  api_token: z
    .string()
    .min(16)
    .optional()
    .describe('Bearer token of the API, 16 characters or more. Required when `host` is not a loopback address.'),
  secret_key: z
    .string()
    .min(16)
    .optional()
    .describe(
      'Master key of stored secrets, 16 characters or more. Absent: the file `secret.key` in `home`, made once.',
    ),
  log_level: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least level that is logged.'),
  flush_interval_ms: Milliseconds.default(1_000).describe(
    'How often counted traffic is written: what a `kill -9` can lose.',
  ),
  heartbeat_ms: Milliseconds.default(1_000).describe('How often a worker says that it lives.'),
  dead_after_ms: Milliseconds.default(5_000).describe(
    'A worker that was silent for so long is dead, and its attempts are taken over.',
  ),
  drain_ms: Milliseconds.default(5_000).describe('How long a stopping server lets open requests and steps end.'),
  random_seed: z.string().default('mockops').describe('Seed of every random decision of the data plane.'),
  max_body_bytes: z.coerce.number().int().min(1_024).default(20_000_000).describe('Largest body that the API accepts.'),
  allowed_private_addresses: List.pipe(z.array(PrivateAddress))
    .optional()
    .describe(
      'Networks, addresses and host names in private networks that users may point webhooks, upstreams, `http` steps and connections at. Absent: loopback while `host` is loopback itself, else none.',
    ),
  teams: Teams.default({}).describe(
    'Who may approve, by the name that approval steps use: `{ qa-leads: [robin, kim] }`.',
  ),
  step_modules: List.pipe(z.array(z.string().min(1)))
    .default([])
    .describe(
      'Packages and files with step types of others, from the working folder: `@acme/mockops-steps`, `./steps/deploy.mjs`.',
    ),
  sdk_providers: SdkProviders.default({}).describe(
    'Programs that make SDKs besides our own generator, by name: `{ kiota: { command: [kiota, generate, -l, "{language}", -d, "{contract}", -o, "{out}"], languages: [php] } }`.',
  ),
  retention_events_days: Days.default(90).describe(
    'Days after which events are deleted; 0 keeps them for ever. Events that runs still show live as long as these.',
  ),
  retention_payload_days: Days.default(30).describe(
    'Days after which an event is its envelope alone, and cannot be replayed any more.',
  ),
  retention_runs_days: Days.default(90).describe(
    'Days after which runs are deleted, with steps, attempts and logs; the last success of each pipeline stays.',
  ),
  retention_facts_days: Days.default(400).describe(
    'Days after which counted traffic, drift checks and resolved incidents are deleted.',
  ),
});
export type Config = z.infer<typeof Config>;

const SECRET_KEYS = new Set(['database_url', 'api_token', 'secret_key']);

export interface ConfigSources {
  env: Record<string, string | undefined>;
  cwd: string;
  overrides?: Partial<z.input<typeof Config>>;
}

/** Throws Problem `invalid-document` that names each wrong key and where it came from. */
export function readConfig({ env, cwd, overrides = {} }: ConfigSources): Config {
  const file = path.resolve(cwd, env.MOCKOPS_CONFIG ?? 'mockops.server.yaml');
  const fromFile = readFile(file, env.MOCKOPS_CONFIG !== undefined);
  const fromEnv: Record<string, string> = {};
  const variables: Record<string, string> = {};
  const take = (key: string, variable: string) => {
    const value = env[variable];
    if (!value) return;
    fromEnv[key] = value;
    variables[key] = variable;
  };
  take('database_url', 'DATABASE_URL');
  for (const key of Object.keys(Config.shape)) take(key, `MOCKOPS_${key.toUpperCase()}`);
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  const read = Config.safeParse({ ...fromFile, ...fromEnv, ...given });
  if (!read.success) {
    const issues = read.error.issues.map((issue): Issue => {
      const key = String(issue.path[0] ?? '');
      const origin = key in given ? 'command line' : (variables[key] ?? path.basename(file));
      return { code: 'CFG001', path: `${origin}: ${key}`, message: issue.message };
    });
    throw new Problem('invalid-document', `The configuration is not valid: ${issues.map(formatIssue).join(' · ')}`, {
      issues,
    });
  }
  const config = { ...read.data, home: path.resolve(cwd, read.data.home) };
  if (!isLoopback(config.host) && !config.api_token) {
    throw new Problem(
      'invalid-document',
      `host ${config.host} is reachable from other machines, so MOCKOPS_API_TOKEN must be set (16 characters or more); or bind to 127.0.0.1`,
    );
  }
  return config;
}

function readFile(file: string, named: boolean): Record<string, unknown> {
  if (!existsSync(file)) {
    if (named) throw new Problem('invalid-document', `there is no file ${file}, which MOCKOPS_CONFIG names`);
    return {};
  }
  const document = parseDocument(readFileSync(file, 'utf8'), { prettyErrors: true });
  const [broken] = document.errors;
  if (broken) throw new Problem('invalid-document', `${file} is no YAML: ${broken.message}`, { cause: broken });
  const settings = z.record(z.string(), z.unknown()).safeParse(document.toJS() ?? {});
  if (!settings.success) throw new Problem('invalid-document', `${file} must be a map of settings`);
  return settings.data;
}

/** Undefined, which no schema takes, for what is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isLoopback(host: string): boolean {
  // An address, not a name such as 127.example.com, which its owner may point anywhere.
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/** What the guard of outgoing requests lets through besides public networks. */
export function allowedPrivateAddresses({ host, allowed_private_addresses }: Config): string[] {
  return allowed_private_addresses ?? (isLoopback(host) ? LOOPBACK : []);
}

/** For the log: the same object with secrets as `•••`. */
export function redactConfig(config: Config): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, SECRET_KEYS.has(key) && value !== undefined ? '•••' : value]),
  );
}

/** For the log's redactor. Of the database's address only the password is secret; a short one is a word that logs need. */
export function secretsOfConfig({
  api_token,
  secret_key,
  database_url = '',
}: Config): { name: string; value: string }[] {
  const password = decodeURIComponent(URL.parse(database_url)?.password ?? '');
  const values = { api_token, secret_key, database_url: password.length < 8 ? undefined : password };
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}
