// HTTP for inbound webhooks, `POST /hooks/<pipeline>[/<trigger>]`: the one place that strangers may write to. The body stays bytes until it is verified,
// whatever content type the sender names; only types that JSON comes under are read at all.
import { Problem } from '@mockops/contract';
import type { FastifyInstance } from 'fastify';
import type { Receiver } from './service.ts';

const MAX_BODY_BYTES = 1_000_000;

interface Address {
  pipeline: string;
  trigger?: string;
}

export function hookRoutes(app: FastifyInstance, { receiver }: { receiver: Receiver }): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      /^application\/([\w.-]+\+)?json\s*(;|$)/i,
      { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES },
      (_, body, done) => done(null, body),
    );
    scope.post<{ Params: Address }>(
      '/hooks/:pipeline/:trigger?',
      { bodyLimit: MAX_BODY_BYTES, schema: { hide: true } },
      async (request, reply) => {
        const { headers, body, params } = request;
        if (!Buffer.isBuffer(body)) throw new Problem('malformed-body', 'the body must be a JSON object');
        const received = await receiver.receive({ pipeline: params.pipeline, trigger: params.trigger, headers, body });
        return reply.status(202).send(received);
      },
    );
  });
}
