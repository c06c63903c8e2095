// What stands above a call in the program of the README: its operation, and the first sentence of what the contract says of it.

import type { Operation } from '../ir/model.ts';
import { oneLine } from '../languages/header.ts';

const LONGEST = 100;

/** One line without marks of a comment; the language still escapes what could end its comment. */
export function titleOf({ key, doc }: Operation): string {
  const [paragraph = ''] = doc.trim().split(/\r?\n\s*\r?\n/);
  const [sentence = ''] = oneLine(paragraph.slice(0, 1000)).split(/(?<=[.!?])\s/);
  if (sentence === '') return oneLine(key);
  const short = sentence.length <= LONGEST ? sentence : `${sentence.slice(0, LONGEST).replace(/\s+\S*$/, '')} …`;
  return `${oneLine(key)}: ${short.toWellFormed()}`;
}
