// `key=value` arguments → nested settings. Dots nest (`chaos.error_rate=0.2`), values are YAML (`[500, 503]`, `true`, `0.2`),
// an empty value is null, which removes a setting. Text keys stay text whatever they look like: tokens made of digits. The values of
// list keys may be written with commas and without brackets (`500,503`).
import { parse, YAMLError } from 'yaml';
import { Failure } from './failure.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

interface KeyKinds {
  isText?: (key: string) => boolean;
  isList?: (key: string) => boolean;
}

export function readAssignments(words: readonly string[], { isText, isList }: KeyKinds = {}) {
  const settings: { [key: string]: Json } = {};
  for (const word of words) {
    const at = word.indexOf('=');
    if (at <= 0) throw new Failure(`"${word}" is not a setting; write key=value, or key= to remove it.`);
    const key = word.slice(0, at);
    const text = word.slice(at + 1);
    place(settings, key.split('.'), isText?.(key) ? text : readValue(key, isList?.(key) ? addBrackets(text) : text));
  }
  return settings;
}

const addBrackets = (text: string): string => (/^\s*(\[|$)/.test(text) ? text : `[${text}]`);

function readValue(key: string, text: string): Json {
  if (text === '') return null;
  try {
    return toJson(parse(text));
  } catch (error) {
    if (!(error instanceof YAMLError)) throw error;
    throw new Failure(`The value of ${key} is not readable: ${error.message}`, { cause: error });
  }
}

function place(target: { [key: string]: Json }, [head = '', ...rest]: string[], value: Json): void {
  if (rest.length === 0) {
    target[head] = value;
    return;
  }
  const existing = target[head];
  const inner = isMap(existing) ? existing : {};
  target[head] = inner;
  place(inner, rest, value);
}

const isMap = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function toJson(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object') return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toJson(member)]));
}
