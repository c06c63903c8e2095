// Every spelling of a secret that a text may hold: the value, its lines, the texts inside when it is JSON, each of them also as our own code and
// others write it (JSON, HTML, Slack, URL, base64 at any alignment). In: a value. Out: texts to look for.

/** Shorter texts would hide half of every log; they are not looked for. */
export const MIN_SECRET = 4;
/** A shorter piece of base64 stands in many innocent texts. */
const MIN_BASE64 = 6;

export function formsOf(value: string): Set<string> {
  const forms = new Set<string>();
  for (const part of partsOf(value)) {
    for (const text of [part, ...escapedForms(part), ...base64Forms(part)]) {
      if (text.length >= MIN_SECRET) forms.add(text);
    }
  }
  return forms;
}

function partsOf(value: string): Set<string> {
  const lines = value.split(/\r\n|\r|\n/).map((line) => line.trim());
  return new Set([value, value.trim(), ...lines, ...jsonLeaves(value)].filter((part) => part.length >= MIN_SECRET));
}

function jsonLeaves(value: string): string[] {
  if (!/^\s*[[{"]/.test(value)) return [];
  try {
    return leavesOf(JSON.parse(value));
  } catch {
    return [];
  }
}

function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [];
}

function escapedForms(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const percent = encode(encodeURIComponent, text);
  const form = new URLSearchParams({ v: text }).toString().slice(2);
  const html = text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  const slack = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const named = slack.replace(/"/g, '&quot;').replace(/'/g, '&#39;');
  return [
    json,
    JSON.stringify(json).slice(1, -1),
    html,
    slack,
    named,
    ...cases(percent),
    ...cases(form),
    encode(encodeURI, text),
  ];
}

/** `%2F` is written `%2f` too. */
function cases(encoded: string): [string, string] {
  return [encoded, encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())];
}

/** Half of a surrogate pair cannot be encoded. */
function encode(encoder: (text: string) => string, text: string): string {
  return text.isWellFormed() ? encoder(text) : text;
}

/** As it stands inside the base64 of a longer text, after 0, 1 or 2 bytes of a group; without the characters that its neighbours decide. */
function base64Forms(text: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    const from = before === 0 ? 0 : before + 1;
    const whole = bytes.toString('base64').slice(from).replace(/=+$/, '');
    // With what follows it, its last character is another.
    const piece = whole.slice(0, Math.floor((bytes.length * 8) / 6) - from);
    if (piece.length < MIN_BASE64) return [];
    return [whole, piece].flatMap((text) => {
      const forUrl = text.replaceAll('+', '-').replaceAll('/', '_');
      return [text, forUrl, ...cases(encodeURIComponent(text))];
    });
  });
}
