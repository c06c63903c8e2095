// Markdown and JSON Schema as tables: what the generators of the reference share.
import { z } from 'zod';

const Node: z.ZodType<Node> = z.lazy(() =>
  z.looseObject({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    description: z.string().optional(),
    default: z.json().optional(),
    const: z.json().optional(),
    enum: z.array(z.json()).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    items: z.union([Node, z.boolean()]).optional(),
    properties: z.record(z.string(), Node).optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.union([Node, z.boolean()]).optional(),
    anyOf: z.array(Node).optional(),
    oneOf: z.array(Node).optional(),
    allOf: z.array(Node).optional(),
  }),
);
/** A JSON Schema, as far as a table shows it. */
export interface Node {
  type?: string | string[] | undefined;
  description?: string | undefined;
  default?: z.core.util.JSONType | undefined;
  const?: z.core.util.JSONType | undefined;
  enum?: z.core.util.JSONType[] | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  items?: Node | boolean | undefined;
  properties?: Record<string, Node> | undefined;
  required?: string[] | undefined;
  additionalProperties?: Node | boolean | undefined;
  anyOf?: Node[] | undefined;
  oneOf?: Node[] | undefined;
  allOf?: Node[] | undefined;
}

export function schemaOf(schema: z.ZodType, io: 'input' | 'output' = 'input'): Node {
  const written = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: keepDefault });
  return Node.parse(JSON.parse(JSON.stringify(written)));
}

/** Defaults of durations are milliseconds, which zod leaves out of a schema of what people write. */
function keepDefault({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes;
  jsonSchema: { default?: unknown };
}): void {
  const { def } = zodSchema._zod;
  if (def.type === 'default') jsonSchema.default ??= def.defaultValue;
}

export const readNode = (schema: unknown): Node => Node.parse(schema);

export function page(title: string, intro: string, ...sections: string[]): string {
  const note = 'Made by `node scripts/reference.ts` from the code; change the code, not this page.';
  return `${[`# ${title}`, intro, note, ...sections].join('\n\n')}\n`;
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((text) => text.replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Inside of a table, a bar would begin a new cell. */
export const code = (text: string) => `\`${text.replaceAll('|', '\\|')}\``;
export const cell = (text: string) => text.replaceAll(/(?<!\\)\|/g, '\\|');

/** In words: `text`, `list of numbers`, one of several values. */
export function typeOf(node: Node | boolean | undefined): string {
  if (node === undefined || typeof node === 'boolean') return 'any';
  if (node.const !== undefined) return code(JSON.stringify(node.const).replaceAll('"', ''));
  if (node.enum) return node.enum.map((value) => code(String(value))).join(' · ');
  const branches = node.anyOf ?? node.oneOf;
  if (branches) return isDuration(branches) ? 'duration' : [...new Set(branches.map(typeOf))].join(' or ');
  switch (node.type) {
    case 'string':
      return 'text';
    case 'integer':
    case 'number':
      return `number${boundsOf(node)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `list of ${typeOf(node.items)}`;
    case 'null':
      return 'null';
    case 'object':
      return mapOf(node);
    default:
      return Array.isArray(node.type) ? node.type.map((type) => typeOf({ type })).join(' or ') : 'any';
  }
}

/** Milliseconds in stored documents, text in YAML. */
function isDuration(branches: readonly Node[]): boolean {
  const [number, text, ...others] = branches;
  return others.length === 0 && number?.type === 'number' && number.minimum === 0 && text?.type === 'string';
}

/** zod bounds every integer by what JavaScript can count to. */
function boundsOf({ minimum, maximum }: Node): string {
  const low = minimum === undefined || minimum < -9e15 ? undefined : minimum;
  const high = maximum === undefined || maximum > 9e15 ? undefined : maximum;
  if (low !== undefined && high !== undefined) return `, ${low} to ${high}`;
  if (low !== undefined) return `, from ${low}`;
  return high === undefined ? '' : `, up to ${high}`;
}

function mapOf({ properties, additionalProperties }: Node): string {
  const keys = Object.keys(properties ?? {});
  if (keys.length > 0) return `map of ${keys.map(code).join(', ')}`;
  return typeof additionalProperties === 'object' ? `map of ${typeOf(additionalProperties)} by name` : 'map';
}

const UNITS: [name: string, ms: number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
];

export function durationText(ms: number): string {
  if (ms === 86_400_000) return '24h';
  const [name, size] = UNITS.find(([, unit]) => ms >= unit && ms % unit === 0) ?? ['ms', 1];
  return `${ms / size}${name}`;
}

export function defaultOf(node: Node): string | undefined {
  const value = node.default;
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return undefined;
  if (typeof value === 'number' && typeOf({ ...node, default: undefined }) === 'duration')
    return value === 0 ? code('0s') : code(durationText(value));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return undefined;
  return code(typeof value === 'string' ? value : JSON.stringify(value).replaceAll('"', '').replaceAll(',', ', '));
}

export interface Row {
  key: string;
  node: Node;
  required: boolean;
}

/** Keys of an object, or of each form that it may have. */
export function keysOf(node: Node): Row[] {
  const own = Object.entries(node.properties ?? {}).map(([key, value]) => ({
    key,
    node: value,
    required: node.required?.includes(key) === true,
  }));
  const others = [...(node.allOf ?? []), ...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap(keysOf);
  return [...new Map([...others, ...own].map((row) => [row.key, row])).values()];
}
