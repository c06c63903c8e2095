// What a call of the tour passes: short values in its parentheses, the others as variables in front of it.

import type { Ir, TourCall } from '../../ir/model.ts';
import { createNameScope } from '../../ir/names.ts';
import { assigned, atom, call as callOf, type Expression, list, oneLine, widthOf } from './expression.ts';
import type { Spelling } from './models.ts';
import { KEYWORDS, nameArguments, type RustNames } from './naming.ts';
import { borrowed, hasListedParts, isRequired, optionalParams } from './operations.ts';
import { quote } from './text.ts';
import { entriesOf, literalOf, some } from './values.ts';

export interface Program {
  ir: Ir;
  spelling: Spelling & { names: RustNames };
  withFiles: ReadonlySet<string>;
}

export const INDENT = '    ';

/** Variables of the program that its calls go on using. */
export const LOCALS = ['answer', 'api', 'base_url', 'client', 'once', 'premium', 'system'];

export interface Sending {
  /** Statements in front of the call: its group, and arguments that take more than a line. */
  before: string;
  target: string;
  args: string[];
}

export const LONGEST_ARGUMENTS = 60;

export function sendingOf(call: TourCall, { spelling, withFiles }: Program, client = 'client'): Sending {
  const { operation, group } = call;
  const given = argumentsOf(call, spelling, withFiles);
  const api = group === undefined ? '' : `${INDENT}let api = ${client}.${spelling.names.group(group).method}();\n`;
  const target = group === undefined ? client : 'api';
  const inline = given.map(({ borrow, value }) => {
    const line = oneLine(value);
    return line === undefined ? undefined : borrow.replace('_', () => line);
  });
  const isShort = !inline.includes(undefined) && widthOf(inline.join(', ')) <= LONGEST_ARGUMENTS;
  const scope = createNameScope([...KEYWORDS, ...LOCALS, operation.name]);
  const args: string[] = [];
  let before = '';
  given.forEach(({ borrow, value, name }, index) => {
    const line = inline[index];
    if (line !== undefined && (isShort || value.kind === 'atom' || widthOf(line) <= 20)) args.push(line);
    else {
      const variable = scope.take(name);
      before += assigned(INDENT, `let ${variable} =`, value, ';');
      args.push(borrow.replace('_', variable));
    }
  });
  return { before: before + api, target, args };
}

interface Argument {
  name: string;
  value: Expression;
  /** How it is passed; `_` stands for the value. */
  borrow: string;
}

function argumentsOf(call: TourCall, spelling: Spelling, withFiles: ReadonlySet<string>): Argument[] {
  const { operation, group } = call;
  const given = new Map(call.args.map(({ param, value }) => [param, value]));
  const names = nameArguments(operation.params);
  const required = operation.params
    .filter((param) => isRequired(param, operation))
    .map((param): Argument => {
      const value = given.get(param);
      const name = names.get(param) ?? '';
      const passed = borrowed(param.type, spelling);
      if (passed === '&str') return { name, value: atom(quote(String(value))), borrow: '_' };
      const literal = literalOf(value, param.type, { spelling, withFiles });
      const isList = passed.startsWith('&[') && literal.kind === 'list';
      return {
        name,
        value: isList ? { ...literal, open: '[' } : literal,
        borrow: passed.startsWith('&') ? '&_' : '_',
      };
    });
  const body = bodyOf(call, spelling, withFiles);
  const optional = optionalParams(operation);
  if (optional.length === 0) return [...required, ...body];
  const fields = optional.flatMap((param) => {
    const value = given.get(param);
    if (value === undefined || value === null) return [];
    const literal = literalOf(value, param.type, { spelling, withFiles });
    return [{ name: names.get(param) ?? '', value: param.type.kind === 'nullable' ? literal : some(literal) }];
  });
  const where = group === undefined ? 'client' : `operations::${spelling.names.group(group).module}`;
  const whole = fields.length === optional.length;
  const params: Expression = {
    kind: 'struct',
    name: `${where}::${spelling.names.params(operation)}`,
    fields,
    ...(whole ? {} : { base: atom('Default::default()') }),
  };
  const value = fields.length === 0 ? atom('Default::default()') : params;
  return [...required, ...body, { name: 'params', value, borrow: '&_' }];
}

function bodyOf({ operation, body: value }: TourCall, spelling: Spelling, withFiles: ReadonlySet<string>): Argument[] {
  const { body } = operation;
  if (body === undefined) return [];
  const { kind, required, type } = body;
  const listed = hasListedParts(body, spelling);
  if (kind === 'multipart' && !listed) {
    const parts = entriesOf(value).map(([name, part]) => {
      const text = typeof part === 'string' ? part : JSON.stringify(part);
      return callOf('Part::text', atom(quote(name)), atom(quote(text)));
    });
    return [{ name: 'parts', value: list('[', parts), borrow: '&_' }];
  }
  if (value === undefined) return [{ name: 'body', value: atom('None'), borrow: '_' }];
  const optional = (inner: string): string => (required ? inner : `Some(${inner})`);
  if (kind === 'text') return [{ name: 'body', value: atom(quote(String(value))), borrow: optional('_') }];
  if (kind === 'binary') {
    return [{ name: 'body', value: atom(quote(String(value))), borrow: required ? '_' : 'Some(_.into())' }];
  }
  const passed = borrowed(type, spelling, '&');
  if (passed === '&str') return [{ name: 'body', value: atom(quote(String(value))), borrow: optional('_') }];
  const literal = literalOf(value, type, { spelling, withFiles });
  const isList = passed.startsWith('&[') && literal.kind === 'list';
  const scalar = required && !borrowed(type, spelling).startsWith('&');
  return [
    {
      name: 'body',
      value: isList ? { ...literal, open: '[' } : literal,
      borrow: scalar ? '&_' : optional('&_'),
    },
  ];
}
