// Where a pointer's value stands in JSON text, by skipping over everything else: much faster than parsing large files for positions.
// For valid JSON only.

export interface JsonPlace {
  /** Offset of the member's key, or of the item. */
  key: number;
  /** Offsets of the value, end exclusive. */
  start: number;
  end: number;
}

/** The place, or of the nearest ancestor when the pointer leads nowhere; `found` tells which. */
export function scanJson(text: string, segments: string[]): JsonPlace & { found: boolean } {
  return createJsonScan(text)(segments);
}

/** `scanJson` for many pointers: each map and list on the way is scanned once. */
export function createJsonScan(text: string): (segments: string[]) => JsonPlace & { found: boolean } {
  const start = skipSpace(text, 0);
  const top: JsonPlace = { key: start, start, end: text.length };
  const seen = new Map<number, Map<string, JsonPlace>>();
  return (segments) => {
    let place = top;
    for (const segment of segments) {
      const children = seen.get(place.start) ?? childPlaces(text, place.start);
      seen.set(place.start, children);
      const next = children.get(segment);
      if (!next) return { ...place, found: false };
      place = next;
    }
    return { ...place, found: true };
  };
}

function childPlaces(text: string, start: number): Map<string, JsonPlace> {
  const places = new Map<string, JsonPlace>();
  const isMap = text[start] === '{';
  if (!isMap && text[start] !== '[') return places;
  let at = skipSpace(text, start + 1);
  for (let index = 0; at < text.length && text[at] !== '}' && text[at] !== ']'; index += 1) {
    const key = at;
    let name = String(index);
    if (isMap) {
      const end = skipString(text, at);
      name = JSON.parse(text.slice(at, end));
      at = skipSpace(text, skipSpace(text, end) + 1);
    }
    const end = skipValue(text, at);
    places.set(name, { key, start: at, end });
    at = skipSpace(text, end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return places;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return at;
}

function skipString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function skipValue(text: string, from: number): number {
  if (text[from] === '"') return skipString(text, from);
  let at = from;
  let depth = 0;
  while (at < text.length) {
    const char = text[at];
    if (char === '"') {
      at = skipString(text, at);
      continue;
    }
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (char === ',' || char === ' ' || char === '\n' || char === '\r' || char === '\t'))
      return at;
    at += 1;
  }
  return at;
}

/** How many names stand before a colon, in valid JSON. */
export function countJsonMembers(text: string): number {
  let members = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at)) {
    at = skipString(text, at);
    if (text[skipSpace(text, at)] === ':') members += 1;
  }
  return members;
}

/** The second of two equal names in one object of valid JSON. */
export function findRepeatedMember(text: string): { name: string; offset: number } | undefined {
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; ) {
    const char = text[at];
    if (char === '{' || char === '[') open.push(new Set());
    else if (char === '}' || char === ']') open.pop();
    if (char !== '"') {
      at += 1;
      continue;
    }
    const offset = at;
    at = skipString(text, at);
    if (text[skipSpace(text, at)] !== ':') continue;
    const name: string = JSON.parse(text.slice(offset, at));
    if (open.at(-1)?.has(name)) return { name, offset };
    open.at(-1)?.add(name);
  }
  return undefined;
}

/** Text that JSON.parse takes; tried only where it looks like JSON. */
export function isJsonText(text: string): boolean {
  if (!/^\s*\{\s*("|\})/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
