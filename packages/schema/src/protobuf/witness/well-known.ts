// Google's own types in JSON, as far as witnesses need them: values that fit, what is read, and what no bytes at all mean.
// https://protobuf.dev/programming-guides/json/ has the table.

export interface WellKnown {
  samples: unknown[];
  reads: (value: unknown) => boolean;
  /** What a message without bytes is printed as. */
  empty: unknown;
  /** Of a wrapper: the type of its field 1. */
  wraps?: string;
}

const text =
  (pattern: RegExp) =>
  (value: unknown): boolean =>
    typeof value === 'string' && pattern.test(value);
const isMap = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const TYPES: Record<string, WellKnown> = {
  Timestamp: {
    samples: ['2024-01-01T00:00:00Z'],
    reads: text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/),
    empty: '1970-01-01T00:00:00Z',
  },
  Duration: { samples: ['30s'], reads: text(/^-?\d{1,12}(\.\d{1,9})?s$/), empty: '0s' },
  FieldMask: { samples: ['name'], reads: text(/^([A-Za-z0-9_.]+(,[A-Za-z0-9_.]+)*)?$/), empty: '' },
  Empty: { samples: [{}], reads: isMap, empty: {} },
  Struct: { samples: [{ name: 'text' }], reads: isMap, empty: {} },
  Value: { samples: ['text', 1, true], reads: () => true, empty: null },
  ListValue: { samples: [['text']], reads: Array.isArray, empty: [] },
  Any: { samples: [{ '@type': 'type.googleapis.com/google.protobuf.Empty', value: {} }], reads: isMap, empty: {} },
};

const WRAPPED = ['double', 'float', 'int64', 'uint64', 'int32', 'uint32', 'bool', 'string', 'bytes'];
const PACKAGE = 'google.protobuf.';

/** Of a wrapper only `wraps` counts: its value is that of the scalar. */
export function wellKnown(full_name: string | undefined): WellKnown | undefined {
  if (!full_name?.startsWith(PACKAGE)) return undefined;
  const name = full_name.slice(PACKAGE.length);
  if (Object.hasOwn(TYPES, name)) return TYPES[name];
  const wraps = name.endsWith('Value') ? WRAPPED.find((type) => `${type}value` === name.toLowerCase()) : undefined;
  return wraps === undefined ? undefined : { samples: [], reads: () => true, empty: null, wraps };
}
