// C# spellings: types and members in PascalCase, arguments in camelCase with `@` before keywords. A member is never
// called like its type or like a member of every object; a type never like one that the generated code names itself.

import type { Field, Group, Ir, Param } from '../../ir/model.ts';
import { assignNames, assignParamNames, createNameScope, remembered } from '../../ir/names.ts';
import { camelCase, pascalCase } from '../../ir/words.ts';

const KEYWORDS = new Set([
  ...['abstract', 'as', 'base', 'bool', 'break', 'byte', 'case', 'catch', 'char', 'checked', 'class', 'const'],
  ...['continue', 'decimal', 'default', 'delegate', 'do', 'double', 'else', 'enum', 'event', 'explicit', 'extern'],
  ...['false', 'finally', 'fixed', 'float', 'for', 'foreach', 'goto', 'if', 'implicit', 'in', 'int', 'interface'],
  ...['internal', 'is', 'lock', 'long', 'namespace', 'new', 'null', 'object', 'operator', 'out', 'override', 'params'],
  ...[
    'private',
    'protected',
    'public',
    'readonly',
    'ref',
    'return',
    'sbyte',
    'sealed',
    'short',
    'sizeof',
    'stackalloc',
  ],
  ...['static', 'string', 'struct', 'switch', 'this', 'throw', 'true', 'try', 'typeof', 'uint', 'ulong', 'unchecked'],
  ...['unsafe', 'ushort', 'using', 'virtual', 'void', 'volatile', 'while', 'await', 'var', 'yield', 'record'],
]);

const TAKEN_TYPES = [
  ...['System', 'Task', 'Stream', 'List', 'Dictionary', 'IAsyncEnumerable', 'CancellationToken', 'Func', 'TimeSpan'],
  ...['DateTimeOffset', 'DateOnly', 'Exception', 'Uri', 'Type', 'IEquatable', 'IEnumerable', 'IDisposable', 'Http'],
  ...['HttpMessageHandler', 'HttpRequestMessage', 'HttpResponseMessage', 'JsonElement', 'JsonConverter', 'JsonForm'],
  ...['JsonConverterAttribute', 'Obsolete', 'ObsoleteAttribute', 'StringComparer', 'StringComparison', 'Attribute'],
  ...['Json', 'JsonMembers', 'IJsonModel', 'ModelConverter', 'Reader', 'Optional', 'Upload', 'DecodeException'],
  ...['ApiException', 'TransportException', 'Credential', 'Scheme', 'MockOps', 'RequestOptions', 'ClientOptions'],
  ...['Client', 'Call', 'Answer', 'Page', 'Paged', 'PageSource', 'Paging', 'NextPage', 'Streamed', 'Models', 'Object'],
  ...['String', 'Boolean', 'Double', 'Int64', 'Nullable', 'Record', 'Enum', 'TRef', 'TValue'],
];

/** Of Object, of every record, and of every generated model. */
const TAKEN_MEMBERS = [
  ...['Equals', 'GetHashCode', 'GetType', 'ToString', 'MemberwiseClone', 'ReferenceEquals', 'Finalize', 'Clone'],
  ...['EqualityContract', 'PrintMembers', 'Deconstruct', 'ReadJson', 'FromJson', 'ToJson', 'ToTree', 'JsonForm'],
  ...['AdditionalProperties'],
];

const TAKEN_ARGUMENTS = ['options', 'cancellationToken', 'http', 'body'];
const TAKEN_METHODS = [
  'Equals',
  'GetHashCode',
  'GetType',
  'ToString',
  'MemberwiseClone',
  'ReferenceEquals',
  'Finalize',
].concat(['Dispose', 'ForVirtualSystem', 'Http', 'Client', 'Call', 'Json', 'Paging']);
const TAKEN_SETTINGS = [
  ...['BaseUrl', 'Headers', 'UserAgent', 'Timeout', 'MaxRetries', 'MockOps', 'Transport', 'Handler', 'Schemes'],
  ...[
    'ClientOptions',
    'Equals',
    'GetHashCode',
    'GetType',
    'ToString',
    'MemberwiseClone',
    'ReferenceEquals',
    'Finalize',
  ],
];

/** What an operation may add to its own name. */
const VARIANTS = ['Async', 'Call', 'PagedAsync', 'StreamAsync'];

