// Looks into a queue of the engine at once. The engine only polls; its own look is a method that it keeps to itself, reached here by name and pinned by a test
// (engine.test.ts): without it everything works as before, a poll later.
import type { WorkflowQueue } from '@dbos-inc/dbos-sdk';
import { DBOSExecutor } from '@dbos-inc/dbos-sdk/internal/dbos-executor';
import { wfQueueRunner } from '@dbos-inc/dbos-sdk/internal/wfqueue';

/** One look at a time; whoever pokes meanwhile gets another one afterwards. */
export function createQueuePoke(queue: WorkflowQueue, isStopped: () => boolean): () => void {
  let looking = false;
  let again = false;

  async function look(): Promise<void> {
    const poll: unknown = Reflect.get(wfQueueRunner, 'pollQueue');
    const executor = DBOSExecutor.globalInstance;
    if (typeof poll !== 'function' || !executor) return;
    while (again && !isStopped()) {
      again = false;
      await Reflect.apply(poll, wfQueueRunner, [executor, queue]);
    }
  }

  function start(): void {
    if (looking || !again || isStopped()) return;
    looking = true;
    // What it cannot claim now, the engine's own poll claims; it tells its errors itself.
    void look()
      .catch(() => undefined)
      .finally(() => {
        looking = false;
        start();
      });
  }

  return () => {
    again = true;
    start();
  };
}
