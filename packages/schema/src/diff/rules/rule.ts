// What a rule is, and short ways to write many of them down. A rule is one kind of change with its default level.
import type { SchemaChangeLevel } from '@mockops/contract';

export interface Rule {
  /** Stable; oasdiff's where it names the same thing. */
  id: string;
  /** Where no policy says otherwise. A single change may be milder or harsher when its case is known better: `explanation` says when. */
  level: SchemaChangeLevel;
  /** Of the message: what the caller sends, or what it reads. Of webhooks and callbacks the caller is the service. */
  direction: 'request' | 'response' | null;
  area:
    | 'paths'
    | 'parameters'
    | 'bodies'
    | 'responses'
    | 'headers'
    | 'schemas'
    | 'security'
    | 'lifecycle'
    | 'components'
    | 'protobuf';
  /** What happened, without a subject: `a required parameter is new`. */
  title: string;
  /** Why it has its level. */
  explanation: string;
  /** What generated clients need because of it, where the contract's level does not say. */
  sdk?: 'major' | 'minor' | 'patch';
}

type Row = [id: string, level: SchemaChangeLevel, title: string, explanation: string, sdk?: Rule['sdk']];

export const rules = (area: Rule['area'], direction: Rule['direction'], rows: Row[]): Rule[] =>
  rows.map(([id, level, title, explanation, sdk]) => ({
    id,
    level,
    direction,
    area,
    title,
    explanation,
    ...(sdk && { sdk }),
  }));
