// errors.ts of a TypeScript SDK: what a call fails with. The text below is the file.
// It uses no template literals, so that it can stand in one.

export const ERRORS = String.raw`import { type Call, fromJson } from './call.ts';

/** An answer that is not a success. The body is parsed JSON where it is JSON, else text. */
export class ApiError<Status extends number = number, Body = unknown> extends Error {
  override readonly name = 'ApiError';
  readonly status: Status;
  readonly body: Body;
  readonly headers: Headers;
  /** The body as it came. */
  readonly text: string;
  /** What the server calls the request. */
  readonly requestId: string | undefined;

  constructor(message: string, status: Status, body: Body, headers: Headers, text: string) {
    super(message);
    this.status = status;
    this.body = body;
    this.headers = headers;
    this.text = text;
    this.requestId = headers.get('x-request-id') ?? headers.get('request-id') ?? undefined;
  }
}

/** No usable answer: not reachable, too slow, or not what it says it is. See cause. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  /** Something came back, so a repetition would bring the same. */
  readonly answered: boolean;

  constructor(message: string, options: { cause?: unknown; answered: boolean }) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.answered = options.answered;
  }
}

type StatusOf<Key> = Key extends number ? Key : number;

/** The errors of one operation, one member per documented status: comparing the status narrows the body. */
export type ErrorsOf<Errors> = { [Key in keyof Errors]: ApiError<StatusOf<Key>, Errors[Key]> }[keyof Errors];

/** isApiError<GetOrderErrors>(error) types the error by the statuses that the contract documents. */
export function isApiError<Errors = { default: unknown }>(error: unknown): error is ErrorsOf<Errors> {
  return error instanceof ApiError;
}

/** For messages: what was asked and what it came to. */
export const describe = (call: Call, response: Response): string => call + ' answered ' + response.status;

export async function readError(call: Call, response: Response): Promise<ApiError> {
  const text = await response.text();
  let body: unknown = text;
  if (/[/+]json\b/i.test(response.headers.get('content-type') ?? '')) {
    try {
      body = fromJson(text);
    } catch {
      // The text says more than a complaint about its syntax.
      body = text;
    }
  }
  return new ApiError(describe(call, response), response.status, body, response.headers, text);
}
`;
