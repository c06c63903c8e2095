// A loopback mail server: takes every message over real SMTP, parses it, shows it over HTTP, and can refuse or go silent.
import { SMTPServer } from 'smtp-server';
import { startHttpPeer } from './http-peer.ts';
import { showState } from './inspection-page.ts';
import { type MailMessage, parseMail } from './mail-message.ts';

/** A refusal by SMTP code (4xx may be tried again, 5xx not), or silence after the message was taken. */
export type MailFailure = { code: number; text?: string } | 'lose_answer';

export interface MailPeer {
  host: string;
  /** SMTP. */
  port: number;
  /** Inspection over HTTP. */
  url: string;
  messages: MailMessage[];
  failNext: (failure: MailFailure) => void;
  close: () => Promise<void>;
}

export async function startMail(options: { port?: number; http_port?: number } = {}): Promise<MailPeer> {
  const messages: MailMessage[] = [];
  const failures: MailFailure[] = [];
  const page = await startHttpPeer({
    port: options.http_port,
    handle: (request) => showState(request, 'Mail stand-in', { messages: [...messages].reverse() }),
  });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth: (auth, _session, done) => done(null, { user: auth.username }),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const failure = failures.shift();
        if (failure && failure !== 'lose_answer') {
          return done(Object.assign(new Error(failure.text ?? 'refused on purpose'), { responseCode: failure.code }));
        }
        const sender = session.envelope.mailFrom;
        messages.push(
          parseMail(Buffer.concat(chunks).toString('utf8'), {
            from: sender ? sender.address : '',
            to: session.envelope.rcptTo.map((recipient) => recipient.address),
          }),
        );
        if (!failure) done();
      });
    },
  });
  server.on('error', () => undefined);
  const port = await listen(server, options.port ?? 0);
  return {
    host: '127.0.0.1',
    port,
    url: page.url,
    messages,
    failNext: (failure) => {
      failures.push(failure);
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      await page.close();
    },
  };
}

function listen(server: SMTPServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const listening = server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = listening.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
