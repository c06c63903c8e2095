// The world around the demo: two small real services, and loopback Slack, mail, webhook receiver and GitHub. Ports in; their
// addresses, the values for the placeholders of connections.yaml, and one close for all out.
import { startGitHub, startMail, startSlack, startWebhookReceiver } from '@mockops/testkit';
import { readFolder } from './files.ts';
import type { Ports } from './ports.ts';
import type { Announcement } from './running.ts';
import { startAuthUpstream } from './upstreams/auth.ts';
import { startInventoryUpstream } from './upstreams/inventory.ts';

/** Of the stand-ins only; they take nothing else and guard nothing. */
const GITHUB_TOKEN = 'demo-token';
const WEBHOOK_SECRET = 'whsec_ZGVtby1vbmx5LWRlbW8tb25seS1kZW1vLW9ubHk=';

export interface StandIns extends Omit<Announcement, 'store'> {
  /** From here on another start on the same store finds them. */
  announce: (store: string) => void;
  close: () => Promise<void>;
}

export async function startStandIns(ports: Ports): Promise<StandIns> {
  const open: (() => Promise<void>)[] = [];
  const close = async () => {
    await Promise.all(open.splice(0).map((stop) => stop()));
  };
  const keep = <T extends { close: () => Promise<void> }>(service: T): T => {
    open.push(service.close);
    return service;
  };
  let announcement: Announcement | undefined;
  const announce = () => announcement;
  try {
    const auth = keep(await startAuthUpstream({ port: ports.auth, announce }));
    const inventory = keep(await startInventoryUpstream({ port: ports.inventory, announce }));
    const slack = keep(await startSlack({ port: ports.slack }));
    const mail = keep(await startMail({ port: ports.smtp, http_port: ports.mail }));
    const webhook = keep(await startWebhookReceiver({ port: ports.webhook, secret: WEBHOOK_SECRET }));
    const github = keep(
      await startGitHub({
        port: ports.github,
        token: GITHUB_TOKEN,
        repositories: { 'shop/platform': { files: await readRepository() } },
      }),
    );
    const urls = {
      auth: auth.url,
      inventory: inventory.url,
      slack: slack.url,
      mail: mail.url,
      webhook: webhook.url,
      github: github.url,
    };
    const placeholders = {
      SLACK_URL: slack.webhook_url,
      SMTP_HOST: mail.host,
      SMTP_PORT: String(mail.port),
      WEBHOOK_URL: webhook.webhook_url,
      WEBHOOK_SECRET,
      GITHUB_API_URL: github.url,
      GITHUB_TOKEN,
    };
    return {
      urls,
      placeholders,
      announce: (store) => {
        announcement = { store, urls, placeholders };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The repository's own files, and the workspaces where its connections say that they are. */
async function readRepository(): Promise<Record<string, string>> {
  const files = await readFolder(new URL('repository/', import.meta.url));
  const services = await readFolder(new URL('workspaces/', import.meta.url));
  for (const [name, text] of Object.entries(services)) files[`services/${name}`] = text;
  return files;
}
