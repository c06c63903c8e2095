// Contract files out of a zip or tar archive, within limits. In: its name and bytes. Out: text by path, as loadApi takes it.
// Only regular files that can belong to a contract are kept; links, devices and paths that lead out of the archive are findings.
import type { Issue, Result } from '@mockops/contract';
import { Gunzip, unzipSync } from 'fflate';
import { normalizeName } from './files.ts';

const ARCHIVE = /\.(zip|tar|tgz|tar\.gz)$/i;
const CONTRACT_FILE = /\.(ya?ml|json|proto)$/i;
const MOST_FILES = 20_000;
const MOST_BYTES = 200_000_000;
const BLOCK = 512;

export const isArchive = (name: string): boolean => ARCHIVE.test(name);

/** `ok: false` when it is damaged, too large, or holds no contract file. */
export function readArchive(name: string, bytes: Uint8Array): Result<Record<string, string>> {
  try {
    const entries = /\.zip$/i.test(name) ? unzip(bytes) : untar(/\.tar$/i.test(name) ? bytes : gunzip(bytes));
    const files: Record<string, string> = {};
    for (const [place, content] of entries) files[place] = new TextDecoder().decode(content);
    if (Object.keys(files).length > 0) return { ok: true, value: files, issues: [] };
    return {
      ok: false,
      issues: [issue(name, 'it holds no contract file', 'put .yaml, .json or .proto files into it')],
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, issues: [issue(name, message, 'pack the contract again, with its own files only')] };
  }
}

const issue = (file: string, message: string, hint: string): Issue => ({
  code: 'SCH005',
  path: '',
  message: `the archive cannot be used: ${message}`,
  at: { file, line: 1, col: 1 },
  hint,
});

/** Counts what is taken, and refuses what is too much or lies outside. */
function createIntake() {
  let count = 0;
  let total = 0;
  return (place: string, size: number): boolean => {
    if (!CONTRACT_FILE.test(place)) return false;
    const normal = normalizeName(place);
    if (normal.startsWith('..') || place.startsWith('/') || place.includes('\0'))
      throw new Error(`"${place}" lies outside of it`);
    count += 1;
    total += size;
    if (count > MOST_FILES) throw new Error(`it holds more than ${MOST_FILES} files`);
    if (total > MOST_BYTES) throw new Error(`it holds more than ${MOST_BYTES / 1_000_000} MB of contract files`);
    return true;
  };
}

function unzip(bytes: Uint8Array): [string, Uint8Array][] {
  const take = createIntake();
  const entries = unzipSync(bytes, { filter: ({ name, originalSize }) => take(name, originalSize) });
  return Object.entries(entries).map(([place, content]) => [normalizeName(place), content]);
}

/** In pieces, so that what expands without end is noticed in time. */
function gunzip(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) throw new Error('it is not packed by gzip');
  const parts: Uint8Array[] = [];
  let size = 0;
  const stream = new Gunzip((part) => {
    size += part.length;
    if (size > MOST_BYTES * 2) throw new Error(`it expands to more than ${(MOST_BYTES * 2) / 1_000_000} MB`);
    parts.push(part);
  });
  const piece = 65_536;
  for (let at = 0; at < bytes.length; at += piece)
    stream.push(bytes.subarray(at, at + piece), at + piece >= bytes.length);
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** POSIX ustar with the long names of pax and GNU tar. */
function untar(bytes: Uint8Array): [string, Uint8Array][] {
  const take = createIntake();
  const entries: [string, Uint8Array][] = [];
  const text = (from: number, length: number) =>
    new TextDecoder().decode(bytes.subarray(from, from + length)).replace(/\0[\s\S]*$/, '');
  let longName: string | undefined;
  let isWhole = false;
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    if (bytes[at] === 0) {
      isWhole = true;
      break;
    }
    const size = Number.parseInt(text(at + 124, 12).trim() || '0', 8);
    if (!Number.isSafeInteger(size) || size < 0 || at + BLOCK + size > bytes.length) throw new Error('it is damaged');
    const type = text(at + 156, 1);
    const content = bytes.subarray(at + BLOCK, at + BLOCK + size);
    const prefix = text(at + 345, 155);
    const name: string = longName ?? (prefix === '' ? text(at, 100) : `${prefix}/${text(at, 100)}`);
    longName = undefined;
    if (type === 'x') longName = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(new TextDecoder().decode(content))?.[1];
    else if (type === 'L') longName = new TextDecoder().decode(content).replace(/\0+$/, '');
    else if ((type === '' || type === '0') && take(name, size)) entries.push([normalizeName(name), content]);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  // An archive ends with empty blocks; one that was cut off between two files would look like a smaller contract.
  if (!isWhole) throw new Error('its end is missing');
  return entries;
}
