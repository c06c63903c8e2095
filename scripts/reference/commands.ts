// The page of the command line, from the tree of commands itself.
import { buildProgram } from '../../packages/cli/src/program.ts';
import { cell, code, page, table } from './markdown.ts';

/** What is read of a command; options that all have are told once. */
interface CommandLike {
  name: () => string;
  description: () => string;
  commands: readonly CommandLike[];
  registeredArguments: readonly { name: () => string; required: boolean; variadic: boolean }[];
  options: readonly {
    flags: string;
    description: string;
    defaultValue?: unknown;
    argChoices?: readonly string[] | undefined;
  }[];
}

const COMMON = ['--url <url>', '--token <token>', '--json'];

const INTRO = `Each command that talks to a server takes \`--url\` (or \`MOCKOPS_URL\`; else http://localhost:4800), \`--token\` (or
\`MOCKOPS_API_TOKEN\`) and \`--json\`. The exit code is 0 when it did what was asked,
and 1 otherwise: a finding, a run that failed, a server that does not answer.`;

export async function commandsPage(): Promise<string> {
  const program: CommandLike = await buildProgram({ out: () => {}, err: () => {} });
  return page('Commands', INTRO, ...program.commands.flatMap((command) => sections(command, 'mockops')));
}

function sections(command: CommandLike, above: string): string[] {
  const called = `${above} ${command.name()}`;
  const inner = command.commands.flatMap((one) => sections(one, called));
  const isGroup = command.commands.length > 0 && command.registeredArguments.length === 0;
  return isGroup ? inner : [describe(command, called), ...inner];
}

function describe(command: CommandLike, called: string): string {
  const taken = command.registeredArguments.map((argument) => {
    const text = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${text}>` : `[${text}]`;
  });
  const rows = command.options
    .filter(({ flags }) => !COMMON.includes(flags))
    .map(({ flags, description, defaultValue, argChoices }) => [
      code(flags),
      cell(description + (argChoices ? `: ${argChoices.join(', ')}` : '')),
      isShown(defaultValue) ? code(String(defaultValue)) : '–',
    ]);
  const usage = `\`\`\`\n${[called, ...taken].join(' ')}\n\`\`\``;
  const options = rows.length > 0 ? table(['Option', 'Meaning', 'Default'], rows) : '';
  return [`## ${called}`, sentence(command.description()), usage, options].filter(Boolean).join('\n\n');
}

function isShown(value: unknown): boolean {
  return value !== undefined && value !== false && value !== '' && !(Array.isArray(value) && value.length === 0);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
