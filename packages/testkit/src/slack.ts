// A loopback Slack: incoming webhooks at `/services/…` and the Web API at `/api/chat.postMessage`, both answering as Slack does, and what was posted.
import { answerJson, answerText, type HttpPeer, type PeerRequest, parseJson, startHttpPeer } from './http-peer.ts';
import { showState } from './inspection-page.ts';
import { isObject, type JsonObject, readList, readText } from './json-fields.ts';

export interface SlackMessage {
  channel: string | null;
  /** As sent, markup included. */
  text: string;
  blocks: unknown[];
  /** Whom Slack would have notified: `<!channel>`, `<!here>`, `<@U…>` anywhere in the message. */
  pings: string[];
  /** Messages of the API have one. */
  ts: string | null;
  /** Of the message that it answers. */
  thread_ts: string | null;
}

export interface SlackPeer extends HttpPeer {
  webhook_url: string;
  /** Of the Web API, and the token that it takes. */
  api_url: string;
  token: string;
  messages: SlackMessage[];
}

const MAX_BLOCKS = 50;
const MAX_SECTION_CHARACTERS = 3_000;
/** Undocumented: `msg_blocks_too_long`. */
const MAX_TOTAL_CHARACTERS = 13_000;
const TOKEN = 'xoxb-loopback-token';

export async function startSlack(options: { port?: number } = {}): Promise<SlackPeer> {
  const messages: SlackMessage[] = [];

  /** What is wrong with the message by Slack's name for it; otherwise it is posted. */
  const post = (message: JsonObject, ts: string | null): string | undefined => {
    const text = readText(message, 'text') ?? '';
    const blocks = readList(message, 'blocks');
    if (text === '' && blocks.length === 0) return 'no_text';
    if (!blocks.every(isAcceptable) || blocks.length > MAX_BLOCKS) return 'invalid_blocks';
    if (blocks.map(textLength).reduce((sum, length) => sum + length, 0) > MAX_TOTAL_CHARACTERS)
      return 'msg_blocks_too_long';
    const pings = JSON.stringify(message).match(/<(!(channel|here|everyone)|@\w+)[^>]*>/g) ?? [];
    const [channel = null, thread_ts = null] = [readText(message, 'channel'), readText(message, 'thread_ts')];
    messages.push({ channel, text, blocks, pings, ts, thread_ts });
    return undefined;
  };

  const answerApi = (request: PeerRequest) => {
    if (request.headers.authorization !== `Bearer ${TOKEN}`)
      return answerJson(200, { ok: false, error: 'invalid_auth' });
    if (request.path !== '/api/chat.postMessage') return answerJson(200, { ok: false, error: 'unknown_method' });
    const message = parseJson(request.body);
    const channel = isObject(message) ? readText(message, 'channel') : undefined;
    if (!isObject(message) || channel === undefined || channel === '#nowhere')
      return answerJson(200, { ok: false, error: 'channel_not_found' });
    const ts = `1700000000.${String(messages.length + 1).padStart(6, '0')}`;
    const error = post(message, ts);
    return answerJson(200, error === undefined ? { ok: true, channel, ts } : { ok: false, error });
  };

  const peer = await startHttpPeer({
    port: options.port,
    handle: (request) => {
      if (request.path === '/') return showState(request, 'Slack stand-in', { messages: [...messages].reverse() });
      if (request.path.startsWith('/api/')) return answerApi(request);
      if (!request.path.startsWith('/services/')) return answerText(404, 'no_service');
      const message = parseJson(request.body);
      if (request.method !== 'POST' || !isObject(message)) return answerText(400, 'invalid_payload');
      const error = post(message, null);
      return error === undefined ? answerText(200, 'ok') : answerText(400, error);
    },
  });
  const webhook_url = `${peer.url}/services/T00000000/B00000000/loopback`;
  return { ...peer, webhook_url, api_url: `${peer.url}/api`, token: TOKEN, messages };
}

function isAcceptable(block: unknown): boolean {
  if (!isObject(block) || typeof block.type !== 'string') return false;
  if (block.type !== 'section') return true;
  const length = textLength(block);
  return length > 0 && length <= MAX_SECTION_CHARACTERS;
}

function textLength(block: unknown): number {
  return isObject(block) && isObject(block.text) ? (readText(block.text, 'text') ?? '').length : 0;
}