export interface CSharpNames {
  type(name: string): string;
  /** By the names of the properties. */
  properties(fields: readonly Field[], className: string): Map<string, string>;
  constants(values: readonly string[], className: string): Map<string, string>;
  /** Without `Async`. */
  method(name: string): string;
  group(name: string): { property: string; className: string };
  setting(scheme: string): string;
}

export function nameCSharp(ir: Ir, namespace: string): CSharpNames {
  const methods = new Map<string, string>();
  const takenMethods = (): Set<string> => new Set(TAKEN_METHODS.map((name) => name.toLowerCase()));
  const own = takenMethods();
  for (const group of ir.groups) nameMethods(group, group.name === undefined ? own : takenMethods(), methods);
  const classScope = createNameScope([...TAKEN_TYPES, ...namespace.split('.')], 'Tag');
  const propertyScope = createNameScope([...TAKEN_METHODS, ...methodsOf(ir, methods)]);
  const groups = new Map<string, { property: string; className: string }>();
  for (const { name } of ir.groups) {
    if (name === undefined) continue;
    groups.set(name, { property: propertyScope.take(pascalCase(name)), className: classScope.take(`${name}Api`) });
  }
  const classes = [...groups.values()].map(({ className }) => className);
  // No class is called like one of its members.
  const taken = [...TAKEN_TYPES, ...TAKEN_MEMBERS, 'Value', ...namespace.split('.'), ...classes];
  const typeScope = createNameScope(taken, 'Model');
  const types = assignNames([...ir.types.keys()], (name) => name, typeScope);
  const spell = remembered(pascalCase);
  const schemes = ir.auth.map(({ name }) => name);
  const settings = assignNames(schemes, pascalCase, createNameScope(TAKEN_SETTINGS, 'Auth'));
  return {
    type: (name) => types.get(name) ?? name,
    properties: (fields, className) =>
      assignNames(
        fields.map(({ wire }) => wire),
        spell,
        createNameScope([...TAKEN_MEMBERS, className], 'Value'),
      ),
    constants: (values, className) =>
      assignNames(values, spell, createNameScope([...TAKEN_MEMBERS, className, 'Value'], 'Value')),
    method: (name) => methods.get(name) ?? pascalCase(name),
    group: (name) => groups.get(name) ?? { property: pascalCase(name), className: `${name}Api` },
    setting: (name) => settings.get(name) ?? pascalCase(name),
  };
}

/** Methods that stand on the client beside the properties of its tags. */
const methodsOf = (ir: Ir, methods: ReadonlyMap<string, string>): string[] =>
  ir.groups
    .filter(({ name }) => name === undefined)
    .flatMap(({ operations }) => operations)
    .flatMap(({ name }) => VARIANTS.map((variant) => (methods.get(name) ?? name) + variant));

function nameMethods({ operations }: Group, used: Set<string>, methods: Map<string, string>): void {
  for (const { name } of operations) {
    const base = pascalCase(name);
    const free = (candidate: string): boolean =>
      VARIANTS.every((variant) => !used.has((candidate + variant).toLowerCase()));
    let found = base;
    for (let n = 2; !free(found); n += 1) found = `${base}${n}`;
    for (const variant of VARIANTS) used.add((found + variant).toLowerCase());
    methods.set(name, found);
  }
}

export function nameArguments(params: readonly Param[]): Map<Param, string> {
  const names = assignParamNames(params, camelCase, createNameScope(TAKEN_ARGUMENTS));
  return new Map([...names].map(([param, name]) => [param, KEYWORDS.has(name) ? `@${name}` : name]));
}

/** A namespace as the user wrote it (`Acme.Payments`, `@acme/payments`), or one made from the title. */
export function csharpNamespace(wanted: string | undefined, title: string): string {
  const parts = (wanted ?? '')
    .replace(/^@/, '')
    .split(/[./]/)
    .filter((part) => part !== '');
  const words = parts.length === 0 ? [`${brief(title)} client`] : parts;
  const segments = words.map((word, index) => {
    const segment = pascalCase(word);
    // One would hide what the generated code imports, the other is the class itself.
    if (index === 0 && segment === 'System') return 'SystemClient';
    return segment === 'Client' ? 'ApiClient' : segment;
  });
  return segments.join('.');
}

/** File systems take no longer names. */
const brief = (title: string): string => (title.length <= 80 ? title : title.slice(0, 80).replace(/\s\S*$/, ''));
