// examples/tour.ts of a TypeScript SDK, which its README shows: each kind of call that the API has, once, a documented failure,
// and a call in a session of its own. In: `Ir.tour`. Out: the program's text without the line of origin.

import type { AuthScheme, Ir, Operation, TourCall } from '../../ir/model.ts';
import { createNameScope } from '../../ir/names.ts';
import { screamingCase } from '../../ir/words.ts';
import { titleOf } from '../../tour/title.ts';
import { braced } from './layout.ts';
import { nameArguments, propertyKey, quote, type TypeScriptNames } from './naming.ts';
import {
  type Bracketed,
  bracketed,
  type Entry,
  entry,
  fieldsOf,
  hugged,
  literalOf,
  objectOf,
  type Part,
  render,
} from './values.ts';

/** Items of a stream that are shown; it may have no end. */
const MOST_ITEMS = 3;

/** Undefined where there is nothing to call. */
export function emitTour(ir: Ir, packageName: string, names: TypeScriptNames): string | undefined {
  const { calls, failure, session } = ir.tour;
  if (calls.length === 0 && failure === undefined) return undefined;
  const imports = ['Client', ...(failure ? ['isApiError', `type ${failure.operation.name}Errors`] : [])];
  const writer = createWriter(ir, names);
  return [
    braced('import ', imports, ` from ${quote(packageName)};`),
    `\nconst baseUrl = process.env.API_BASE_URL ?? 'http://localhost:4801';\n`,
    emitNewClient(ir),
    ...calls.map((call) => `\n${writer.shown(call)}`),
    failure ? `\n${writer.failing(failure)}` : '',
    session ? `\n${writer.inSession(session)}` : '',
  ].join('');
}

function emitNewClient({ auth, tour }: Ir): string {
  const used = auth.filter(({ name }) => tour.schemes.includes(name));
  if (used.length === 0) return 'const client = new Client({ baseUrl });\n';
  return `const client = new Client({\n  baseUrl,\n  auth: {\n${used.map(emitCredential).join('')}  },\n});\n`;
}

function emitCredential({ kind, name }: AuthScheme): string {
  const variable = `process.env.${screamingCase(name)}`;
  if (kind === 'bearer') {
    const supplier = `    ${propertyKey(name)}: ({ refresh }) =>`;
    const token = `(refresh ? ${variable}_AFTER_401 : ${variable}) ?? '',\n`;
    const fits = supplier.length + token.length <= 120;
    return supplier + (fits ? ' ' : '\n      ') + token;
  }
  const login = ['username', 'password'].map((part) => entry(part, `${variable}_${part.toUpperCase()} ?? ''`));
  const field = entry(name, kind === 'api_key' ? `${variable} ?? ''` : objectOf(login));
  return `    ${render(field, '    ', 4, 1)},\n`;
}

interface Writer {
  shown(call: TourCall): string;
  failing(call: TourCall): string;
  inSession(call: TourCall): string;
}

