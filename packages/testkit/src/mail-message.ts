// Reads a raw RFC 5322 message into what a test or a person asks about: subject, addresses, Message-ID, text and HTML bodies.

export interface MailMessage {
  from: string;
  /** Envelope recipients: who would really get it. */
  to: string[];
  subject: string;
  message_id: string;
  text: string;
  html: string;
  /** Lower-case names; the last one wins. */
  headers: Record<string, string>;
}

export function parseMail(raw: string, envelope: { from: string; to: string[] }): MailMessage {
  const { headers, body } = splitPart(raw);
  const bodies = { text: '', html: '' };
  collectBodies(headers, body, bodies);
  return {
    ...envelope,
    subject: decodeWords(headers.subject ?? ''),
    message_id: headers['message-id'] ?? '',
    ...bodies,
    headers,
  };
}

function splitPart(raw: string): { headers: Record<string, string>; body: string } {
  const end = raw.indexOf('\r\n\r\n');
  const head = end === -1 ? raw : raw.slice(0, end);
  const headers: Record<string, string> = {};
  for (const line of head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { headers, body: end === -1 ? '' : raw.slice(end + 4) };
}

function collectBodies(headers: Record<string, string>, body: string, into: { text: string; html: string }): void {
  const type = headers['content-type'] ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary !== undefined) {
    for (const piece of body.split(`--${boundary}`).slice(1, -1)) {
      const part = splitPart(piece.replace(/^\r\n/, ''));
      collectBodies(part.headers, part.body, into);
    }
    return;
  }
  const text = decodeBody(body, headers['content-transfer-encoding'] ?? '7bit')
    .replace(/\r\n/g, '\n')
    .trimEnd();
  if (type.startsWith('text/html')) into.html = text;
  else into.text = text;
}

function decodeBody(body: string, encoding: string): string {
  if (encoding.toLowerCase() === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding.toLowerCase() === 'quoted-printable') return decodeQuoted(body.replace(/=\r\n/g, ''));
  return body;
}

function decodeQuoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** RFC 2047 words; a blank between two of them belongs to neither. */
function decodeWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?[\w-]+\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toUpperCase() === 'B' ? Buffer.from(word, 'base64').toString('utf8') : decodeQuoted(word.replace(/_/g, ' ')),
    );
}
