// HTTP for outbound webhooks.
import { ROUTES } from '@mockops/contract';
import type { FastifyInstance } from 'fastify';
import { implement } from '../../http/implement.ts';
import type { Webhooks } from './service.ts';

export function webhookRoutes(app: FastifyInstance, { webhooks }: { webhooks: Webhooks }): void {
  implement(app, ROUTES.listWebhooks, () => webhooks.list());
  implement(app, ROUTES.putWebhook, ({ body }) => webhooks.put(body));
  implement(app, ROUTES.deleteWebhook, ({ params }) => webhooks.remove(params.webhook));
  implement(app, ROUTES.listWebhookDeliveries, ({ params, query }) => webhooks.deliveries(params.webhook, query.limit));
  implement(app, ROUTES.redeliverWebhook, ({ params }) => webhooks.redeliver(params.webhook, params.delivery));
}
