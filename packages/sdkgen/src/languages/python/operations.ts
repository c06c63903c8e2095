// One method per operation of a Python SDK: path parameters first, everything else by keyword.

import type { Operation, Param, Result } from '../../ir/model.ts';
import { typeExpression } from './models.ts';
import { nameArguments, type PythonNames } from './naming.ts';
import { docstring, quote } from './text.ts';

export function emitMethod(operation: Operation, names: PythonNames): string {
  const qualified = (name: string): string => `models.${names.type(name)}`;
  const args = nameArguments(operation.params);
  const nameOf = (param: Param): string => args.get(param) ?? param.wire;
  const { body } = operation;
  const declare = (param: Param): string => {
    const type = typeExpression(param.type, qualified);
    return param.required ? `${nameOf(param)}: ${type}` : `${nameOf(param)}: Optional[${type}] = None`;
  };
  const path = operation.params.filter((param) => param.in === 'path').map(declare);
  const keywords = operation.params.filter((param) => param.in !== 'path').map(declare);
  if (body !== undefined) {
    const type = typeExpression(body.type, qualified);
    keywords.push(body.required ? `body: ${type}` : `body: Optional[${type}] = None`);
  }
  const parameters = ['self', ...path, '*', ...keywords, 'options: Optional[RequestOptions] = None'];
  const lines = [`call = Call(${quote(operation.method)}, ${quote(operation.path)})`];
  for (const param of operation.params) lines.push(callParam(param, nameOf(param)));
  if (body !== undefined) {
    const mediaType = body.kind === 'form' || body.kind === 'multipart' ? '' : `, ${quote(body.mediaType)}`;
    lines.push(`call.${body.kind}(body${mediaType})`);
  }
  lines.push(...send(operation, qualified));
  const doc = [operation.doc, `${operation.key}`, operation.deprecated ? 'Deprecated.' : ''].filter(
    (part) => part !== '',
  );
  return [
    `    def ${names.method(operation.name)}(\n        ${parameters.join(',\n        ')},\n`,
    `    ) -> ${resultType(operation.result, qualified)}:\n`,
    docstring(doc.join('\n\n'), '        '),
    ...lines.map((line) => `        ${line}\n`),
  ].join('');
}

function callParam(param: Param, value: string): string {
  const usual = param.in === 'query' || param.in === 'cookie' ? 'form true' : 'simple false';
  const explode = param.explode ? 'True' : 'False';
  const rest = `${param.style} ${param.explode}` === usual ? '' : `, ${quote(param.style)}, ${explode}`;
  return `call.${param.in}(${quote(param.wire)}, ${value}${rest})`;
}

function resultType(result: Result, qualified: (name: string) => string): string {
  if (result.kind === 'none') return 'None';
  const type = typeExpression(result.type, qualified);
  return result.mayBeEmpty && type !== 'Any' ? `Optional[${type}]` : type;
}

function send(operation: Operation, qualified: (name: string) => string): string[] {
  const errors = operation.errors.map(({ status, type }) => `${quote(status)}: ${typeExpression(type, qualified)}`);
  const failures = `{${errors.join(', ')}}`;
  const { result } = operation;
  if (result.kind === 'none') return [`self._http.none(call, ${failures}, options)`];
  const type = resultType(result, qualified);
  if (result.kind !== 'json') return [`return self._http.${result.kind}(call, ${failures}, options)`];
  return [`result: ${type} = self._http.json(call, ${type}, ${failures}, options)`, 'return result'];
}
