// Witnesses of what came, went or moved as a whole: an operation, credentials, a parameter and how it is written, a body, a status,
// a media type, a header, a day. One side's contract describes the message that is made, and the other side's is asked about it.
import type { SchemaChange, SchemaWitness } from '@mockops/contract';
import type { Answer, Call } from '../../validate/exchange.ts';
import type { Draft } from '../gather.ts';
import { attemptsFor } from './attempts.ts';
import type { Attempt } from './making.ts';
import type { Sides } from './sides.ts';
import { targetOf } from './target.ts';
import { type Shown, toWitness } from './tell.ts';

export interface WholeWitnesses {
  /** Undefined where no rule of this kind is concerned, or where the side that it comes from refuses all that was made. */
  find(draft: Draft, change: SchemaChange): SchemaWitness | undefined;
}

const MOST_MESSAGES = 60;

export function createWholeWitnesses(sides: Sides): WholeWitnesses {
  return {
    find(draft, change) {
      const target = targetOf(draft, change.operations, sides);
      const shown = target && firstShown(attemptsFor({ draft, target, sides }), target.key, sides);
      return shown && toWitness(target.operation, { ...shown, part: `${target.prefix}${shown.part}` });
    },
  };
}

/** Of the operation, webhook or callback with this key. */
export function firstShown(attempts: Iterable<Attempt>, key: string, sides: Sides): Shown | undefined {
  let left = MOST_MESSAGES;
  for (const attempt of attempts) {
    if (left <= 0) return undefined;
    left -= 1;
    const errors = refusalOf(attempt, key, sides);
    if (errors.length > 0) return { part: attempt.part, value: withoutEmpty(attempt.message), errors };
  }
  return undefined;
}

/** What the other side says against it; empty where it says nothing, or where the first one refuses it already. */
function refusalOf({ message, from, about }: Attempt, key: string, sides: Sides): string[] {
  const [before, after] = [sides.before.checker(), sides.after.checker()];
  const [mine, theirs] = from === 'before' ? [before, after] : [after, before];
  const isAbout = (error: string): boolean => about?.test(error) ?? true;
  const refused = isAnswer(message)
    ? [mine.checkAnswer(key, message), theirs.checkAnswer(key, message)]
    : [mine.checkCall(key, message), theirs.checkCall(key, message)];
  if (refused[0]?.length !== 0) return [];
  const said = refused[1]?.filter(isAbout) ?? [];
  if (said.length > 0) return said;
  return isAnswer(message)
    ? []
    : tellReadings(mine.readCall(key, message), theirs.readCall(key, message)).filter(isAbout);
}

/** As it is told: without maps in which there is nothing. */
const withoutEmpty = (message: Call | Answer): unknown =>
  Object.fromEntries(
    Object.entries(message).filter(
      ([name, value]) => !['query', 'headers'].includes(name) || Object.keys(value ?? {}).length > 0,
    ),
  );

const isAnswer = (message: Call | Answer): message is Answer => 'status' in message;

function tellReadings(meant: Map<string, string>, read: Map<string, string>): string[] {
  return [...meant].flatMap(([place, value]) => {
    const now = read.get(place) ?? 'nothing';
    return now === value ? [] : [`${place} is read as ${now}, it meant ${value}`];
  });
}
