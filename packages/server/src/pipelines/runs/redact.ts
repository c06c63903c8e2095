// What a run shows of a step's rendered config: members whose name says that they are secret, and the parts of addresses that may be, are hidden.
const HIDDEN = '•••';
const SECRET_NAME = /(token|password|passphrase|secret|api[_-]?key|authorization|cookie|credentials?|webhook_urls?)$/i;

export function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value === 'string') return redactUrl(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, SECRET_NAME.test(key) ? HIDDEN : redact(member)]),
  );
}

/** User, password and query of an address; other text as it is. */
function redactUrl(text: string): string {
  if (!/^https?:\/\/\S+$/i.test(text)) return text;
  const url = URL.parse(text);
  if (!url || (url.username === '' && url.password === '' && url.search === '')) return text;
  const account = url.username === '' && url.password === '' ? '' : `${HIDDEN}@`;
  return `${url.protocol}//${account}${url.host}${url.pathname}${url.search === '' ? '' : `?${HIDDEN}`}`;
}
