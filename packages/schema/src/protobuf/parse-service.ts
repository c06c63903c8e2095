// Services and their methods.
import { type Cursor, placeOf } from './cursor.ts';
import { addTrailing, declare, statements } from './declare.ts';
import { readOption } from './options.ts';
import type { WrittenFile, WrittenMethod } from './syntax.ts';

type WrittenService = WrittenFile['services'][number];

export function readService(cursor: Cursor): WrittenService {
  const start = cursor.next();
  const name = cursor.word('the name of the service');
  const service: WrittenService = { ...declare(name.text, start, name), methods: [] };
  addTrailing(service, cursor.expect('{', `open the service ${name.text} with {`));
  statements(cursor, service, '}', () => {
    if (cursor.peek().text === 'option') readOption(cursor, service);
    else service.methods.push(readMethod(cursor));
  });
  return service;
}

function readMethod(cursor: Cursor): WrittenMethod {
  const start = cursor.expect('rpc', 'a service holds rpc and option lines');
  const name = cursor.word('the name of the method');
  const declared = declare(name.text, start, name);
  declared.places.request = placeOf(cursor.peek(1));
  const [request, client_streaming] = readType(cursor, 'request');
  cursor.expect('returns', `write rpc ${name.text} (Request) returns (Response);`);
  declared.places.response = placeOf(cursor.peek(1));
  const [response, server_streaming] = readType(cursor, 'response');
  const method: WrittenMethod = { ...declared, request, response, client_streaming, server_streaming };
  const open = cursor.accept('{');
  if (!open) {
    addTrailing(method, cursor.expect(';', `end the method ${name.text} with ; or a block of options`));
    return method;
  }
  addTrailing(method, open);
  statements(cursor, method, '}', () => readOption(cursor, method));
  return method;
}

function readType(cursor: Cursor, what: string): [type: string, streams: boolean] {
  cursor.expect('(', `write the type of the ${what} in parentheses`);
  // `stream` may also be a package or a message.
  const streams = cursor.peek().text === 'stream' && (cursor.peek(1).kind === 'word' || isLeadingDot(cursor));
  if (streams) cursor.next();
  const type = cursor.dotted(`the type of the ${what}`);
  cursor.expect(')', 'close the type with )');
  return [type, streams];
}

const isLeadingDot = (cursor: Cursor): boolean => {
  const [word, dot] = [cursor.peek(), cursor.peek(1)];
  return dot.text === '.' && (dot.line !== word.line || dot.col > word.col + word.text.length);
};
