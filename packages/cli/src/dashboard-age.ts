// Whether a checkout's built dashboard is older than its sources: it would show an earlier state than the code without a word.
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** `folder` holds `src` and `dist`; a published package has no sources, and what was never built is told by the page itself. */
export function isOutdated(folder: string): boolean {
  const [sources, built] = [path.join(folder, 'src'), path.join(folder, 'dist/index.html')];
  if (!existsSync(sources) || !existsSync(built)) return false;
  const builtAt = statSync(built).mtimeMs;
  return readdirSync(sources, { recursive: true, withFileTypes: true }).some(
    (entry) => entry.isFile() && statSync(path.join(entry.parentPath, entry.name)).mtimeMs > builtAt,
  );
}
