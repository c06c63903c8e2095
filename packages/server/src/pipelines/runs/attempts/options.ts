// What attempts need of the rest of the server.
import type { StepPlan } from '@mockops/pipelines';
import type { Database } from '../../../db/database.ts';
import type { Events } from '../../../events/service.ts';
import type { Redactor } from '../../../secrets/redactor.ts';
import type { OpenSecrets } from '../../../secrets/service.ts';
import type { StepServices } from '../../steps/services.ts';
import type { RunJournal } from '../journal.ts';
import type { Pinned, PinnedRun } from '../pinned.ts';
import type { PrepareOptions } from './prepare.ts';
import type { RunLog } from './run-log.ts';
import type { Working } from './work.ts';

export interface AttemptOptions extends PrepareOptions {
  database: Database;
  events: Pick<Events, 'emitAll'>;
  journal: RunJournal;
  pinned: Pinned;
  log: RunLog;
  /** What a step of this run may use; what it changes is caused by the run's event. */
  servicesFor: (run: PinnedRun, attempt: { redactor: Redactor; step_name: string; item: string }) => StepServices;
  /** Values of the secrets that the pipeline declares, and a redactor that knows them. */
  secretsOf: (run: PinnedRun, step: StepPlan) => Promise<OpenSecrets>;
  /** Secrets enter the digests of caches as HMAC. */
  maskForDigest: (value: unknown, redactor: Redactor) => unknown;
  random: () => number;
  /** Attempts of this process, to be told when they are not wanted any more. */
  working: Working;
}
