// Findings: expected, often many. Parsers, linters, diffs and validators return them; nothing throws them.

/** Where a finding is: file name as the user gave it, 1-based line and column. */
export interface Position {
  file: string;
  line: number;
  col: number;
}

export interface Issue {
  /** Stable id such as `YAML001`, `SCH001`. */
  code: string;
  /** Path of the thing, as the user would write it: `steps[0].type` or a JSON pointer. */
  path: string;
  message: string;
  at?: Position;
  /** Behind its last character, where that is known: what an editor underlines. */
  end?: { line: number; col: number };
  /** Absent: whatever the list means that it stands in. `info` is only told when asked for. */
  severity?: 'error' | 'warning' | 'info';
  /** The next act. */
  hint?: string;
}

/** A value with the findings that did not prevent it, or the findings that did. */
export type Result<T> = { ok: true; value: T; issues: Issue[] } | { ok: false; issues: Issue[] };

/** `pipeline.yaml:4:11 steps[0].type — unknown step type "notfy"; did you mean "notify"?` */
export function formatIssue(issue: Issue): string {
  const place = issue.at ? `${issue.at.file}:${issue.at.line}:${issue.at.col} ` : '';
  const thing = issue.path ? `${issue.path} — ` : '';
  return `${place}${thing}${issue.message}${issue.hint ? `; ${issue.hint}` : ''}`;
}

/** The candidate nearest to `word` by edit distance, when it is near enough to be a slip of the keyboard. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = distanceOf(word.toLowerCase(), candidate.toLowerCase());
    if (!best || distance < best.distance) best = { candidate, distance };
  }
  return best && best.distance <= Math.max(2, Math.floor(word.length / 3)) ? best.candidate : undefined;
}

/** Words without a letter in common are not meant for each other, however short. */
function distanceOf(word: string, candidate: string): number {
  return [...word].some((letter) => candidate.includes(letter)) ? editDistance(word, candidate) : Infinity;
}

/** Levenshtein distance with two rows. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current[j] = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substitution);
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
