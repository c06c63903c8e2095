// mockops explain <METHOD> <url>: the gateway's whole decision for a request, without sending it anywhere.
import { stringify } from 'yaml';
import { Failure } from '../failure.ts';
import { type Io, printJson } from '../io.ts';
import { connect, type RemoteOptions, remoteCommand } from '../remote.ts';

export const explainCommand = (io: Io) =>
  remoteCommand('explain')
    .description('say how the gateway would answer a request, and why')
    .argument('<method>')
    .argument('<target>', 'a URL of the gateway, or a path such as /payments/charges')
    .option('-H, --header <line>', 'a request header, "name: value"; may be repeated', collect, [])
    .option('-d, --data <json>', 'the request body, for mocks that look at it')
    .action(async (method, target, options) => {
      const { gateway, path, host } = await locate(target, options);
      const query = new URLSearchParams({ ...readHeaders(options.header), method: method.toUpperCase(), path });
      if (host !== undefined) query.set('host', host);
      if (options.data !== undefined) query.set('body', options.data);
      const response = await fetch(`${gateway}/__mockops/explain?${query}`);
      const explanation: unknown = await response.json().catch(() => undefined);
      if (!response.ok || explanation === undefined)
        throw new Failure(`${gateway} is no MockOps gateway: it answered ${response.status}.`);
      if (options.json) printJson(io, explanation);
      else io.out(stringify(explanation).trimEnd());
    });

/** A URL names the gateway itself; for a path the server is asked where its gateway is. */
async function locate(target: string, options: RemoteOptions) {
  if (target.startsWith('/')) {
    const { gateway_url } = await connect(options).info();
    return { gateway: gateway_url.replace(/\/+$/, ''), path: target, host: undefined };
  }
  if (!/^https?:/.test(target) || !URL.canParse(target))
    throw new Failure(`"${target}" is neither a URL nor a path that starts with "/".`);
  const { origin, pathname, search, host, hostname } = new URL(target);
  // Only `payments.localhost` names a workspace by its host.
  return { gateway: origin, path: pathname + search, host: hostname.endsWith('.localhost') ? host : undefined };
}

function readHeaders(lines: readonly string[]): Record<string, string> {
  const headers = lines.map((line): [string, string] => {
    const at = line.indexOf(':');
    if (at <= 0) throw new Failure(`"${line}" is not a header; write "name: value".`);
    return [line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()];
  });
  return Object.fromEntries(headers);
}

const collect = (line: string, lines: string[]): string[] => [...lines, line];
