// The shape of a benchmark: what it needs from the run, what it gives back.
import type { Generator } from '../load.ts';
import type { Processes } from '../processes.ts';
import type { Report } from '../report.ts';

interface Run {
  processes: Processes;
  generator: Generator;
  /** A short run: fewer rounds, wider noise. */
  quick: boolean;
  /** Progress for people; not part of the result. */
  say: (line: string) => void;
}

export interface Case {
  name: string;
  summary: string;
  measure: (run: Run) => Promise<Report>;
}
