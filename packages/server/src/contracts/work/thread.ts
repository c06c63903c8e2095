// A thread that works on contracts: one job after the other in, its value or its error out.
import { parentPort } from 'node:worker_threads';
import { createContractTasks } from './tasks.ts';
import type { Job } from './threads.ts';

/** Two of the largest that are known, so that they can be compared. */
const MAX_HELD = 16_000_000;

const tasks = createContractTasks({ max_characters: MAX_HELD });

function perform(job: Job): Promise<unknown> {
  switch (job.task) {
    case 'read':
      return tasks.read(job.input);
    case 'digest':
      return tasks.digest(job.input);
    case 'compare':
      return tasks.compare(job.input);
    case 'generate':
      return tasks.generate(job.input);
    case 'propose':
      return tasks.propose(job.input);
    case 'merge':
      return tasks.merge(job.input);
  }
}

parentPort?.on('message', (job: Job) => {
  perform(job).then(
    (value) => parentPort?.postMessage({ value }),
    (error: unknown) => parentPort?.postMessage({ error }),
  );
});
