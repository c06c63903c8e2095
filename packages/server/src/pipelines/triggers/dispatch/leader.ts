// One worker leads at a time: it holds an advisory lock on a connection of its own, and is woken there by NOTIFY. When the connection is lost so is the
// lock, and another worker has it within a look; this one asks for it again.
import pg from 'pg';

export interface Leader {
  isLeading: () => boolean;
  stop: () => Promise<void>;
}

const LOCK = 7_412;
const RECONNECT_MS = 250;

export async function lead(options: {
  url: string;
  /** What is led, of several. */
  key: string;
  channel: string;
  /** How often a worker that does not lead asks for the lock, and one that leads is woken. */
  every_ms: number;
  /** Called when it begins to lead, when it is notified, and at every look while it leads. */
  onWake: () => void;
  onError: (error: unknown) => void;
}): Promise<Leader> {
  let client: pg.Client | undefined;
  let leading = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  function lose(): void {
    client = undefined;
    leading = false;
  }

  async function connect(): Promise<pg.Client> {
    const next = new pg.Client({ connectionString: options.url, keepAlive: true });
    next.on('error', options.onError);
    next.on('notification', () => {
      if (leading) options.onWake();
    });
    next.once('end', lose);
    await next.connect();
    return next;
  }

  async function look(): Promise<void> {
    client ??= await connect();
    if (!leading) {
      const { rows } = await client.query<{ ok: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as ok', [
        LOCK,
        options.key,
      ]);
      if (rows[0]?.ok !== true) return;
      await client.query(`listen ${pg.escapeIdentifier(options.channel)}`);
      leading = true;
    }
    options.onWake();
  }

  function next(): void {
    looking = look()
      .then(
        () => options.every_ms,
        async (error: unknown) => {
          options.onError(error);
          const lost = client;
          lose();
          await lost?.end().catch(options.onError);
          return RECONNECT_MS;
        },
      )
      .then((pause_ms) => {
        if (!stopped) timer = setTimeout(next, pause_ms);
      });
  }

  next();
  await looking;
  return {
    isLeading: () => leading && !stopped,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await looking;
      clearTimeout(timer);
      await client?.end();
    },
  };
}
