// The request target, read once. In: what stands in the request line. Out: decoded segments for routing and the raw ones for
// the upstream, dot segments resolved and empty segments dropped, so that what was routed is exactly what is sent on.

export interface RequestPath {
  /** Decoded once; `%252f` stays the text `%2f`. */
  segments: string[];
  /** As the client wrote them. */
  raw: string[];
  trailing_slash: boolean;
  /** With its `?`, or empty. Never touched. */
  query: string;
}

/** Encoded separators and NUL mean different things to different servers; routing on them is how guards are walked around. */
const AMBIGUOUS = /%2f|%5c|%00/i;

/** Undefined: refuse with 400. */
export function readPath(target: string): RequestPath | undefined {
  const { path, query } = splitTarget(target);
  const encoded = path.includes('%');
  if (path.includes('\\') || (encoded && AMBIGUOUS.test(path))) return undefined;
  const raw: string[] = [];
  const segments: string[] = [];
  for (const part of path.split('/')) {
    if (part === '') continue;
    const segment = encoded ? decode(part) : part;
    if (segment === undefined) return undefined;
    if (segment === '.') continue;
    if (segment === '..') {
      raw.pop();
      segments.pop();
      continue;
    }
    raw.push(part);
    segments.push(segment);
  }
  const is_folder = path.endsWith('/') || path.endsWith('/.') || path.endsWith('/..');
  return { segments, raw, trailing_slash: is_folder && raw.length > 0, query };
}

/** The path from segment `from` on, as it goes to an upstream. */
export function joinRaw(path: RequestPath, from: number): string {
  if (from >= path.raw.length) return '/';
  return `/${path.raw.slice(from).join('/')}${path.trailing_slash ? '/' : ''}`;
}

/** `GET /path?query` or, as proxies send it, `GET http://host/path?query`. */
function splitTarget(target: string): { path: string; query: string } {
  const start = target.startsWith('/') ? 0 : target.indexOf('/', target.indexOf('://') + 3);
  if (start < 0) return { path: '/', query: '' };
  const end = target.indexOf('?', start);
  return end < 0
    ? { path: target.slice(start), query: '' }
    : { path: target.slice(start, end), query: target.slice(end) };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
