// Java spellings: classes in PascalCase, members in camelCase, never a keyword, a method of Object or a class that the
// generated code itself names. Files are classes, so type names are unique whatever the file system thinks of case.

import type { Field, Group, Ir, Operation, Param } from '../../ir/model.ts';
import { assignNames, assignParamNames, createNameScope, remembered } from '../../ir/names.ts';
import { camelCase, kebabCase, screamingCase } from '../../ir/words.ts';

const KEYWORDS = [
  ...['abstract', 'assert', 'boolean', 'break', 'byte', 'case', 'catch', 'char', 'class', 'const', 'continue'],
  ...['default', 'do', 'double', 'else', 'enum', 'extends', 'false', 'final', 'finally', 'float', 'for', 'goto', 'if'],
  ...['implements', 'import', 'instanceof', 'int', 'interface', 'long', 'native', 'new', 'null', 'package', 'private'],
  ...['protected', 'public', 'return', 'short', 'static', 'strictfp', 'super', 'switch', 'synchronized', 'this'],
  ...['throw', 'throws', 'transient', 'true', 'try', 'void', 'volatile', 'while', 'yield', 'record', 'var', 'sealed'],
];

/** Methods of Object, which neither a record component nor a method without arguments may be called. */
const OBJECT_METHODS = [
  ...['hashCode', 'toString', 'getClass', 'notify', 'notifyAll', 'wait', 'clone', 'finalize', 'equals'],
];

const TAKEN_TYPES = [
  ...[
    'String',
    'Object',
    'Objects',
    'Long',
    'Integer',
    'Double',
    'Boolean',
    'Void',
    'Override',
    'Deprecated',
    'Record',
  ],
  ...['Iterable', 'Enum', 'Class', 'Exception', 'RuntimeException', 'Error', 'Throwable', 'Math', 'Number', 'Thread'],
  ...['Character', 'Byte', 'Short', 'Float', 'System', 'Process', 'Module', 'Package', 'Comparable', 'Runnable'],
  ...['List', 'Map', 'Set', 'Optional', 'OffsetDateTime', 'LocalDate', 'Duration', 'LinkedHashMap', 'ArrayList'],
  ...['CompletableFuture', 'Executor', 'Executors', 'InputStream', 'URI', 'Uri', 'Path', 'Supplier', 'Function'],
  ...['JsonNode', 'ObjectNode', 'JsonCreator', 'JsonValue', 'Json', 'Field', 'Model', 'Upload', 'DecodeException'],
  ...['ApiException', 'TransportException', 'MockOps', 'RequestOptions', 'Client', 'Builder', 'Http', 'Call', 'Paged'],
  ...['Page', 'Streamed', 'TokenSupplier', 'Transport', 'JdkTransport', 'Unknown', 'Pair', 'Answer', 'Credential'],
];

const TAKEN_FIELDS = new Set([
  ...[...KEYWORDS, ...OBJECT_METHODS, 'readJson', 'fromJson', 'toJson', 'builder', 'toBuilder'],
  'additionalProperties',
]);
const TAKEN_ARGUMENTS = new Set([...KEYWORDS, 'params', 'options', 'http', 'body']);
const TAKEN_METHODS = [...KEYWORDS, ...OBJECT_METHODS, 'builder', 'forVirtualSystem', 'http'];
const TAKEN_SETTINGS = [
  ...[...KEYWORDS, ...OBJECT_METHODS, 'baseUrl', 'header', 'userAgent', 'timeout', 'maxRetries', 'mockops'],
  ...['transport', 'executor', 'build', 'credentials', 'headers'],
];

/** What an operation may add to its own name. */
const VARIANTS = ['', 'Async', 'Call', 'Paged', 'Stream', 'StreamAsync'];

export interface JavaNames {
  type(name: string): string;
  /** By the names of the properties. */
  fields(fields: readonly Field[]): Map<string, string>;
  constants(values: readonly string[]): Map<string, string>;
  method(name: string): string;
  /** Of the optional arguments of an operation. */
  params(operation: Operation): string;
  group(name: string): { property: string; className: string };
  setting(scheme: string): string;
}

