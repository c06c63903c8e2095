// One connection that LISTENs. NOTIFY is only a wake-up: whoever is woken reads the tables, and a timer wakes it too in case one was lost.
import pg from 'pg';

export interface Listener {
  close: () => Promise<void>;
}

const RECONNECT_MS = 200;

export async function createListener(options: {
  url: string;
  /** Channel → what to do when it is notified, and after every (re)connect. */
  channels: Record<string, () => void>;
  every_ms: number;
  onError: (error: unknown) => void;
}): Promise<Listener> {
  let client: pg.Client | undefined;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;
  const wakeAll = () => {
    for (const wake of Object.values(options.channels)) wake();
  };

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString: options.url, keepAlive: true });
    next.on('notification', ({ channel }) => options.channels[channel]?.());
    next.on('error', options.onError);
    try {
      await next.connect();
      for (const channel of Object.keys(options.channels)) await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      await next.end().catch(() => undefined);
      throw error;
    }
    // Closed while it was connecting.
    if (closed) return next.end();
    next.once('end', reconnect);
    client = next;
    wakeAll();
  }

  function reconnect(): void {
    if (closed) return;
    retry = setTimeout(() => {
      connect().catch((error: unknown) => {
        options.onError(error);
        reconnect();
      });
    }, RECONNECT_MS);
  }

  await connect();
  const timer = setInterval(wakeAll, options.every_ms);
  return {
    close: async () => {
      closed = true;
      clearInterval(timer);
      clearTimeout(retry);
      await client?.end();
    },
  };
}
