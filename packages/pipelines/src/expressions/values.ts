// Bridges JSON and the values of `@actions/expressions`. Dictionaries are views of their JSON object: members are wrapped when they are read, only
// own properties exist, and what goes in comes out unchanged (the library's own Dictionary drops keys such as `constructor` and keys that differ only in case).
import { data } from '@actions/expressions';
import type { JsonObject, JsonValue } from '../json.ts';

export type Value = ReturnType<data.Dictionary['values']>[number];

/** A reference that found nothing. It behaves as null where the language tolerates it; everywhere else the evaluator refuses it by name. */
export class Absent extends data.Null {
  /** The first link of the chain that is not there. */
  readonly reference: string;
  /** The nearest name that does exist. */
  readonly near: string | undefined;
  /** The whole chain. */
  readonly chain: string;

  constructor(reference: string, near?: string, chain = reference) {
    super();
    this.reference = reference;
    this.near = near;
    this.chain = chain;
  }
}

export class JsonDictionary extends data.Dictionary {
  readonly source: JsonObject;

  constructor(source: JsonObject) {
    super();
    this.source = source;
  }

  override get(key: string): Value | undefined {
    const own = ownKey(this.source, key);
    const value = own === undefined ? undefined : this.source[own];
    return value === undefined ? undefined : toValue(value);
  }

  override values(): Value[] {
    return Object.values(this.source).map(toValue);
  }

  override pairs(): { key: string; value: Value }[] {
    return Object.entries(this.source).map(([key, value]) => ({ key, value: toValue(value) }));
  }
}

/** The key as the object spells it: exact first, then without regard to case, as GitHub's contexts are. */
export function ownKey(source: object, key: string): string | undefined {
  if (Object.hasOwn(source, key)) return key;
  const lower = key.toLowerCase();
  return Object.keys(source).find((candidate) => candidate.toLowerCase() === lower);
}

export function toValue(json: JsonValue): Value {
  if (json === null) return new data.Null();
  if (typeof json === 'string') return new data.StringData(json);
  if (typeof json === 'number') return new data.NumberData(json);
  if (typeof json === 'boolean') return new data.BooleanData(json);
  if (!Array.isArray(json)) return new JsonDictionary(json);
  return toList(json.map(toValue));
}

export function toList(values: Iterable<Value>): data.Array {
  const list = new data.Array();
  for (const value of values) list.add(value);
  return list;
}

export function toJson(value: Value): JsonValue {
  if (value instanceof JsonDictionary) return value.source;
  if (value instanceof data.Array) return value.values().map(toJson);
  if (value instanceof data.StringData) return value.value;
  if (value instanceof data.NumberData) return value.value;
  if (value instanceof data.BooleanData) return value.value;
  return null;
}

/** For messages: what a value is, in the words of the people who write pipelines. */
export function kindOf(value: Value): 'text' | 'a number' | 'a boolean' | 'null' | 'a list' | 'an object' {
  if (value instanceof data.StringData) return 'text';
  if (value instanceof data.NumberData) return 'a number';
  if (value instanceof data.BooleanData) return 'a boolean';
  if (value instanceof data.Array) return 'a list';
  return value instanceof data.Dictionary ? 'an object' : 'null';
}
