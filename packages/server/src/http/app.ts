// The control plane over HTTP: routes of every domain, problem+json, OpenAPI, health, metrics, the dashboard's files.
import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import websocket from '@fastify/websocket';
import { Problem } from '@mockops/contract';
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { hasZodFastifySchemaValidationErrors, jsonSchemaTransform, validatorCompiler } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Metrics } from '../telemetry/metrics.ts';
import { guard } from './guard.ts';

export interface AppOptions {
  log: Logger;
  metrics: Metrics;
  version: string;
  api_token: string | undefined;
  max_body_bytes: number;
  /** Folder of the built dashboard. */
  dashboard: string;
  /** Throws or answers false while the server cannot work. */
  isReady: () => Promise<boolean>;
  register: (app: FastifyInstance) => void;
}

export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { log, metrics } = options;
  const logger: FastifyBaseLogger = log.child({ part: 'api' });
  const app: FastifyInstance = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.max_body_bytes,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 300 },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(({ schema }) => serializer(schema));
  app.setErrorHandler(answerProblem);
  // YAML as it is, for `curl --data-binary @pipeline.yaml -H 'content-type: application/yaml'`.
  app.addContentTypeParser(
    ['application/yaml', 'application/x-yaml', 'text/yaml'],
    { parseAs: 'string' },
    (request, body, done) => {
      done(null, { source: String(body), file: fileName(request) });
    },
  );
  app.addHook('onRequest', guard({ api_token: options.api_token }));
  app.addHook('onResponse', async (request, reply) => {
    metrics.api_seconds.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1_000,
    );
  });
  await app.register(websocket, { options: { maxPayload: 65_536 } });
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'MockOps', version: options.version } },
    transform: jsonSchemaTransform,
  });
  await app.register(async (scope) => options.register(scope));
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }));
  app.get('/readyz', { schema: { hide: true } }, async () => {
    if (!(await options.isReady())) throw new Problem('unavailable');
    return { status: 'ready' };
  });
  app.get('/metrics', { schema: { hide: true } }, async (_, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  await serveDashboard(app, options.dashboard);
  return app;
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

function answerProblem(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Problem) return sendProblem(reply, error);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.map((finding) => ({
      code: 'SCH002',
      path: `${error.validationContext ?? 'request'}${finding.instancePath.replaceAll('/', '.')}`,
      message: finding.message ?? 'not valid',
    }));
    return sendProblem(
      reply,
      new Problem('bad-request', `${request.method} ${request.url.split('?')[0]} was refused`, { issues }),
    );
  }
  if (error.statusCode !== undefined && error.statusCode < 500)
    return sendProblem(reply, new Problem('bad-request', error.message));
  request.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
  return sendProblem(reply, new Problem('internal'));
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

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  // The route's own schema is for its answers, so the text is made here.
  return reply
    .status(problem.status)
    .header('content-type', 'application/problem+json')
    .serializer((text: unknown) => String(text))
    .send(JSON.stringify(problem.toDocument()));
}

function fileName(request: FastifyRequest): string {
  const named = request.headers['x-mockops-file'];
  return typeof named === 'string' && named !== '' ? named.slice(0, 200) : 'document.yaml';
}