function createWriter(ir: Ir, names: TypeScriptNames): Writer {
  const declared = new Set<string>();
  const scope = createNameScope();
  /** Counters are declared once and set back afterwards. */
  const reset = (counter: string): string => {
    const start = declared.has(counter) ? '' : 'let ';
    declared.add(counter);
    return `${start}${counter} = 0;\n`;
  };

  /** Awaits it, and prints what came. */
  const awaited = (call: TourCall, indent: string, client = 'client', options?: Part): string => {
    const { result } = call.operation;
    const given = argumentsOf(call, ir);
    const open = `await ${methodOf(call, names, client, '')}(`;
    const sent = options ? bracketed(open, [objectOf(given ?? []), options], ')') : hugged(open, given, ')');
    if (result.kind === 'none') return `${indent}${render(sent, indent, indent.length, 1)};\n`;
    if (result.kind === 'binary') return sizeOf(sent, indent, result.mayBeEmpty ? '?.size' : '.size');
    const printed = bracketed('console.log(', [sent], ')');
    return `${indent}${render(printed, indent, indent.length, 1)};\n`;
  };

  /** A long call has its answer on a line of its own. */
  const sizeOf = (sent: Bracketed, indent: string, size: string): string => {
    const [start, end] = [`${indent}console.log((`, `)${size}, 'bytes');\n`];
    const short = render(sent, indent, start.length, end.length - 1);
    if (!short.includes('\n')) return start + short + end;
    const content = scope.take('content');
    const line = `${indent}const ${content} = `;
    return `${line}${render(sent, indent, line.length, 1)};\n${indent}console.log(${content}${size}, 'bytes');\n`;
  };

  const looped = (call: TourCall, more: readonly string[], itemName: string, waits = ''): string => {
    const open = `for await (const ${itemName} of ${waits}${methodOf(call, names, 'client')}(`;
    const head = render(hugged(open, argumentsOf(call, ir), ')) {'), '', 0, 0);
    return `${head}\n${more.map((line) => `  ${line}\n`).join('')}}\n`;
  };

  const body = (call: TourCall): string => {
    const { operation, how } = call;
    if (how === 'pages') return looped(call, ['console.log(item);'], 'item');
    if (how === 'stream') {
      const lines = ['console.log(item);', 'seen += 1;', `if (seen === ${MOST_ITEMS}) break;`];
      return reset('seen') + looped(call, lines, 'item');
    }
    if (!isDownload(operation)) return awaited(call, '');
    return `${reset('size')}${looped(call, ['size += piece.length;'], 'piece', 'await ')}console.log(size, 'bytes');\n`;
  };

  return {
    shown: (call) => `// ${titleOf(call.operation)}\n${body(call)}`,
    failing: (call) => {
      const title = titleOf(call.operation);
      const errors = `${call.operation.name}Errors`;
      return `// ${title}\ntry {\n${awaited(call, '  ')}} catch (error) {
  if (!isApiError<${errors}>(error)) throw error;
  // Comparing the status narrows the body to what is documented for it.
  console.log(error.status, error.requestId, error.body);
}
`;
    },
    inSession: (call) => {
      const options = objectOf([
        entry('mockops', objectOf([entry('persona', "'premium'"), entry('scenario', "'card-declined'")])),
      ]);
      return `// Against a virtual system, in a session of its own.
const tester = Client.forVirtualSystem(baseUrl, 'checkout-test');
${awaited(call, '', 'tester', options)}`;
    },
  };
}

function methodOf(
  { operation, group, how }: TourCall,
  names: TypeScriptNames,
  client: string,
  ending = endingOf(operation, how),
): string {
  const target = group === undefined ? client : `${client}.${names.group(group).property}`;
  return `${target}.${ending === '' ? names.method(operation.name) : names.second(operation.name, ending)}`;
}

function argumentsOf({ operation, args, body }: TourCall, { types }: Ir): Entry[] | undefined {
  const spelled = nameArguments(operation.params);
  const fields = args.map(({ param, value }) =>
    entry(spelled.get(param) ?? param.wire, literalOf(value, param.type, types)),
  );
  if (body !== undefined && operation.body !== undefined) {
    fields.push(entry('body', bodyOf(body, operation.body, types)));
  }
  return fields.length === 0 ? undefined : fields;
}

function bodyOf(body: unknown, { kind, type }: NonNullable<Operation['body']>, types: Ir['types']): Entry['value'] {
  if (kind === 'binary') return `new Blob([${quote(String(body))}])`;
  const def = type.kind === 'named' ? types.get(type.name) : undefined;
  const isForm = kind === 'multipart' && def?.kind === 'object';
  return isForm ? objectOf(fieldsOf(body, def, types, true)) : literalOf(body, type, types);
}

/** What is only read comes in pieces; what answers a body comes at once. */
const isDownload = ({ result, body }: Operation): boolean => result.kind === 'binary' && body === undefined;

function endingOf(operation: Operation, how: TourCall['how']): '' | 'All' | 'Stream' {
  if (how === 'pages') return 'All';
  if (how === 'stream') return operation.stream === undefined ? '' : 'Stream';
  return isDownload(operation) ? 'Stream' : '';
}
