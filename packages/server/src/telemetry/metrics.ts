// Prometheus metrics of this process.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    exchanges: new Counter({
      name: 'mockops_exchanges_total',
      help: 'Exchanges of the gateway',
      labelNames: ['workspace', 'source', 'status'],
      registers,
    }),
    exchange_seconds: new Histogram({
      name: 'mockops_exchange_seconds',
      help: 'Duration of exchanges of the gateway',
      labelNames: ['source'],
      buckets: [0.001, 0.005, 0.025, 0.1, 0.25, 1, 2.5, 10],
      registers,
    }),
    api_seconds: new Histogram({
      name: 'mockops_api_seconds',
      help: 'Duration of API requests',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.025, 0.1, 0.5, 2.5, 10],
      registers,
    }),
    events: new Counter({ name: 'mockops_events_total', help: 'Events emitted', labelNames: ['type'], registers }),
    webhooks: new Counter({
      name: 'mockops_webhooks_received_total',
      help: 'Inbound webhooks, by what became of them',
      labelNames: ['source', 'outcome'],
      registers,
    }),
    swept: new Counter({
      name: 'mockops_retention_rows_total',
      help: 'Rows that were old enough to be deleted',
      labelNames: ['table'],
      registers,
    }),
    subscribers: new Gauge({ name: 'mockops_stream_subscribers', help: 'Open live streams', registers }),
    takeovers: new Counter({
      name: 'mockops_takeovers_total',
      help: 'Runs and steps taken over from dead workers',
      registers,
    }),
  };
}
export type Metrics = ReturnType<typeof createMetrics>;
