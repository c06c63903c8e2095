// A witness in words, the same in a terminal, a pull request and the dashboard: which message, on one line as HTTP writes it, and what
// became of it. Values come in; nothing is escaped here.
import { z } from 'zod';
import type { SchemaWitness } from './schema-changes.ts';

export interface ToldWitness {
  /** `the request`, `response 200`. */
  noun: string;
  /** `DELETE /pets/7 on 2027-01-31`; of a part its value as JSON. */
  message: string;
  /** The key of the operation; empty where the message says it. */
  of: string;
  /** `the newer contract refuses`; empty where the noun says which side it comes from. */
  outcome: string;
}

const Texts = z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({});
const Whole = z.strictObject({
  method: z.string().optional(),
  path: z.string().optional(),
  status: z.int().optional(),
  query: Texts,
  headers: Texts,
  body: z.json().optional(),
  credentials: z.array(z.object({ scheme: z.string(), sent_as: z.string(), scopes: z.array(z.string()) })).optional(),
  on: z.string().optional(),
});
type Whole = z.infer<typeof Whole>;

const PART = /^(?:(?<callback>callback .+?): )?(?<former>former )?(?<noun>.+)$/;
/** Of one side of an exchange; others, of Protobuf, name their side. */
const OF_EXCHANGE =
  /^((item of |header \S+ of )*(response|answer) |(item of )?(request )?body|(path|query|header|cookie|component) |(request|response|answer)$)/;

/** `direction` is that of the change. */
export function tellWitness(witness: SchemaWitness, direction: 'request' | 'response' | null): ToldWitness {
  const { callback, former, noun = '' } = PART.exec(witness.part)?.groups ?? {};
  const isWhole = /^(request|response|answer)$/.test(noun);
  const whole = isWhole ? readWhole(witness.value, noun) : undefined;
  if (!whole)
    return {
      noun: witness.part.replace('former ', ''),
      message: JSON.stringify(witness.value),
      of: witness.operation,
      outcome: OF_EXCHANGE.test(noun)
        ? outcomeOf(former !== undefined, direction === 'request' || noun === 'request')
        : '',
    };
  const isCalled = noun === 'request' && whole.path !== undefined;
  const saysOnly = (words: RegExp): boolean =>
    witness.errors.length > 0 && witness.errors.every((error) => words.test(error));
  return {
    noun: `the ${noun}`,
    message: wholeText(whole),
    of: isCalled ? '' : [callback, witness.operation].filter(Boolean).join(' of '),
    outcome: saysOnly(/ is read as /)
      ? 'the newer contract reads otherwise'
      : outcomeOf(
          former !== undefined || (isCalled && saysOnly(/^the contract has no /)),
          isCalled || noun === 'answer',
        ),
  };
}

/** Undefined for a message without its method or status, which only its parts tell. */
function readWhole(value: unknown, noun: string): Whole | undefined {
  const { data } = Whole.safeParse(value);
  return (noun === 'request' ? data?.method : data?.status) === undefined ? undefined : data;
}

const outcomeOf = (isFormer: boolean, isSent: boolean): string =>
  isFormer
    ? 'the newer contract no longer describes'
    : isSent
      ? 'the newer contract refuses'
      : 'the older contract refuses';

function wholeText({ method, path, status, query, headers, body, credentials, on }: Whole): string {
  const address = path === undefined ? '' : ` ${path}${queryText(query)}`;
  const lines = Object.entries(headers).map(([name, text]) => `${name}: ${[text].flat().join(', ')}`);
  return [
    `${status ?? method ?? ''}${address}`,
    ...(lines.length > 0 ? [`(${lines.join('; ')})`] : []),
    ...(body === undefined ? [] : [typeof body === 'string' && !isJson(headers) ? body : JSON.stringify(body)]),
    ...(credentials ? [`with ${credentials.map(credentialText).join(' and ') || 'no credentials'}`] : []),
    ...(on === undefined ? [] : [`on ${on}`]),
  ].join(' ');
}

const isJson = (headers: Whole['headers']): boolean => /[/+]json\b/.test(String(headers['content-type'] ?? ''));

/** As it stands in an address. */
function queryText(query: Whole['query']): string {
  const pairs = Object.entries(query).flatMap(([name, texts]) =>
    [texts].flat().map((text) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`),
  );
  return pairs.length === 0
    ? ''
    : `?${pairs.join('&').replace(/%(2C|3A|40|5B|5D)/g, (code) => decodeURIComponent(code))}`;
}

const credentialText = ({ scheme, sent_as, scopes }: { scheme: string; sent_as: string; scopes: string[] }): string =>
  `${scheme} (${sent_as}${scopes.length === 0 ? '' : `, scope ${scopes.join(' and ')}`})`;
