// A loopback Slack: incoming webhooks at `/services/…` that answer as Slack does, and a list of what was posted.
import { answerText, type HttpPeer, parseJson, startHttpPeer } from './http-peer.ts';
import { showState } from './inspection-page.ts';
import { isObject, readList, readText } from './json-fields.ts';

export interface SlackMessage {
  channel: string | null;
  /** As sent, markup included. */
  text: string;
  blocks: unknown[];
  /** Whom Slack would have notified: `<!channel>`, `<!here>`, `<@U…>` anywhere in the message. */
  pings: string[];
}

export interface SlackPeer extends HttpPeer {
  webhook_url: string;
  messages: SlackMessage[];
}

const MAX_BLOCKS = 50;
const MAX_SECTION_CHARACTERS = 3_000;

export async function startSlack(options: { port?: number } = {}): Promise<SlackPeer> {
  const messages: SlackMessage[] = [];
  const peer = await startHttpPeer({
    port: options.port,
    handle: (request) => {
      if (request.path === '/') return showState(request, 'Slack stand-in', { messages: [...messages].reverse() });
      if (!request.path.startsWith('/services/')) return answerText(404, 'no_service');
      if (request.method !== 'POST') return answerText(400, 'invalid_payload');
      const message = parseJson(request.body);
      if (!isObject(message)) return answerText(400, 'invalid_payload');
      const text = readText(message, 'text') ?? '';
      const blocks = readList(message, 'blocks');
      if (text === '' && blocks.length === 0) return answerText(400, 'no_text');
      if (!blocks.every(isAcceptable) || blocks.length > MAX_BLOCKS) return answerText(400, 'invalid_blocks');
      const pings = JSON.stringify(message).match(/<(!(channel|here|everyone)|@\w+)[^>]*>/g) ?? [];
      messages.push({ channel: readText(message, 'channel') ?? null, text, blocks, pings });
      return answerText(200, 'ok');
    },
  });
  return { ...peer, webhook_url: `${peer.url}/services/T00000000/B00000000/loopback`, messages };
}

function isAcceptable(block: unknown): boolean {
  if (!isObject(block) || typeof block.type !== 'string') return false;
  if (block.type !== 'section') return true;
  const text = isObject(block.text) ? readText(block.text, 'text') : undefined;
  return text !== undefined && text.length > 0 && text.length <= MAX_SECTION_CHARACTERS;
}
