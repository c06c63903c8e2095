// mockops dead-letters: events and messages that were given up after their last attempt; deliver them again, or discard them.
import { Option } from '@commander-js/extra-typings';
import { DeadLetter } from '@mockops/contract';
import { type Io, printJson, printTable, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const deadLettersListCommand = (io: Io) =>
  remoteCommand('list')
    .description('list what was given up, newest first (the default)')
    .addOption(
      new Option('--status <status>', 'in this state')
        .choices(DeadLetter.shape.status.options)
        .default('open' as const),
    )
    .action(async ({ status, ...options }) => {
      const letters = await connect(options).listDeadLetters({ query: { status, limit: 200 } });
      if (options.json) return printJson(io, letters);
      if (letters.length === 0) return io.out(status === 'open' ? 'Nothing was given up.' : `None is ${status}.`);
      const rows = letters.map((letter) => [
        letter.id,
        letter.what,
        letter.pipeline ?? '–',
        String(letter.attempts),
        shortTime(letter.created_at),
        letter.reason,
      ]);
      printTable(io, ['ID', 'WHAT', 'PIPELINE', 'ATTEMPTS', 'GIVEN UP (UTC)', 'WHY'], rows);
    });

const resolveCommand = (io: Io, action: 'retry' | 'discard', description: string, done: string) =>
  remoteCommand(action)
    .description(description)
    .argument('<ids...>')
    .action(async (ids, options) => {
      const api = connect(options);
      const letters = [];
      for (const letter of ids) letters.push(await api.resolveDeadLetter({ params: { letter }, body: { action } }));
      if (options.json) return printJson(io, letters);
      for (const letter of letters) io.out(`${letter.what} ${letter.id} ${done}.`);
    });

export const deadLettersRetryCommand = (io: Io) =>
  resolveCommand(io, 'retry', 'deliver them again', 'is delivered again');
export const deadLettersDiscardCommand = (io: Io) =>
  resolveCommand(io, 'discard', 'leave them for good', 'is discarded');
