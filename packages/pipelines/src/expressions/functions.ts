// The functions of the language beyond GitHub's own, and stricter forms of those of GitHub's that print "Object" or "Array" for a value that is not text.
// A table of definitions in; the evaluator and the parser read it. Status functions need the run and are made in run-functions.ts.
import { createHash } from 'node:crypto';
import { data } from '@actions/expressions';
import { parseDuration } from '@mockops/contract';
import { isJsonObject, type JsonValue } from '../json.ts';
import { writeDate, writeDuration } from './dates.ts';
import { checkLength, ExpressionProblem, MAX_TEXT } from './problem.ts';
import { Absent, JsonDictionary, kindOf, toJson, toList, toValue, type Value } from './values.ts';
import { compareVersions } from './versions.ts';

export interface ExpressionFunction {
  name: string;
  minArgs: number;
  maxArgs: number;
  /** Reads an absent reference as nothing instead of refusing it. */
  toleratesAbsent?: boolean;
  /** Known kind of the result, so that a condition that can never be boolean is found when it is saved. */
  returns: 'boolean' | 'other' | 'any';
  call: (...args: Value[]) => Value;
}

const ANY_NUMBER = 255;

export const FUNCTIONS: readonly ExpressionFunction[] = [
  { name: 'length', minArgs: 1, maxArgs: 1, toleratesAbsent: true, returns: 'other', call: length },
  { name: 'keys', minArgs: 1, maxArgs: 1, returns: 'other', call: keys },
  { name: 'values', minArgs: 1, maxArgs: 1, returns: 'other', call: values },
  { name: 'where', minArgs: 3, maxArgs: 3, toleratesAbsent: true, returns: 'other', call: where },
  { name: 'flatten', minArgs: 1, maxArgs: 1, returns: 'other', call: flatten },
  { name: 'concat', minArgs: 1, maxArgs: ANY_NUMBER, toleratesAbsent: true, returns: 'other', call: concat },
  { name: 'join', minArgs: 1, maxArgs: 2, toleratesAbsent: true, returns: 'other', call: join },
  { name: 'split', minArgs: 2, maxArgs: 2, returns: 'other', call: split },
  { name: 'trim', minArgs: 1, maxArgs: 1, returns: 'other', call: (value) => text(textOf('trim', value).trim()) },
  { name: 'lower', minArgs: 1, maxArgs: 1, returns: 'other', call: (v) => text(textOf('lower', v).toLowerCase()) },
  { name: 'upper', minArgs: 1, maxArgs: 1, returns: 'other', call: (v) => text(textOf('upper', v).toUpperCase()) },
  { name: 'slug', minArgs: 1, maxArgs: 1, returns: 'other', call: slug },
  { name: 'replace', minArgs: 3, maxArgs: 3, returns: 'other', call: replace },
  { name: 'truncate', minArgs: 2, maxArgs: 3, returns: 'other', call: truncate },
  { name: 'urlEncode', minArgs: 1, maxArgs: 1, returns: 'other', call: urlEncode },
  { name: 'sha256', minArgs: 1, maxArgs: 1, returns: 'other', call: sha256 },
  { name: 'formatDate', minArgs: 1, maxArgs: 3, returns: 'other', call: formatDate },
  { name: 'duration', minArgs: 1, maxArgs: 1, returns: 'other', call: duration },
  { name: 'semverCompare', minArgs: 2, maxArgs: 2, returns: 'other', call: semverCompare },
  { name: 'default', minArgs: 2, maxArgs: ANY_NUMBER, toleratesAbsent: true, returns: 'any', call: firstPresent },
  { name: 'json', minArgs: 1, maxArgs: 1, returns: 'other', call: (value) => text(JSON.stringify(toJson(value))) },
  {
    name: 'toJSON',
    minArgs: 1,
    maxArgs: 1,
    returns: 'other',
    call: (value) => text(JSON.stringify(toJson(value), null, 2)),
  },
  { name: 'fromJSON', minArgs: 1, maxArgs: 1, returns: 'any', call: fromJson },
];

function text(value: string): Value {
  return new data.StringData(value);
}

/** Text of a scalar argument. Lists, objects and null have none. */
export function textOf(name: string, value: Value | undefined): string {
  if (value instanceof data.StringData) return value.value;
  if (value instanceof data.NumberData || value instanceof data.BooleanData) return String(value.value);
  const kind = value === undefined ? 'nothing' : kindOf(value);
  throw new ExpressionProblem('EXP002', `${name}() takes text, not ${kind}`, 'turn it into text with toJSON(…)');
}

function listOf(name: string, value: Value): Value[] {
  if (value instanceof data.Array) return value.values();
  throw new ExpressionProblem('EXP002', `${name}() takes a list, not ${kindOf(value)}`);
}

function length(value: Value): Value {
  if (value instanceof data.Null) return new data.NumberData(0);
  if (value instanceof data.Array) return new data.NumberData(value.values().length);
  if (value instanceof JsonDictionary) return new data.NumberData(Object.keys(value.source).length);
  if (value instanceof data.StringData) return new data.NumberData(value.value.length);
  throw new ExpressionProblem('EXP002', `length() takes text, a list or an object, not ${kindOf(value)}`);
}

function keys(value: Value): Value {
  if (value instanceof JsonDictionary) return toList(Object.keys(value.source).map(text));
  throw new ExpressionProblem('EXP002', `keys() takes an object, not ${kindOf(value)}`);
}

function values(value: Value): Value {
  if (value instanceof JsonDictionary) return toList(value.values());
  throw new ExpressionProblem('EXP002', `values() takes an object, not ${kindOf(value)}`);
}

