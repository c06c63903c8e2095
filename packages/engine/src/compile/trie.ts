// Precompiled path matching. In: templates such as `/charges/{id}` with a value per method. Out: the most specific value for
// a list of decoded segments. Fixed segments beat mixed ones (`{id}.json`), which beat parameters; a branch that does not
// end in the wanted method is left again, so `GET /me` with only `POST /me` and `GET /{id}` finds the latter.
// `/a` and `/a/` are two places when both are there; else either spelling leads to the one that is.

export interface Entry<T> {
  template: string;
  method: string;
  /** Names of the parameters, in order. */
  names: readonly string[];
  /** How many segments are fixed. */
  fixed: number;
  value: T;
}

export interface TrieMatch<T> {
  entry: Entry<T>;
  params: string[];
}

interface Node<T> {
  fixed: Map<string, Node<T>>;
  mixed: { parts: string[]; node: Node<T> }[];
  param: Node<T> | undefined;
  methods: Map<string, Entry<T>> | undefined;
  /** Of templates with a slash at their end. */
  slash_methods: Map<string, Entry<T>> | undefined;
}

/** A request's path, decoded. */
export interface WantedPath {
  segments: readonly string[];
  trailing_slash: boolean;
}

export interface Trie<T> {
  root: Node<T>;
  size: number;
}

/** Method of an entry that answers any method. */
export const ANY_METHOD = '*';

export function createTrie<T>(): Trie<T> {
  return { root: createNode(), size: 0 };
}

/** Adds the value, or hands back the entry that already stands at this place. */
export function insert<T>(trie: Trie<T>, method: string, template: string, value: T): Entry<T> {
  let node = trie.root;
  const names: string[] = [];
  let fixed = 0;
  for (const segment of splitTemplate(template)) {
    if (!segment.includes('{')) {
      fixed += 1;
      node = childOf(node.fixed, decodeSegment(segment));
      continue;
    }
    const pieces = segment.split(/\{([^}]*)\}/);
    names.push(...pieces.filter((_, index) => index % 2 === 1));
    const parts = pieces.filter((_, index) => index % 2 === 0);
    node = parts.length === 2 && parts[0] === '' && parts[1] === '' ? paramOf(node) : mixedOf(node, parts);
  }
  const methods = methodsOf(node, template.endsWith('/') && node !== trie.root);
  const there = methods.get(method);
  if (there) return there;
  const entry = { template, method, names, fixed, value };
  methods.set(method, entry);
  trie.size += 1;
  return entry;
}

/** The most specific entry for the method. HEAD is answered from GET. */
export function find<T>(trie: Trie<T>, path: WantedPath, from: number, method: string): TrieMatch<T> | undefined {
  const params: string[] = [];
  const entry = walk(trie.root, path.segments, from, params, (node) => pickSpelled(node, path, method));
  return entry && { entry, params };
}

/** Every entry that matches, most specific path first. */
export function findAll<T>(trie: Trie<T>, path: WantedPath, from: number, method: string): Entry<T>[] {
  const found: Entry<T>[] = [];
  walk(trie.root, path.segments, from, [], (node) => {
    const exact = pickSpelled(node, path, method);
    if (exact) found.push(exact);
    const any = pickSpelled(node, path, ANY_METHOD);
    if (any && any !== exact) found.push(any);
    return undefined;
  });
  return found;
}

/** Methods that some template has for this path. */
export function allowedMethods<T>(trie: Trie<T>, segments: readonly string[], from: number): Set<string> {
  const allowed = new Set<string>();
  walk(trie.root, segments, from, [], (node) => {
    for (const methods of [node.methods, node.slash_methods])
      for (const method of methods?.keys() ?? []) allowed.add(method);
    return undefined;
  });
  return allowed;
}

/** The entry spelled as the path is, else the one that is spelled the other way. */
function pickSpelled<T>(node: Node<T>, { trailing_slash }: WantedPath, method: string): Entry<T> | undefined {
  const { methods, slash_methods } = node;
  return trailing_slash
    ? (pick(slash_methods, method) ?? pick(methods, method))
    : (pick(methods, method) ?? pick(slash_methods, method));
}

function pick<T>(methods: Map<string, Entry<T>> | undefined, method: string): Entry<T> | undefined {
  return methods?.get(method) ?? (method === 'HEAD' ? methods?.get('GET') : undefined);
}

/** Depth first, most specific first, until `accept` takes an end. */
function walk<T>(
  node: Node<T>,
  segments: readonly string[],
  index: number,
  params: string[],
  accept: (end: Node<T>) => Entry<T> | undefined,
): Entry<T> | undefined {
  const segment = segments[index];
  if (segment === undefined) return accept(node);
  const fixed = node.fixed.get(segment);
  if (fixed) {
    const found = walk(fixed, segments, index + 1, params, accept);
    if (found) return found;
  }
  const depth = params.length;
  for (const { parts, node: next } of node.mixed) {
    if (captureMixed(segment, parts, params)) {
      const found = walk(next, segments, index + 1, params, accept);
      if (found) return found;
    }
    params.length = depth;
  }
  if (!node.param) return undefined;
  params.push(segment);
  const found = walk(node.param, segments, index + 1, params, accept);
  if (!found) params.length = depth;
  return found;
}

/** `report-{id}.{format}` against `report-7.json`; every parameter takes at least one character, the first as few as it can. */
function captureMixed(segment: string, parts: readonly string[], params: string[]): boolean {
  const last = parts.length - 1;
  const first = parts[0] ?? '';
  if (!segment.startsWith(first)) return false;
  let at = first.length;
  for (let index = 1; index <= last; index += 1) {
    const part = parts[index] ?? '';
    const end = index === last ? segment.length - part.length : segment.indexOf(part, at + 1);
    if (end <= at || (index === last && !segment.endsWith(part))) return false;
    params.push(segment.slice(at, end));
    at = end + part.length;
  }
  return true;
}

export function splitTemplate(template: string): string[] {
  return template.split('/').filter((segment) => segment !== '');
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function createNode<T>(): Node<T> {
  return { fixed: new Map(), mixed: [], param: undefined, methods: undefined, slash_methods: undefined };
}

function childOf<T>(children: Map<string, Node<T>>, key: string): Node<T> {
  const node = children.get(key) ?? createNode<T>();
  children.set(key, node);
  return node;
}

function methodsOf<T>(node: Node<T>, with_slash: boolean): Map<string, Entry<T>> {
  if (with_slash) {
    node.slash_methods ??= new Map();
    return node.slash_methods;
  }
  node.methods ??= new Map();
  return node.methods;
}

function paramOf<T>(node: Node<T>): Node<T> {
  node.param ??= createNode();
  return node.param;
}

function mixedOf<T>(node: Node<T>, parts: string[]): Node<T> {
  const same = node.mixed.find((mixed) => mixed.parts.join('{}') === parts.join('{}'));
  if (same) return same.node;
  const added = { parts, node: createNode<T>() };
  node.mixed.push(added);
  // More literal text is more specific.
  node.mixed.sort((a, b) => b.parts.join('').length - a.parts.join('').length);
  return added.node;
}
