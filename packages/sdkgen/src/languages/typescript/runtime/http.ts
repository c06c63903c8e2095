// http.ts of a TypeScript SDK: answers as what they should be: JSON, text, bytes, items, pages. The text below is the file.
// It uses no template literals, so that it can stand in one.

export const HTTP = `import { type Call, fromJson } from './call.ts';
import { describe, TransportError } from './errors.ts';
import type { HttpOptions, Identity, RequestOptions } from './options.ts';
import { itemsOf, type NextPage, nextPage, type Page, type PageRule, Pages } from './pages.ts';
import { Sender } from './sender.ts';
import { eventsOf, jsonLinesOf } from './streams.ts';

/** Calls, and what comes back as what it should be. */
export class Http {
  readonly #sender: Sender;

  constructor(options: HttpOptions, baseUrl: string, identity: Identity) {
    this.#sender = new Sender(options, baseUrl, identity);
  }

  async json<T>(call: Call, options: RequestOptions): Promise<T> {
    return this.#sender.exchange(call, options, 'application/json', async (response) => {
      const text = await response.text();
      return parseJson<T>(text, call, response);
    });
  }

  async maybeJson<T>(call: Call, options: RequestOptions): Promise<T | undefined> {
    return this.#sender.exchange(call, options, 'application/json', async (response) => {
      const text = await response.text();
      return text === '' ? undefined : parseJson<T>(text, call, response);
    });
  }

  async text(call: Call, options: RequestOptions): Promise<string> {
    return this.#sender.exchange(call, options, 'text/*, */*;q=0.1', (response) => response.text());
  }

  async binary(call: Call, options: RequestOptions): Promise<Blob> {
    return this.#sender.exchange(call, options, '*/*', (response) => response.blob());
  }

  /** The body as it arrives. Cancelling it closes the connection. */
  async stream(call: Call, options: RequestOptions): Promise<ReadableStream<Uint8Array>> {
    return this.#sender.exchange(call, options, '*/*', async (response) => response.body ?? new Blob([]).stream());
  }

  async none(call: Call, options: RequestOptions): Promise<void> {
    await this.#sender.exchange(call, options, '*/*', (response) => response.arrayBuffer());
  }

  async *events<T>(call: Call, options: RequestOptions, asText = false): AsyncGenerator<T, void, undefined> {
    for await (const [data, response] of this.#pieces(call, options, 'text/event-stream', eventsOf)) {
      yield asText ? (data as T) : parseJson<T>(data, call, response);
    }
  }

  async *lines<T>(call: Call, options: RequestOptions): AsyncGenerator<T, void, undefined> {
    const accept = 'application/x-ndjson, application/jsonl, application/json-seq, */*;q=0.1';
    for await (const [line, response] of this.#pieces(call, options, accept, jsonLinesOf)) {
      yield parseJson<T>(line, call, response);
    }
  }

  async *#pieces(
    call: Call,
    options: RequestOptions,
    accept: string,
    split: (body: ReadableStream<Uint8Array> | null) => AsyncIterable<string>,
  ): AsyncGenerator<[string, Response], void, undefined> {
    const response = await this.#sender.exchange(call, options, accept, async (answer) => answer);
    try {
      for await (const piece of split(response.body)) yield [piece, response];
    } catch (error) {
      if (error instanceof TransportError || options.signal?.aborted === true) throw error;
      throw new TransportError(describe(call, response) + ' and broke off', { cause: error, answered: true });
    }
  }

  pages<T, Item>(build: (next: object) => Call, options: RequestOptions, rule: PageRule): Pages<T, Item> {
    return new Pages<T, Item>(
      () => this.#eachPage<T>(build, options, rule),
      (page) => itemsOf(rule, page),
    );
  }

  async *#eachPage<T>(
    build: (next: object) => Call,
    options: RequestOptions,
    rule: PageRule,
  ): AsyncGenerator<T, void, undefined> {
    const seen = new Set<string>();
    let position = 'first' in rule ? rule.first : 0;
    let call = build({});
    for (;;) {
      const page = await this.#sender.exchange<Page<T>>(call, options, 'application/json', async (response, url) => ({
        value: parseJson<T>(await response.text(), call, response),
        headers: response.headers,
        url: response.url || url,
      }));
      const count = itemsOf(rule, page.value).length;
      if (count === 0 && 'first' in rule) return;
      yield page.value;
      position += rule.kind === 'offset' ? count : 1;
      const next = nextPage(rule, page, position);
      const mark = String(next === undefined || 'url' in next ? next?.url : Object.values(next.args)[0]);
      if (next === undefined || seen.has(mark) || (count === 0 && rule.kind !== 'url')) return;
      seen.add(mark);
      call = this.#callOf(next, build, page.url);
    }
  }

  #callOf(next: NextPage, build: (next: object) => Call, from: string): Call {
    if ('args' in next) return build(next.args);
    const call = build({});
    if (new URL(next.url).origin !== new URL(from).origin) {
      throw new TransportError(call + ' names a next page on another origin: ' + next.url, { answered: true });
    }
    call.url = next.url;
    return call;
  }
}

function parseJson<T>(text: string, call: Call, response: Response): T {
  try {
    return fromJson(text) as T;
  } catch (cause) {
    const what = text === '' ? ' without the JSON body that its contract promises' : ' with a body that is not JSON';
    throw new TransportError(describe(call, response) + what, { cause, answered: true });
  }
}
`;
