// A loopback Microsoft Teams: the address of a workflow «When a Teams webhook request is received», which takes Adaptive Cards of at most 28 kB.
import { answerJson, type HttpPeer, parseJson, startHttpPeer } from './http-peer.ts';
import { showState } from './inspection-page.ts';
import { isObject, readList, readObject, readText } from './json-fields.ts';

export interface TeamsCard {
  /** The lines of the card as people read them. */
  lines: string[];
  /** Addresses that can be clicked. */
  links: string[];
  content: Record<string, unknown>;
}

export interface TeamsPeer extends HttpPeer {
  webhook_url: string;
  cards: TeamsCard[];
}

const MAX_BYTES = 28_000;
const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

export async function startTeams(options: { port?: number } = {}): Promise<TeamsPeer> {
  const cards: TeamsCard[] = [];
  const peer = await startHttpPeer({
    port: options.port,
    handle: (request) => {
      if (request.path === '/') return showState(request, 'Teams stand-in', { cards: [...cards].reverse() });
      if (!request.path.startsWith('/workflows/') || request.method !== 'POST')
        return answerJson(404, { error: 'no workflow' });
      if (Buffer.byteLength(request.body) > MAX_BYTES) return answerJson(413, { error: 'RequestEntityTooLarge' });
      const message = readObject(parseJson(request.body));
      const [attachment] = readList(message, 'attachments');
      const { contentType, content } = readObject(attachment);
      if (readText(message, 'type') !== 'message' || contentType !== CARD_TYPE || !isObject(content))
        return answerJson(400, { error: 'TriggerInputSchemaMismatch' });
      if (content.type !== 'AdaptiveCard' || typeof content.version !== 'string')
        return answerJson(400, { error: 'not an Adaptive Card' });
      cards.push({ lines: readList(content, 'body').map(textOf), links: linksOf(content), content });
      return { status: 202 };
    },
  });
  return { ...peer, webhook_url: `${peer.url}/workflows/loopback/triggers/manual/paths/invoke?sig=loopback`, cards };
}

function textOf(block: unknown): string {
  const object = readObject(block);
  const runs = readList(object, 'inlines').map((run) => readText(readObject(run), 'text') ?? '');
  return readText(object, 'text') ?? runs.join('');
}

function linksOf(content: Record<string, unknown>): string[] {
  const inlines = readList(content, 'body').flatMap((block) => readList(readObject(block), 'inlines'));
  const actions = [...inlines.map((run) => readObject(run).selectAction), ...readList(content, 'actions')];
  return actions.flatMap((action) => readText(readObject(action), 'url') ?? []);
}
