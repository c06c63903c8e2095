// Rules about the methods of services that both revisions have.
import type { ProtoMethod, ProtoService, ProtoSet } from '../descriptor.ts';
import { type At, byFullName, type Found, pairs, placeIn } from './finding.ts';

export const servicesOf = ({ files }: ProtoSet): Map<string, At<ProtoService>> =>
  byFullName(files.flatMap((file) => file.services.map((item) => ({ file, item }))));

export function compareServices(before: ProtoSet, after: ProtoSet, found: Found): void {
  for (const [old, now] of pairs(servicesOf(before), servicesOf(after))) {
    const methods = new Map(now.item.methods.map((method) => [method.name, method]));
    for (const method of old.item.methods) {
      const same = methods.get(method.name);
      const was = { file: old.file, item: method };
      if (same) compareMethod(was, { file: now.file, item: same }, found);
      else
        found({
          rule: 'RPC_NO_DELETE',
          owner: method.full_name,
          part: '',
          message: `The method ${method.full_name} was deleted.`,
          before: placeIn(was),
          after: placeIn(now, ''),
        });
    }
  }
}

const streams = (yes: boolean): string => (yes ? 'a stream' : 'one message');

function compareMethod(old: At<ProtoMethod>, now: At<ProtoMethod>, found: Found): void {
  const [was, is] = [old.item, now.item];
  const check = (rule: string, what: string, a: string, b: string, part: string) => {
    if (a === b) return;
    const message = `The method ${is.full_name} changed its ${what} from ${a} to ${b}.`;
    found({ rule, owner: is.full_name, part: '', message, before: placeIn(old, part), after: placeIn(now, part) });
  };
  const level = ({ options }: ProtoMethod) => String(options.idempotency_level ?? 'IDEMPOTENCY_UNKNOWN');
  check('RPC_SAME_REQUEST_TYPE', 'request', was.request, is.request, 'request');
  check('RPC_SAME_RESPONSE_TYPE', 'response', was.response, is.response, 'response');
  check('RPC_SAME_CLIENT_STREAMING', 'request', streams(was.client_streaming), streams(is.client_streaming), '');
  check('RPC_SAME_SERVER_STREAMING', 'response', streams(was.server_streaming), streams(is.server_streaming), '');
  check('RPC_SAME_IDEMPOTENCY_LEVEL', 'idempotency level', level(was), level(is), 'idempotency_level');
}
