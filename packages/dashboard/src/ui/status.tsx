// One state as icon, word and colour.
import { RealityLevel } from '@mockops/contract';
import type { ReactNode } from 'react';
import classes from './status.module.css';
import { findStatusLook, type Tone } from './status-words.ts';

/** `value` is the contract's word; `children` replaces what is read when it needs more than the word. */
export function Status(props: { value: string; children?: ReactNode }) {
  const { tone, Icon, isTurning } = findStatusLook(props.value);
  return (
    <span className={classes.status} data-tone={tone}>
      <Icon size={13} aria-hidden className={isTurning ? classes.turning : undefined} />
      {props.children ?? readWord(props.value)}
    </span>
  );
}

/** Words with a tone of their own, such as a tag or a response that was seen. */
export function Tag(props: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={classes.status} data-tone={props.tone ?? 'neutral'}>
      {props.children}
    </span>
  );
}

/** Reality levels are names that people type and stay as they are. */
const readWord = (value: string): string =>
  RealityLevel.safeParse(value).success ? value : value.replaceAll('_', ' ');
