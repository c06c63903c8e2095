// The tree of commands: whole, and as it is loaded for what somebody wrote.
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { expect, test } from 'vitest';
import { COMMANDS, type CommandTree } from './command-tree.ts';
import { buildProgram } from './program.ts';

const io = { out: () => {}, err: () => {} };
const named = (command: CommandUnknownOpts, ...names: string[]) =>
  names.reduce<CommandUnknownOpts | undefined>(
    (place, name) => place?.commands.find((one) => one.name() === name),
    command,
  );

function pathsOf(tree: CommandTree): string[][] {
  return Object.entries(tree).flatMap(([name, entry]) =>
    typeof entry === 'function' ? [[name]] : pathsOf(entry.commands).map((path) => [name, ...path]),
  );
}

test('every command is called as the tree says, and is the same when only it is loaded', async () => {
  const whole = await buildProgram(io);
  for (const path of pathsOf(COMMANDS)) {
    const alone = named(await buildProgram(io, path), ...path);
    expect(alone?.helpInformation(), path.join(' ')).toBe(named(whole, ...path)?.helpInformation());
    expect(alone, path.join(' ')).toBeDefined();
  }
});

test('what is meant is loaded alone; where nothing is named that exists, all is there', async () => {
  const names = ({ commands }: CommandUnknownOpts) => commands.map((command) => command.name());
  const generate = await buildProgram(io, ['sdk', 'generate', 'openapi.yaml']);
  expect(names(generate)).toEqual(['sdk']);
  expect(generate.commands.flatMap(names)).toEqual(['generate']);
  expect(names(await buildProgram(io, ['--help']))).toEqual(Object.keys(COMMANDS));
  expect(names(await buildProgram(io, ['sdkk']))).toEqual(Object.keys(COMMANDS));
  expect((await buildProgram(io, ['events', '--limit', '3'])).commands.flatMap(names)).toContain('list');
});
