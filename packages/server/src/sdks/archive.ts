// An SDK as one file, zip or tar.gz. In: path → text. Out: bytes, the same for the same files: fixed times, owners and order.
import { gzipSync, strToU8, zipSync } from 'fflate';

export const ARCHIVE_FORMATS = ['zip', 'tar.gz'] as const;
export type ArchiveFormat = (typeof ARCHIVE_FORMATS)[number];

/** `folder` is the one that everything is in. */
export function archiveOf(folder: string, files: Readonly<Record<string, string>>, format: ArchiveFormat): Uint8Array {
  const entries = Object.entries(files)
    .map(([path, text]): [string, Uint8Array] => [`${folder}/${path}`, strToU8(text)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  // The oldest day that zip knows, by the clock of wherever we are: zip has no time zones.
  if (format === 'zip') return zipSync(Object.fromEntries(entries), { mtime: new Date(1980, 0, 1) });
  return gzipSync(tarOf(entries), { mtime: 0 });
}

const BLOCK = 512;

/** POSIX ustar; a path that is too long for it goes ahead as a pax record. */
function tarOf(entries: [string, Uint8Array][]): Uint8Array {
  const blocks = entries.flatMap(([path, bytes]) => {
    const name = strToU8(path);
    const long = name.length > 100 ? [header('paxheader', paxOf(path).length, 'x'), padded(paxOf(path))] : [];
    return [...long, header(name.subarray(0, 100), bytes.length, '0'), padded(bytes)];
  });
  return joined([...blocks, new Uint8Array(2 * BLOCK)]);
}

/** `<length> path=<path>\n`, where the length counts its own digits. */
function paxOf(path: string): Uint8Array {
  const rest = ` path=${path}\n`;
  const size = strToU8(rest).length;
  let length = size + 1;
  while (String(length).length + size !== length) length = String(length).length + size;
  return strToU8(`${length}${rest}`);
}

function header(name: string | Uint8Array, size: number, type: string): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  const write = (offset: number, value: string | Uint8Array): void =>
    block.set(typeof value === 'string' ? strToU8(value) : value, offset);
  write(0, name);
  write(100, octal(0o644, 7));
  write(108, octal(0, 7));
  write(116, octal(0, 7));
  write(124, octal(size, 11));
  write(136, octal(0, 11));
  write(148, ' '.repeat(8));
  write(156, type);
  write(257, 'ustar\x0000');
  const sum = block.reduce((total, byte) => total + byte, 0);
  write(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

function padded(bytes: Uint8Array): Uint8Array {
  const block = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK);
  block.set(bytes);
  return block;
}

function joined(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, { length }) => total + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
