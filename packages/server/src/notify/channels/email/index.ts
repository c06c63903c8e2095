// Mail over SMTP: text and HTML, one Message-ID per key, and no line break in any header.
import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { firstWords, OutgoingFailure } from '../../../outgoing/failure.ts';
import { type Channel, type Message, type SettingsOf, textWithSeverity } from '../channel.ts';
import { splitLinks } from '../links.ts';

const TIMEOUT_MS = 15_000;

export const emailChannel: Channel<'smtp'> = {
  kind: 'smtp',
  title: 'mail (smtp)',
  example: { kind: 'smtp', host: 'smtp.…', port: '587', from: 'mockops@…' },
  repeatable: true,
  readInline: ({ smtp }) => (smtp ? { kind: 'smtp', ...smtp } : undefined),
  send: async ({ settings, to, key, message, guard, signal }) => {
    const subject = message.subject ?? firstLine(textWithSeverity(message));
    const headers = { to: to ?? '', from: settings.from, subject };
    for (const [name, value] of Object.entries(headers)) {
      if (/[\r\n]/.test(value))
        throw refuse(`the mail's ${name} holds a line break, which would start another header; remove it`);
    }
    if (signal.aborted) throw stopped('no');
    const host = await guard.resolve(settings.host);
    const transport = createTransport(transportOptions(settings, host));
    const sending = transport.sendMail({
      ...headers,
      messageId: messageId(key, settings.from),
      text: `${textWithSeverity(message)}\n\n${message.run.pipeline} #${message.run.number}: ${message.run.url}\n`,
      html: renderHtml(message),
      /** Texts come from events: they must not be read as paths or URLs to attach. */
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      const receipt = await stopWith(signal, sending);
      return { message_id: receipt.messageId, response: receipt.response };
    } catch (error) {
      throw explain(error, settings);
    } finally {
      transport.close();
    }
  },
};

function transportOptions(settings: SettingsOf<'smtp'>, host: string) {
  return {
    host,
    port: settings.port,
    secure: settings.secure,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    /** When the host was resolved already, its certificate still names it. */
    ...(host !== settings.host && { tls: { servername: settings.host } }),
    ...(settings.username !== undefined && { auth: { user: settings.username, pass: settings.password ?? '' } }),
  };
}

/** nodemailer takes no signal: the wait ends, and its own timeouts end the connection. */
function stopWith<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(stopped('unknown'));
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function explain(error: unknown, { host, port }: SettingsOf<'smtp'>): unknown {
  if (!(error instanceof Error) || error instanceof OutgoingFailure) return error;
  const code = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : undefined;
  const command = 'command' in error && typeof error.command === 'string' ? error.command : 'CONN';
  return new OutgoingFailure(
    `the mail server ${host}:${port} did not take the mail: ${firstWords(error.message, 200)}`,
    {
      kind: code !== undefined && code >= 500 ? 'permanent' : 'transient',
      /** Without a code after DATA, the server may have queued it. */
      sent: code === undefined && command === 'DATA' ? 'unknown' : 'no',
      cause: error,
    },
  );
}

function stopped(sent: 'no' | 'unknown'): OutgoingFailure {
  return new OutgoingFailure('the mail was stopped on the way', { kind: 'transient', sent });
}

function refuse(message: string): OutgoingFailure {
  return new OutgoingFailure(message, { kind: 'permanent', sent: 'no' });
}

function messageId(key: string, from: string): string {
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'mockops.local';
  return `<${createHash('sha256').update(key).digest('hex').slice(0, 32)}@${domain}>`;
}

function firstLine(text: string): string {
  const line = text.trim().split(/\r?\n/, 1)[0] ?? '';
  return line.length > 120 ? `${line.slice(0, 119)}…` : line || 'MockOps';
}

function renderHtml(message: Message): string {
  const { run } = message;
  const paragraphs = splitLinks(textWithSeverity(message))
    .map(({ text, link }) => (link ? `<a href="${escapeHtml(text)}">${escapeHtml(text)}</a>` : escapeHtml(text)))
    .join('')
    .replace(/\r?\n/g, '<br>');
  return `<p>${paragraphs}</p><p><a href="${escapeHtml(run.url)}">${escapeHtml(run.pipeline)} #${run.number}</a></p>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
