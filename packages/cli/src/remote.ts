// Commands that talk to a server share three options: which server, with which token, and how to print.
import { Command, Option } from '@commander-js/extra-typings';
import { type Client, createClient } from '@mockops/contract';
import { readActor } from './actor.ts';
import { Failure } from './failure.ts';
import { fetchWithRefusals } from './upload.ts';

const DEFAULT_URL = 'http://localhost:4800';

export interface RemoteOptions {
  url: string;
  token?: string | undefined;
  json?: true | undefined;
}

export function remoteCommand(name: string) {
  return new Command(name)
    .addOption(new Option('--url <url>', 'address of the MockOps server').env('MOCKOPS_URL').default(DEFAULT_URL))
    .addOption(new Option('--token <token>', 'API token of that server').env('MOCKOPS_API_TOKEN'))
    .option('--json', 'print the answer as JSON');
}

export function connect({ url, token }: RemoteOptions): Client {
  if (!/^https?:\/\/./.test(url) || !URL.canParse(url)) {
    throw new Failure(
      `"${url}" is no address of a MockOps server; give --url or MOCKOPS_URL one such as ${DEFAULT_URL}.`,
    );
  }
  const baseUrl = url.replace(/\/+$/, '');
  return createClient({ baseUrl, fetch: signed(readActor()), ...(token !== undefined && { token }) });
}

/** Requests that say who asks. */
function signed(actor: string | undefined): typeof fetch {
  if (actor === undefined) return fetchWithRefusals;
  return (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('x-mockops-actor', actor);
    return fetchWithRefusals(input, { ...init, headers });
  };
}
