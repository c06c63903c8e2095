// Values on one line of plain YAML: scalars of the core schema, quoted text, flow collections. What it does not know makes it give up.

/** Thrown and caught in this reader only: the text needs the full parser. */
export class Unknown extends Error {}

export const giveUp = (): never => {
  throw new Unknown();
};

export const MAX_DEPTH = 100;

export const QUOTED: Record<string, RegExp> = { '"': /^"(?:[^"\\]|\\.)*"/, "'": /^'(?:[^']|'')*'/ };

/** The values of YAML's core schema. */
export function plainValue(text: string): unknown {
  if (!/^[-+.0-9~nNtTfF]/.test(text)) return text;
  if (/^(~|null|Null|NULL)$/.test(text)) return null;
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  if (/^[-+]?[0-9]+$/.test(text)) return Number.parseInt(text, 10);
  if (/^[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)$/.test(text)) return Number.parseFloat(text);
  if (/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)[eE][-+]?[0-9]+$/.test(text)) return Number(text);
  // Octal, hexadecimal, infinity, and what is no number.
  return /^(0[ox]|[-+]?\.(inf|nan)$)/i.test(text) ? giveUp() : text;
}

interface Flow {
  text: string;
  at: number;
  depth: number;
}

export function readFlow(flow: Flow): unknown {
  const first = flow.text[flow.at];
  if (first === '"' || first === "'") return readQuoted(flow, first);
  if (first !== '{' && first !== '[') return readFlowPlain(flow);
  flow.depth += 1;
  if (flow.depth > MAX_DEPTH) giveUp();
  const value = first === '[' ? readFlowList(flow) : readFlowMap(flow);
  flow.depth -= 1;
  return value;
}

function readQuoted(flow: Flow, quote: string): string {
  const rest = flow.text.slice(flow.at);
  const [found = ''] = QUOTED[quote]?.exec(rest) ?? giveUp();
  flow.at += found.length;
  if (quote === "'") return found.slice(1, -1).replaceAll("''", "'");
  if (!found.includes('\\')) return found.slice(1, -1);
  // Escapes that JSON has mean the same in both; YAML's own go to the full parser.
  if (/\\[^"\\/bfnrtu]|\\u(?![0-9a-fA-F]{4})/.test(found.replaceAll('\\\\', ''))) giveUp();
  const value: string = JSON.parse(found);
  return value;
}

function readFlowPlain(flow: Flow): unknown {
  const [found = ''] = /^[^,[\]{}]*/.exec(flow.text.slice(flow.at)) ?? [];
  const colon = /:( |$)/.exec(found)?.index ?? found.length;
  const text = found.slice(0, colon).trimEnd();
  if (text === '' || /^[#&*!|>'"%@`?:]|^-($|[^0-9A-Za-z])| #|:$/.test(text)) giveUp();
  flow.at += text.length;
  return plainValue(text);
}

const skip = (flow: Flow): string | undefined => {
  while (flow.text[flow.at] === ' ') flow.at += 1;
  return flow.text[flow.at];
};

function readFlowList(flow: Flow): unknown[] {
  const list: unknown[] = [];
  flow.at += 1;
  if (skip(flow) === ']') {
    flow.at += 1;
    return list;
  }
  for (;;) {
    skip(flow);
    list.push(readFlow(flow));
    const next = skip(flow);
    flow.at += 1;
    if (next === ']') return list;
    if (next !== ',') giveUp();
  }
}

function readFlowMap(flow: Flow): { [name: string]: unknown } {
  const map: { [name: string]: unknown } = {};
  flow.at += 1;
  if (skip(flow) === '}') {
    flow.at += 1;
    return map;
  }
  for (;;) {
    const name = readFlowKey(flow);
    if (Object.hasOwn(map, name) || name === '__proto__' || name === '<<') giveUp();
    const before = flow.at;
    const start = skip(flow);
    if (start === undefined || (before === flow.at && start !== '"' && start !== "'" && start !== '{' && start !== '['))
      giveUp();
    map[name] = readFlow(flow);
    const next = skip(flow);
    flow.at += 1;
    if (next === '}') return map;
    if (next !== ',') giveUp();
  }
}

/** Leaves the reader behind the colon. */
function readFlowKey(flow: Flow): string {
  const first = skip(flow);
  if (first === '"' || first === "'") {
    const name = readQuoted(flow, first);
    if (flow.text[flow.at] !== ':') giveUp();
    flow.at += 1;
    return name;
  }
  const [name = ''] = /^[A-Za-z0-9_$/.-]+(?=: )/.exec(flow.text.slice(flow.at)) ?? giveUp();
  if (name.startsWith('-')) giveUp();
  flow.at += name.length + 1;
  return name;
}
