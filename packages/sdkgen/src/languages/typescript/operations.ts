// One method per operation, with the types of its arguments and of its documented errors.

import type { Operation, Param, Result } from '../../ir/model.ts';
import { docComment } from './comments.ts';
import { typeExpression } from './models.ts';
import { nameArguments, propertyKey, quote, type TypeScriptNames } from './naming.ts';

export function emitOperationTypes(operation: Operation, names: TypeScriptNames): string {
  return [emitArguments(operation, names), emitErrors(operation, names)].join('\n');
}

function emitArguments(operation: Operation, names: TypeScriptNames): string {
  const args = nameArguments(operation.params);
  const lines = operation.params.map((param) => {
    const type = typeExpression(param.type, names, 'models.');
    const declared = param.required ? `: ${type}` : `?: ${type} | undefined`;
    return `${docComment(param.doc, '  ')}  ${args.get(param) ?? param.wire}${declared};\n`;
  });
  if (operation.body !== undefined) {
    const { kind, required, type } = operation.body;
    const sent = kind === 'binary' ? 'Bytes' : typeExpression(type, names, 'models.');
    lines.push(required ? `  body: ${sent};\n` : `  body?: ${sent} | undefined;\n`);
  }
  const doc = docComment(`Arguments of \`${operation.key}\`.`);
  const name = `${operation.name}Args`;
  if (lines.length === 0) return `${doc}export type ${name} = { [key: string]: never };\n`;
  return `${doc}export interface ${name} {\n${lines.join('')}}\n`;
}

function emitErrors(operation: Operation, names: TypeScriptNames): string {
  const doc = docComment(`Documented failures of \`${operation.key}\`, by status.`);
  const name = `${operation.name}Errors`;
  if (operation.errors.length === 0) return `${doc}export type ${name} = { default: unknown };\n`;
  const lines = operation.errors.map(({ status, type }) => {
    const key = /^\d+$/.test(status) ? status : propertyKey(status);
    return `  ${key}: ${typeExpression(type, names, 'models.')};\n`;
  });
  return `${doc}export interface ${name} {\n${lines.join('')}}\n`;
}

export function emitMethod(operation: Operation, names: TypeScriptNames): string {
  const args = nameArguments(operation.params);
  const { body } = operation;
  const needsArgs = operation.params.some((param) => param.required) || body?.required === true;
  const argument = (param: Param): string => `args.${args.get(param) ?? param.wire}`;
  const hasArgs = operation.params.length > 0 || body !== undefined;
  const lines = [`const call = new Call(${quote(operation.method)}, ${quote(operation.path)});`];
  for (const param of operation.params) lines.push(callParam(param, argument(param)));
  if (body !== undefined) {
    const mediaType = body.kind === 'form' || body.kind === 'multipart' ? '' : `, ${quote(body.mediaType)}`;
    lines.push(`call.${body.kind}(args.body${mediaType});`);
  }
  lines.push(`return this.#http.${sendExpression(operation.result, names)};`);
  const parameter = `${hasArgs ? 'args' : '_args'}: ${operation.name}Args${needsArgs ? '' : ' = {}'}`;
  const doc = [operation.doc, `\`${operation.key}\``, operation.deprecated ? '@deprecated' : ''];
  const text = doc.filter((part) => part !== '').join('\n\n');
  // `async` also for arguments that are refused: a method that returns a promise never throws.
  const signature = `async ${names.method(operation.name)}(${parameter}, options: RequestOptions = {})`;
  return `${docComment(text, '  ')}  ${signature}: Promise<${resultType(operation.result, names)}> {\n${lines
    .map((line) => `    ${line}\n`)
    .join('')}  }\n`;
}

function callParam(param: Param, value: string): string {
  const usual = param.in === 'query' ? 'form true' : param.in === 'cookie' ? 'form true' : 'simple false';
  const rest = `${param.style} ${param.explode}` === usual ? '' : `, ${quote(param.style)}, ${param.explode}`;
  return `call.${param.in}(${quote(param.wire)}, ${value}${rest});`;
}

function valueType(result: Result, names: TypeScriptNames): string {
  if (result.kind === 'text') return 'string';
  return result.kind === 'binary' ? 'Blob' : typeExpression(result.type, names, 'models.');
}

function resultType(result: Result, names: TypeScriptNames): string {
  if (result.kind === 'none') return 'void';
  const type = valueType(result, names);
  return result.mayBeEmpty && type !== 'unknown' ? `${type} | undefined` : type;
}

function sendExpression(result: Result, names: TypeScriptNames): string {
  if (result.kind === 'none') return 'none(call, options)';
  const maybe = result.mayBeEmpty ? 'maybe' : '';
  const method = maybe === '' ? result.kind : `maybe${result.kind.charAt(0).toUpperCase()}${result.kind.slice(1)}`;
  return result.kind === 'json' ? `${method}<${valueType(result, names)}>(call, options)` : `${method}(call, options)`;
}