/** `where(list, 'changed', true)`: the objects of a list whose member equals a value. */
function where(...[list, member, wanted]: Value[]): Value {
  if (!list || !wanted || list instanceof Absent) return toList([]);
  const key = textOf('where', member);
  const expected = toJson(wanted);
  return toList(
    listOf('where', list).filter((item) => {
      const json = toJson(item);
      return isJsonObject(json) && Object.hasOwn(json, key) && json[key] === expected;
    }),
  );
}

/** One level. */
function flatten(list: Value): Value {
  return toList(listOf('flatten', list).flatMap((item) => (item instanceof data.Array ? item.values() : [item])));
}

/** Lists become one list; texts become one text. What is absent adds nothing. */
function concat(...args: Value[]): Value {
  const present = args.filter((value) => !(value instanceof data.Null));
  if (present.length === 0) return toList([]);
  if (present.some((value) => value instanceof data.Array)) {
    return toList(present.flatMap((value) => listOf('concat', value)));
  }
  const parts = present.map((value) => textOf('concat', value));
  return limited('concat', parts, '');
}

function join(list: Value, separator?: Value): Value {
  if (list instanceof data.Null) return text('');
  if (!(list instanceof data.Array)) return text(textOf('join', list));
  const between = separator === undefined ? ',' : textOf('join', separator);
  const parts = list.values().map((item) => (item instanceof data.Null ? '' : textOf('join', item)));
  return limited('join', parts, between);
}

function limited(name: string, parts: string[], between: string): Value {
  const size = parts.reduce((sum, part) => sum + part.length + between.length, 0);
  checkLength(size, `the result of ${name}()`);
  return text(parts.join(between));
}

function split(...[value, separator]: Value[]): Value {
  return toList(textOf('split', value).split(textOf('split', separator)).map(text));
}

/** For branch names, file names and labels: lower-case letters, digits and single hyphens; accents are dropped. */
function slug(value: Value): Value {
  const plain = textOf('slug', value).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return text(plain.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, ''));
}

/** Every occurrence, literally. */
function replace(...[value, from, to]: Value[]): Value {
  const source = textOf('replace', value);
  const search = textOf('replace', from);
  const replacement = textOf('replace', to);
  if (search === '') throw new ExpressionProblem('EXP005', 'replace() needs a text to look for, not an empty one');
  const parts = source.split(search);
  checkLength(source.length + parts.length * replacement.length, 'the result of replace()');
  return text(parts.join(replacement));
}

/** At most `max` characters in all, the last being `…` (or the third argument) when something was cut off. */
function truncate(...[value, max, mark]: Value[]): Value {
  if (!(max instanceof data.NumberData) || !(max.value >= 0)) {
    throw new ExpressionProblem('EXP002', 'truncate() takes a length that is a number of 0 or more');
  }
  const characters = [...textOf('truncate', value)];
  const limit = Math.floor(max.value);
  if (characters.length <= limit) return text(characters.join(''));
  const ending = [...(mark === undefined ? '…' : textOf('truncate', mark))].slice(0, limit);
  return text([...characters.slice(0, limit - ending.length), ...ending].join(''));
}

function urlEncode(value: Value): Value {
  // encodeURIComponent throws on half a surrogate pair, which any cut through text can leave behind.
  return text(encodeURIComponent(textOf('urlEncode', value).toWellFormed()));
}

/** Of the text in UTF-8, in hexadecimal digits: for keys that must not grow. */
function sha256(value: Value): Value {
  return text(createHash('sha256').update(textOf('sha256', value)).digest('hex'));
}

/** `formatDate(event.time, 'DD.MM.YYYY HH:mm', 'Europe/Paris')`. */
function formatDate(...[value, pattern, zone]: Value[]): Value {
  const written = pattern === undefined ? undefined : textOf('formatDate', pattern);
  return text(writeDate(textOf('formatDate', value), written, zone === undefined ? 'UTC' : textOf('formatDate', zone)));
}

/** Text becomes milliseconds, to compare with; milliseconds become text, to show. */
function duration(value: Value): Value {
  if (value instanceof data.NumberData) return text(writeDuration(value.value));
  const source = textOf('duration', value);
  const ms = parseDuration(source);
  if (ms !== undefined) return new data.NumberData(ms);
  throw new ExpressionProblem('EXP005', `"${source.slice(0, 60)}" is not a duration`, 'write it as "30s" or "1h30m"');
}

/** -1, 0 or 1. */
function semverCompare(...[left, right]: Value[]): Value {
  return new data.NumberData(compareVersions(textOf('semverCompare', left), textOf('semverCompare', right)));
}

function firstPresent(...args: Value[]): Value {
  const last = args.at(-1) ?? new data.Null();
  return args.find((value) => !(value instanceof data.Null)) ?? last;
}

function fromJson(value: Value): Value {
  const source = textOf('fromJSON', value);
  checkLength(source.length, 'the text given to fromJSON()');
  return toValue(parseJson(source));
}

function parseJson(source: string): JsonValue {
  try {
    return JSON.parse(source);
  } catch (cause) {
    // The parser's own words quote the text, which may be a secret.
    const place = / at position \d+/.exec(String(cause))?.[0] ?? '';
    throw new ExpressionProblem('EXP005', `fromJSON() was given text that is not JSON${place}`);
  }
}

/** An upper bound of what GitHub's format() would build, checked before it builds it. */
export function checkFormat(args: Value[]): void {
  const [pattern, ...parts] = args.map((value) => textOf('format', value));
  const holes = (pattern ?? '').split('{').length - 1;
  const longest = parts.reduce((most, part) => Math.max(most, part.length), 0);
  if (holes * longest > 10 * MAX_TEXT) checkLength(holes * longest, 'the result of format()');
}
