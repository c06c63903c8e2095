// What the system says of files and programs (`ENOENT: no such file or directory, open 'x'`) in words of ours, with the path in front.

const REASONS: Record<string, string> = {
  EACCES: 'this account may not open it',
  EPERM: 'this account may not change it',
  EROFS: 'its disk can only be read',
  EEXIST: 'it is there already',
  ENOTDIR: 'a file is in the way to it',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such place',
  ENOSPC: 'the disk is full',
};

/** Why, without the path; the system's own words for what has none of ours. */
export function reasonText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return ('code' in error && typeof error.code === 'string' ? REASONS[error.code] : undefined) ?? error.message;
}

/** The path and why; undefined for an error that is not the system's, or about no path. */
export function systemText(error: Error): string | undefined {
  if (!('code' in error && 'path' in error && 'syscall' in error)) return undefined;
  const { code, path, syscall } = error;
  if (typeof code !== 'string' || typeof path !== 'string' || typeof syscall !== 'string') return undefined;
  if (syscall.startsWith('spawn')) return undefined;
  const reason = REASONS[code];
  return reason && `${path}: ${reason}`;
}
