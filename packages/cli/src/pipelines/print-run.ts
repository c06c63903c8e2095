// A local run as lines: what each step did, and what would have been done outside.
import type { LocalEffect, LocalRun } from '@mockops/pipelines';
import { nameOfCell } from '../follow-run.ts';
import type { Io } from '../io.ts';

export function printLocalRun(io: Io, run: LocalRun, effects: readonly LocalEffect[]): void {
  io.out(`#${run.number} ${run.status}${run.error_message ? ` — ${run.error_message}` : ''}`);
  for (const step of run.steps) {
    // What went on after a wait is no other try.
    const count = step.attempts.filter(({ status }) => status !== 'waiting').length;
    const tries = count > 1 ? `, ${count} attempts` : '';
    const cached = step.cached_from === null ? '' : `, outputs of ${step.cached_from}`;
    const why = step.message && step.status !== 'succeeded' ? ` — ${step.message}` : '';
    io.out(`  ${nameOfCell(step)} (${step.type}): ${step.status}${tries}${cached}${why}`);
    if (Object.keys(step.outputs).length > 0) io.out(`    ${shorten(JSON.stringify(step.outputs))}`);
  }
  for (const { level, message } of run.annotations) io.out(`  ${level}: ${message}`);
  printEffects(
    io,
    effects.filter((effect) => effect.run === run.number),
  );
}

function printEffects(io: Io, effects: readonly LocalEffect[]): void {
  io.out(
    effects.length === 0 ? '  Nothing would have been done outside.' : '  Would have been done outside, and was not:',
  );
  for (const { type, step, item, action, config } of effects)
    io.out(
      `    ${type} in ${nameOfCell({ name: step, item })}${action ? ` (${action})` : ''}: ${shorten(JSON.stringify(config))}`,
    );
}

const LONGEST = 400;

const shorten = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text);
