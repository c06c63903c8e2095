// The wire format's smallest parts: varints, numbers of fixed width, tags. https://protobuf.dev/programming-guides/encoding/

/** How a value stands in the bytes: the last three bits of its tag. */
export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH = 2;
export const START_GROUP = 3;
export const END_GROUP = 4;
export const FIXED32 = 5;

const NAMES = ['a varint', '8 bytes', 'a length and bytes', 'a group', 'the end of a group', '4 bytes'];
export const wireName = (wire: number): string => NAMES[wire] ?? `the unknown wire type ${wire}`;

export function wireTypeOf(type: string): number {
  if (type === 'group') return START_GROUP;
  if (type === 'string' || type === 'bytes' || type === 'message') return LENGTH;
  if (type === 'double' || type.endsWith('fixed64')) return FIXED64;
  return type === 'float' || type.endsWith('fixed32') ? FIXED32 : VARINT;
}

const LOW = 0x7fn;

export function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, value);
  do {
    const part = Number(left & LOW);
    left >>= 7n;
    bytes.push(left > 0n ? part | 0x80 : part);
  } while (left > 0n);
  return bytes;
}

export const tag = (number: number, wire: number): number[] => varint((BigInt(number) << 3n) | BigInt(wire));

/** Small negative numbers become small positive ones. */
export const zigzag = (value: bigint): bigint => (value >= 0n ? value << 1n : (-value << 1n) - 1n);
export const unzigzag = (value: bigint): bigint => ((value & 1n) === 0n ? value >> 1n : -((value + 1n) >> 1n));

/** Numbers as the 4 or 8 bytes that a type has, little end first. */
export function fixed(type: string, value: bigint | number): number[] {
  const view = new DataView(new ArrayBuffer(wireTypeOf(type) === FIXED64 ? 8 : 4));
  if (type === 'double') view.setFloat64(0, Number(value), true);
  else if (type === 'float') view.setFloat32(0, Number(value), true);
  else if (view.byteLength === 8) view.setBigUint64(0, BigInt.asUintN(64, BigInt(value)), true);
  else view.setUint32(0, Number(BigInt.asUintN(32, BigInt(value))), true);
  return [...new Uint8Array(view.buffer)];
}

export function unfixed(type: string, bytes: Uint8Array): bigint | number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === 'double') return view.getFloat64(0, true);
  if (type === 'float') return view.getFloat32(0, true);
  if (bytes.length === 8) return type === 'fixed64' ? view.getBigUint64(0, true) : view.getBigInt64(0, true);
  return type === 'fixed32' ? view.getUint32(0, true) : view.getInt32(0, true);
}

export const toHex = (bytes: Iterable<number>): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

export const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
