// The control plane over HTTP: routes of every domain, problem+json, OpenAPI, health, metrics, the dashboard's files.
import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import websocket from '@fastify/websocket';
import { Problem } from '@mockops/contract';
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import { jsonSchemaTransform, validatorCompiler } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Metrics } from '../telemetry/metrics.ts';
import { answerClientError, answerProblem, sendProblem } from './answer-problem.ts';
import { guard, signInRoute } from './guard.ts';

export interface AppOptions {
  log: Logger;
  metrics: Metrics;
  version: string;
  api_token: string | undefined;
  /** Users reach the dashboard over https. */
  secure?: boolean;
  max_body_bytes: number;
  /** Folder of the built dashboard. */
  dashboard: string;
  /** Throws or answers false while the server cannot work. */
  isReady: () => Promise<boolean>;
  register: (app: FastifyInstance) => void;
}

/** For a whole request to arrive: a client that dribbles must not hold its place for ever. */
const REQUEST_LIMIT_MS = 120_000;

export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { log, metrics } = options;
  const logger: FastifyBaseLogger = log.child({ part: 'api' });
  const app: FastifyInstance = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.max_body_bytes,
    // A stopping server answers what it was asked; `closeApp` bounds how long.
    return503OnClosing: false,
    requestTimeout: REQUEST_LIMIT_MS,
    routerOptions: { maxParamLength: 300 },
    clientErrorHandler: answerClientError,
    frameworkErrors: answerProblem,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(({ schema }) => serializer(schema));
  app.setErrorHandler(answerProblem);
  // A web page may send text/plain anywhere without being asked for permission.
  app.removeContentTypeParser('text/plain');
  // YAML as it is, for `curl --data-binary @pipeline.yaml -H 'content-type: application/yaml'`.
  app.addContentTypeParser(
    ['application/yaml', 'application/x-yaml', 'text/yaml'],
    { parseAs: 'string' },
    (request, body, done) => {
      if (request.routeOptions.config.yaml) return done(null, { source: String(body), file: fileName(request) });
      done(new Problem('unsupported-media-type', `${request.method} ${request.routeOptions.url} reads no YAML`));
    },
  );
  app.addHook('onResponse', async (request, reply) => {
    metrics.api_seconds.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1_000,
    );
  });
  await app.register(websocket, { options: { maxPayload: 65_536 } });
  // After the plugin, whose own hook marks the request: else the socket of a refused upgrade would stay open for ever.
  app.addHook('onRequest', guard({ api_token: options.api_token }));
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'MockOps', version: options.version } },
    transform: jsonSchemaTransform,
  });
  await app.register(async (scope) => options.register(scope));
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  signInRoute(app, options);
  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }));
  app.get('/readyz', { schema: { hide: true } }, async () => {
    const ready = await options.isReady().catch((cause: unknown) => {
      throw new Problem('unavailable', 'the database does not answer', { cause });
    });
    if (!ready) throw new Problem('unavailable', 'the server is starting or stopping');
    return { status: 'ready' };
  });
  app.get('/metrics', { schema: { hide: true } }, async (_, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  await serveDashboard(app, options.dashboard);
  return app;
}

/** Takes no more connections and lets open requests end, for as long as `drain_ms`. */
export async function closeApp(app: FastifyInstance, drain_ms: number): Promise<void> {
  const limit = setTimeout(() => {
    for (const client of app.websocketServer.clients) client.terminate();
    app.server.closeAllConnections();
  }, drain_ms);
  await app.close();
  clearTimeout(limit);
}

/** Files of the built dashboard; any other path that is not the API's is a page of it. */
async function serveDashboard(app: FastifyInstance, folder: string): Promise<void> {
  const built = existsSync(folder);
  if (built) await app.register(fastifyStatic, { root: folder, wildcard: false, maxAge: '1h', immutable: false });
  app.setNotFoundHandler((request, reply) => {
    const isPage =
      request.method === 'GET' &&
      !request.url.startsWith('/api/') &&
      (request.headers.accept ?? '').includes('text/html');
    if (isPage && built) return reply.header('cache-control', 'no-cache').sendFile('index.html', { maxAge: 0 });
    const detail = isPage
      ? 'the dashboard is not built; run `npm start`, which builds it'
      : `there is no ${request.method} ${request.url.split('?')[0]}`;
    return sendProblem(reply, new Problem('not-found', detail));
  });
}

/** Answers are checked by reading them as a client would; the type provider's own way (encoding) refuses every schema with a transform. */
function serializer(schema: unknown): (answer: unknown) => string {
  if (!(schema instanceof z.ZodType)) return (answer) => JSON.stringify(answer);
  return (answer) => {
    const read = schema.safeParse(answer);
    if (!read.success) throw new Error(`the answer does not fit its contract: ${z.prettifyError(read.error)}`);
    return JSON.stringify(read.data);
  };
}

function fileName(request: FastifyRequest): string {
  const named = request.headers['x-mockops-file'];
  return typeof named === 'string' && named !== '' ? named.slice(0, 200) : 'document.yaml';
}
