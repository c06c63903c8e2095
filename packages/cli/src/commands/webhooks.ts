// mockops webhooks: addresses outside that are told of events, what was sent to them, and sending it again.
import { type Io, printJson, printTable, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const webhooksListCommand = (io: Io) =>
  remoteCommand('list')
    .description('list outbound webhooks (the default)')
    .action(async (options) => {
      const webhooks = await connect(options).listWebhooks();
      if (options.json) return printJson(io, webhooks);
      if (webhooks.length === 0) return io.out('There is no webhook yet; add one with `mockops webhooks add`.');
      const rows = webhooks.map((webhook) => [
        webhook.name,
        webhook.enabled ? 'on' : 'off',
        webhook.event_types.join(' '),
        webhook.workspace_id ?? '(all)',
        webhook.url,
        webhook.disabled_reason ?? '',
      ]);
      printTable(io, ['NAME', 'STATE', 'EVENTS', 'WORKSPACE', 'ADDRESS', ''], rows);
    });

export const webhooksAddCommand = (io: Io) =>
  remoteCommand('add')
    .description('add or change an outbound webhook; one that was disabled is enabled again')
    .argument('<name>')
    .argument('<address>', 'https://…')
    .requiredOption('--event <types...>', 'types, or globs such as "schema.*"')
    .option('--workspace <workspace>', 'events of this workspace only')
    .option('--secret <secret>', 'whsec_… to sign with; without it, one is made and shown once')
    .action(async (name, url, { event, workspace, secret, ...options }) => {
      const webhook = await connect(options).putWebhook({
        body: {
          name,
          url,
          event_types: event,
          workspace_id: workspace ?? null,
          ...(secret !== undefined && { signing_secret: secret }),
        },
      });
      if (options.json) return printJson(io, webhook);
      io.out(`${webhook.name} is told of ${webhook.event_types.join(', ')}.`);
      for (const warning of webhook.warnings) io.err(`Warning: ${warning}`);
      if (webhook.signing_secret !== null && secret === undefined)
        io.out(`It checks signatures with ${webhook.signing_secret}, which is not shown again.`);
    });

export const webhooksRemoveCommand = (io: Io) =>
  remoteCommand('remove')
    .description('remove an outbound webhook')
    .argument('<name>', 'name or id')
    .action(async (webhook, options) => {
      const result = await connect(options).deleteWebhook({ params: { webhook } });
      if (options.json) return printJson(io, result);
      io.out(`${webhook} is removed.`);
    });

export const webhooksDeliveriesCommand = (io: Io) =>
  remoteCommand('deliveries')
    .description('list what was sent to a webhook, newest first')
    .argument('<name>', 'name or id')
    .action(async (webhook, options) => {
      const deliveries = await connect(options).listWebhookDeliveries({ params: { webhook }, query: { limit: 200 } });
      if (options.json) return printJson(io, deliveries);
      if (deliveries.length === 0) return io.out('Nothing was sent to it yet.');
      const rows = deliveries.map((delivery) => [
        delivery.id,
        delivery.event_type,
        delivery.status,
        String(delivery.attempts),
        delivery.last_status === null ? '–' : String(delivery.last_status),
        shortTime(delivery.next_at),
        delivery.last_error ?? '',
      ]);
      printTable(io, ['ID', 'EVENT', 'STATUS', 'ATTEMPTS', 'ANSWER', 'NEXT TRY (UTC)', ''], rows);
    });

export const webhooksRedeliverCommand = (io: Io) =>
  remoteCommand('redeliver')
    .description('send one delivery again, under the same id')
    .argument('<name>', 'name or id of the webhook')
    .argument('<delivery>', 'id of the delivery')
    .action(async (webhook, delivery, options) => {
      const sent = await connect(options).redeliverWebhook({ params: { webhook, delivery } });
      if (options.json) return printJson(io, sent);
      io.out(`${sent.event_type} ${sent.id} is ${sent.status}.`);
    });
