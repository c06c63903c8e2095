// One method per operation of a Rust SDK: what is required as arguments, what is optional in one `…Params` struct.

import type { Operation, Param, Result, TypeRef } from '../../ir/model.ts';
import { type Spelling, typeExpression } from './models.ts';
import { nameArguments, type RustNames } from './naming.ts';
import { docComment, quote } from './text.ts';

const optionalParams = (operation: Operation): Param[] => operation.params.filter((param) => !param.required);

export function emitParams(operation: Operation, spelling: Spelling): string {
  const optional = optionalParams(operation);
  if (optional.length === 0) return '';
  const args = nameArguments(operation.params);
  const fields = optional.map((param) => {
    const type = typeExpression(param.type, spelling);
    const declared = param.type.kind === 'nullable' ? type : `Option<${type}>`;
    return `${docComment(param.doc, '    ')}    pub ${args.get(param) ?? param.wire}: ${declared},\n`;
  });
  const doc = docComment(`Optional parameters of \`${operation.key}\`.`);
  return `${doc}#[derive(Debug, Clone, Default)]\npub struct ${operation.name}Params {\n${fields.join('')}}\n\n`;
}

export function emitMethod(operation: Operation, spelling: Spelling): string {
  const args = nameArguments(operation.params);
  const nameOf = (param: Param): string => args.get(param) ?? param.wire;
  const required = operation.params.filter((param) => param.required);
  const optional = optionalParams(operation);
  const parameters = required.map((param) => `${nameOf(param)}: ${borrowed(param.type, spelling)}`);
  const lines = [`let mut call = Call::new(${quote(operation.method)}, ${quote(operation.path)});`];
  for (const param of operation.params) {
    const value = param.required ? nameOf(param) : `&params.${nameOf(param)}`;
    const mark = param.in === 'path' ? '?' : '';
    lines.push(`call.${param.in}(${quote(param.wire)}, ${value}, ${quote(param.style)}, ${param.explode})${mark};`);
  }
  const { body } = operation;
  if (body !== undefined) {
    const name = body.kind === 'multipart' ? 'parts' : 'body';
    const type = bodyType(body.kind, body.type, spelling);
    parameters.push(`${name}: ${body.required ? type : `Option<${type}>`}`);
    const mediaType = body.kind === 'form' || body.kind === 'multipart' ? '' : `, ${quote(body.mediaType)}`;
    const value = body.required ? `Some(${name})` : name;
    lines.push(`call.${body.kind}(${value}${mediaType});`);
  }
  if (optional.length > 0) parameters.push(`params: &${operation.name}Params`);
  lines.push(`self.http.${sendMethod(operation.result)}(call)`);
  const usesMut = lines.length > 2;
  const [first = '', ...rest] = lines;
  const body_ = [usesMut ? first : first.replace('let mut', 'let'), ...rest];
  const signature = [`&self`, ...parameters].join(', ');
  return [
    docComment(docText(operation, spelling.names), '    '),
    operation.deprecated ? '    #[deprecated]\n' : '',
    `    pub fn ${spelling.names.method(operation.name)}(${signature}) -> Result<${resultType(operation.result, spelling)}, ApiError> {\n`,
    ...body_.map((line) => `        ${line}\n`),
    '    }\n',
  ].join('');
}

function docText(operation: Operation, names: RustNames): string {
  const errors = operation.errors.map(({ status, type }) =>
    type.kind === 'named' ? `- ${status}: \`models::${names.type(type.name)}\`` : `- ${status}: JSON`,
  );
  const failures =
    errors.length === 0 ? '' : `# Errors\nBodies of documented failures, for \`ApiError::json\`:\n${errors.join('\n')}`;
  return [operation.doc, `\`${operation.key}\``, failures].filter((part) => part !== '').join('\n\n');
}

function bodyType(kind: string, type: TypeRef, spelling: Spelling): string {
  if (kind === 'multipart') return '&[Part]';
  if (kind === 'text') return '&str';
  return kind === 'binary' ? '&[u8]' : borrowed(type, spelling, '&');
}

function borrowed(type: TypeRef, spelling: Spelling, scalar = ''): string {
  const expression = typeExpression(type, spelling);
  if (expression === 'String') return '&str';
  if (type.kind === 'array') return `&[${typeExpression(type.of, spelling)}]`;
  return ['i64', 'f64', 'bool'].includes(expression) ? scalar + expression : `&${expression}`;
}

function resultType(result: Result, spelling: Spelling): string {
  if (result.kind === 'none') return '()';
  const type = result.kind === 'binary' ? 'Vec<u8>' : typeExpression(result.type, spelling);
  return result.kind === 'json' && result.mayBeEmpty ? `Option<${type}>` : type;
}

const sendMethod = (result: Result): string =>
  result.kind === 'json' && result.mayBeEmpty ? 'maybe_json' : result.kind === 'binary' ? 'bytes' : result.kind;