export function nameJava(ir: Ir): JavaNames {
  const methods = new Map<string, string>();
  const own = new Set(TAKEN_METHODS.map((name) => name.toLowerCase()));
  for (const group of ir.groups) nameMethods(group, group.name === undefined ? own : new Set(lowered()), methods);
  const classScope = createNameScope(TAKEN_TYPES, 'Tag');
  const propertyScope = createNameScope([...TAKEN_METHODS, ...own]);
  const groups = new Map<string, { property: string; className: string }>();
  for (const { name } of ir.groups) {
    if (name === undefined) continue;
    groups.set(name, { property: propertyScope.take(camelCase(name)), className: classScope.take(`${name}Api`) });
  }
  // Models, classes of tags and classes of arguments may meet in one file.
  const arguments_ = ir.groups.flatMap(({ operations }) => operations.map(({ name }) => `${name}Params`));
  const classes = [...groups.values()].map(({ className }) => className);
  const typeScope = createNameScope([...TAKEN_TYPES, ...arguments_, ...classes], 'Model');
  const types = assignNames([...ir.types.keys()], (name) => name, typeScope);
  const [fieldName, constantName] = [remembered(camelCase), remembered(screamingCase)];
  const schemes = ir.auth.map(({ name }) => name);
  const settings = assignNames(schemes, camelCase, createNameScope(TAKEN_SETTINGS, 'Auth'));
  return {
    type: (name) => types.get(name) ?? name,
    fields: (fields) =>
      assignNames(
        fields.map(({ wire }) => wire),
        fieldName,
        createNameScope(TAKEN_FIELDS),
      ),
    constants: (values) => assignNames(values, constantName, createNameScope()),
    method: (name) => methods.get(name) ?? camelCase(name),
    params: ({ name }) => `${name}Params`,
    group: (name) => groups.get(name) ?? { property: camelCase(name), className: `${name}Api` },
    setting: (name) => settings.get(name) ?? camelCase(name),
  };
}

const lowered = (): string[] => TAKEN_METHODS.map((name) => name.toLowerCase());

function nameMethods({ operations }: Group, used: Set<string>, methods: Map<string, string>): void {
  for (const { name } of operations) {
    const base = camelCase(name);
    const free = (candidate: string): boolean =>
      VARIANTS.every((variant) => !used.has((candidate + variant).toLowerCase()));
    let taken = base;
    for (let n = 2; !free(taken); n += 1) taken = used.has(base.toLowerCase()) && n === 2 ? `${base}_` : `${base}${n}`;
    for (const variant of VARIANTS) used.add((taken + variant).toLowerCase());
    methods.set(name, taken);
  }
}

export const nameArguments = (params: readonly Param[]): Map<Param, string> =>
  assignParamNames(params, camelCase, createNameScope(TAKEN_ARGUMENTS));

interface JavaPackage {
  /** `com.acme.payments`. */
  name: string;
  folder: string;
  artifact: string;
}

/** A package as the user wrote it (`com.acme.payments`, `@acme/payments`), or one made from the title. */
export function javaPackage(wanted: string | undefined, title: string): JavaPackage {
  const written = (wanted ?? '').replace(/^@/, '').split(/[./]/);
  const parts = written.filter((part) => part !== '');
  const words = parts.length === 0 ? [`${title} client`] : parts;
  const segments = words.map((word, index) => {
    const segment = kebabCase(word).replaceAll('-', '');
    if (/^[0-9]/.test(segment) || (index === 0 && /^javax?$/.test(segment))) return `n${segment}`;
    return KEYWORDS.includes(segment) ? `${segment}_` : segment;
  });
  const name = segments.join('.');
  return { name, folder: name.replaceAll('.', '/'), artifact: kebabCase(words.at(-1) ?? title) };
}
