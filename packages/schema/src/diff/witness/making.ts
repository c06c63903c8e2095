// Attempts at showing a change: calls and answers of the operation that it is about, as one side describes them.
import type { Answer, Call } from '../../validate/exchange.ts';
import type { Draft } from '../gather.ts';
import { type AnswerWish, answersOf } from './answers.ts';
import { type CallWish, callsOf } from './calls.ts';
import type { Sides } from './sides.ts';
import type { Target } from './target.ts';

export interface Attempt {
  message: Call | Answer;
  from: 'before' | 'after';
  /** `request`, `former response`. */
  part: string;
  /** Which errors tell of this change; without it all do. */
  about?: RegExp | undefined;
}

/** One change that is to be shown. */
export interface Case {
  target: Target;
  sides: Sides;
  draft: Draft;
}

interface Options {
  from?: 'before' | 'after';
  about?: RegExp | undefined;
}

export function* calls({ target, sides }: Case, wish: CallWish, options: Options = {}): Generator<Attempt> {
  const { from = 'before', about } = options;
  const operation = from === 'before' ? target.a : target.b;
  if (!operation) return;
  const side = sides[from];
  const part = target.isSent && from === 'before' ? 'former request' : 'request';
  for (const message of callsOf(operation, wish, { api: side.api, maker: side.makers('request') }))
    yield { message, from, part, about };
}

export function* answers(
  { target, sides }: Case,
  from: 'before' | 'after',
  wish: AnswerWish,
  { about, part = from === 'before' ? 'former response' : 'response' }: { about?: RegExp; part?: string } = {},
): Generator<Attempt> {
  const operation = from === 'before' ? target.a : target.b;
  const status = (from === 'before' ? target.path : target.pathAfter)[1];
  const response = operation?.responses.find((one) => one.status === String(status));
  if (!operation || !response) return;
  const side = sides[from];
  for (const message of answersOf(response, operation, wish, { api: side.api, maker: side.makers('response') }))
    yield { message, from, part, about };
}

/** What receivers of a webhook or callback answer. */
export const replies = (one: Case, wish: AnswerWish = {}): Iterable<Attempt> =>
  answers(one, 'before', { ...ofPath(one), ...wish }, { part: 'answer' });

/** `[…, 'content', 'text/csv']` */
export function ofPath({ target: { path } }: Case): { media_type?: string } {
  const at = path.indexOf('content');
  const name = at < 0 ? undefined : path[at + 1];
  return name === undefined ? {} : { media_type: String(name) };
}

/** Errors that name it. */
export const naming = (name: unknown): RegExp => new RegExp(String(name).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');
