// The proxy: one request to a real upstream and its answer back, streamed both ways with backpressure, bytes unchanged.
// Says what became of it; before the first header reached the client the caller may still answer something else.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { type buildConnector, type Dispatcher, Pool } from 'undici';
import { MAX_TEXT_BYTES } from '../compile/answer.ts';

type UpstreamOutcome =
  | { kind: 'answered' }
  | { kind: 'client_left' }
  /** Nothing was sent to the client. */
  | { kind: 'failed'; timeout: boolean; reason: string }
  /** The answer broke off; the client's connection was destroyed so that it cannot take the part for the whole. */
  | { kind: 'broken'; reason: string };

interface UpstreamCall {
  origin: string;
  path: string;
  method: string;
  headers: string[];
  body: Readable | Buffer | null;
  timeout_ms: number;
  /** Headers for the client, from those of the upstream. */
  onHead(status: number, headers: readonly (Buffer | string)[]): { headers: string[]; length: number | undefined };
  onChunk(chunk: Buffer): void;
}

export interface Upstreams {
  call(call: UpstreamCall, res: ServerResponse): Promise<UpstreamOutcome>;
  close(): Promise<void>;
}

const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT']);

/** Makes what opens connections, given how long that may take. */
export type Connector = (timeout_ms: number) => buildConnector.connector;

/** One pool of kept connections per origin. */
export function createUpstreams(connect_timeout_ms: number, connector?: Connector): Upstreams {
  const connect = connector?.(connect_timeout_ms) ?? { timeout: connect_timeout_ms };
  const pools = new Map<string, Pool>();
  const poolFor = (origin: string) => {
    // No limit on connections: each stands for one client that waits, and a queue would let long streams block short calls.
    const pool = pools.get(origin) ?? new Pool(origin, { allowH2: false, connect });
    pools.set(origin, pool);
    return pool;
  };
  return {
    call: (call, res) => new Promise((resolve) => dispatch(poolFor(call.origin), call, res, resolve)),
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      pools.clear();
    },
  };
}

function dispatch(
  pool: Pool,
  call: UpstreamCall,
  res: ServerResponse,
  resolve: (outcome: UpstreamOutcome) => void,
): void {
  let controller: Dispatcher.DispatchController | undefined;
  let left = false;
  let started = false;
  let length: number | undefined;
  const leave = () => {
    if (res.writableFinished) return;
    left = true;
    controller?.abort(new Error('the client left'));
    resolve({ kind: 'client_left' });
  };
  const end = (outcome: UpstreamOutcome) => {
    res.off('close', leave);
    resolve(outcome);
  };
  const resume = () => controller?.resume();
  res.once('close', leave);
  pool.dispatch(
    {
      path: call.path,
      method: call.method,
      headers: call.headers,
      body: call.body,
      headersTimeout: call.timeout_ms,
      // A long silence inside an answer is legitimate for event streams; the client decides how long it waits.
      bodyTimeout: 0,
    },
    {
      onRequestStart(current) {
        controller = current;
        if (left) current.abort(new Error('the client left'));
      },
      onResponseStart(current, status) {
        if (status < 200) return;
        const raw: unknown = current.rawHeaders;
        const head = call.onHead(status, Array.isArray(raw) ? raw : []);
        length = head.length;
        res.writeHead(status, head.headers);
        started = true;
        // Without a length the first byte may be long in coming: an event stream's client must see the head now.
        if (length === undefined) res.flushHeaders();
      },
      onResponseData(current, chunk) {
        call.onChunk(chunk);
        // The whole of a small answer leaves in one piece with the head, which a buffer would not.
        if (chunk.byteLength === length && length <= MAX_TEXT_BYTES) {
          res.end(chunk.toString('latin1'), 'latin1');
          return;
        }
        if (!res.write(chunk)) {
          current.pause();
          res.once('drain', resume);
        }
      },
      onResponseEnd() {
        res.end();
        end({ kind: 'answered' });
      },
      onResponseError(_controller, error) {
        if (left) return;
        const reason = describeError(error);
        if (!started) return end({ kind: 'failed', timeout: TIMEOUTS.has(codeOf(error)), reason });
        end({ kind: 'broken', reason });
        res.destroy();
      },
    },
  );
}

/**
 * The request body as a stream of its own. The HTTP client destroys the body when a call fails, and destroying the request
 * itself would take away the connection on which the client still waits for its answer.
 */
export function copyBody(req: IncomingMessage): Readable {
  return req.pipe(new PassThrough());
}

export function hasBody(req: IncomingMessage): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function describeError(error: Error): string {
  const code = codeOf(error);
  return code !== '' && !error.message.includes(code) ? `${code}: ${error.message}` : error.message || code;
}
