// The command line as a tree, of the whole or of the part that is meant.
import { Command } from '@commander-js/extra-typings';
import { COMMANDS, type CommandTree } from './command-tree.ts';
import type { Io } from './io.ts';
import { VERSION } from './version.ts';

/** `words` are what the user wrote after `mockops`. Where they name a command, its neighbours are left out; without words, all are there. */
export async function buildProgram(io: Io, words: readonly string[] = []): Promise<Command> {
  const program = new Command('mockops')
    .description('Runs the life of API mocks: workspaces, federations, events, pipelines.')
    .version(VERSION);
  await addCommands(program, { tree: COMMANDS, words, io });
  return program;
}

interface Adding {
  tree: CommandTree;
  byDefault?: string | undefined;
  words: readonly string[];
  io: Io;
}

async function addCommands(parent: Command, { tree, byDefault, words: [word = '', ...words], io }: Adding) {
  // What stands behind a command is that command's: `promote --version 2`, `events replay stop --json`.
  parent.enablePositionalOptions();
  const entries = Object.entries(tree);
  const meant = entries.filter(([name]) => name === word);
  const added = (meant.length > 0 ? meant : entries).map(async ([name, entry]) => {
    if (typeof entry === 'function') return entry(io);
    const group = new Command(name).description(entry.description);
    await addCommands(group, { tree: entry.commands, byDefault: entry.byDefault, words, io });
    return group;
  });
  for (const command of await Promise.all(added))
    parent.addCommand(command, { isDefault: command.name() === byDefault });
}
