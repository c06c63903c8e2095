// Every refusal of the API as problem+json: our own problems, findings of the contract's schemas, what Fastify refuses before a handler runs,
// and what Node cannot even read as HTTP.
import type { Socket } from 'node:net';
import { Problem, type ProblemId } from '@mockops/contract';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';

export function answerProblem(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error, request);
  if (problem.id === 'internal') request.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
  return sendProblem(reply, problem);
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  // The route's own schema is for its answers, so the text is made here.
  return reply
    .status(problem.status)
    .header('content-type', 'application/problem+json')
    .serializer((text: unknown) => String(text))
    .send(JSON.stringify(problem.toDocument()));
}

/** Bytes that are not HTTP, headers that are too long, a request that never ends. */
export function answerClientError(error: { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const body = JSON.stringify(
    new Problem(
      'bad-request',
      `this is no HTTP request that can be read (${error.code ?? 'unknown reason'})`,
    ).toDocument(),
  );
  socket.end(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

const BY_STATUS: Record<number, ProblemId> = {
  404: 'not-found',
  413: 'body-too-large',
  414: 'not-found',
  415: 'unsupported-media-type',
};

/** What PostgreSQL says of U+0000 and of lone surrogates, in text and in JSON. */
const UNSTORABLE = new Set(['22021', '22P05', '22P02']);

/** The database is away or on its way down: refused, reset, or one of its own `57P0x`. */
const DATABASE_AWAY = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03']);

function toProblem(error: FastifyError, request: FastifyRequest): Problem {
  const asked = `${request.method} ${request.url.split('?')[0]}`;
  if (error instanceof Problem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.map((finding) => ({
      code: 'SCH002',
      path: [error.validationContext ?? 'request', ...finding.instancePath.split('/')].filter(Boolean).join('.'),
      message: finding.message ?? 'not valid',
    }));
    return new Problem('bad-request', `${asked} was refused`, { issues });
  }
  const { code, statusCode = 500 } = error;
  if (statusCode < 500) return new Problem(BY_STATUS[statusCode] ?? 'malformed-body', `${asked}: ${error.message}`);
  if (UNSTORABLE.has(code))
    return new Problem('bad-request', `${asked} holds a character that cannot be stored, U+0000 for example`);
  if (DATABASE_AWAY.has(code) || /^Connection terminated|timeout exceeded when trying to connect/.test(error.message))
    return new Problem('unavailable', 'the database does not answer', { cause: error });
  return new Problem('internal');
}
