// mockops contract …: the contract of a workspace on the server: its revisions, what changed between two, and where it is fetched from.
import { Option } from '@commander-js/extra-typings';
import { type Client, type ContractRevision, type ContractWatch, SchemaChangeLevel } from '@mockops/contract';
import { Failure } from '../failure.ts';
import { type Io, printJson, printTable, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

/** `4 breaking, 1 risky`. */
export const countsText = ({ level, counts }: ContractRevision): string =>
  level === null
    ? 'the first'
    : SchemaChangeLevel.options
        .filter((name) => (counts[name] ?? 0) > 0)
        .map((name) => `${counts[name]} ${name === 'none' ? 'wording' : name}`)
        .join(', ');

export const contractRevisionsCommand = (io: Io) =>
  remoteCommand('revisions')
    .description('list the revisions of a contract: who, when, why and what changed')
    .argument('<workspace>')
    .option('--limit <count>', 'at most so many', Number, 20)
    .action(async (workspace, { limit, json, ...options }) => {
      const revisions = await connect(options).listContractRevisions({ params: { workspace }, query: { limit } });
      if (json) return printJson(io, revisions);
      printTable(
        io,
        ['REVISION', 'WHEN', 'VERSION', 'CHANGES', 'BY', 'WHY'],
        revisions.map((revision) => [
          String(revision.revision),
          shortTime(revision.created_at),
          revision.version,
          countsText(revision),
          `${revision.actor} (${revision.source})`,
          revision.message,
        ]),
      );
    });

export const contractDiffCommand = (io: Io) =>
  remoteCommand('diff')
    .description(
      'what changed between two revisions or environments, judged by the schema-policy.yaml of the workspace',
    )
    .argument('<workspace>')
    .argument('<from>', 'a revision, or dev, test or prod')
    .argument('[to]', 'likewise', 'dev')
    .addOption(
      new Option('--format <format>', 'how changes are written')
        .choices(['text', 'markdown'] as const)
        .default('text' as const),
    )
    .action(async (workspace, from, to, { format, json, ...options }) => {
      const [one, other] = [readSide(from), readSide(to)];
      const comparison = await connect(options).compareContracts({
        params: { workspace },
        query: { from: one, to: other },
      });
      if (json) return printJson(io, comparison);
      const { toMarkdown, toText } = (await import('@mockops/schema')).reportSchemaChanges;
      io.out(format === 'text' ? toText(comparison) : toMarkdown(comparison));
    });

function readSide(text: string): 'dev' | 'test' | 'prod' | number {
  if (text === 'dev' || text === 'test' || text === 'prod') return text;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new Failure(`"${text}" is no revision; write its number, or dev, test or prod.`);
}

export const contractWatchCommand = (io: Io) =>
  remoteCommand('watch')
    .description('fetch a contract from where it is published, whenever it changes')
    .argument('<workspace>')
    .argument('<url>', 'of the file, or of a Git repository')
    .option('--ref <branch>', 'of Git: branch or tag')
    .option('--path <path>', 'of Git: file or folder in the repository')
    .option('--file <file>', 'where it goes in the workspace', 'schemas/openapi.yaml')
    .option('--every <seconds>', 'how often to look', readInterval, 300)
    .addOption(
      new Option('--secret <name>', 'stored secret that opens the place; its value is sent there only').conflicts(
        'connection',
      ),
    )
    .option('--user <name>', 'the secret is the password of this user')
    .option('--header <name>', 'the secret is the value of this header, such as PRIVATE-TOKEN')
    .option('--connection <name>', 'GitHub connection whose token opens the place')
    .addHelpText(
      'after',
      `
Examples:
  $ mockops contract watch payments https://example.com/openapi.yaml
  $ mockops contract watch payments https://github.com/acme/api.git --ref main --path openapi.yaml --every 60
  $ mockops secret set contract_token --workspace payments
  $ mockops contract watch payments https://example.com/private.yaml --secret contract_token
  $ mockops contract watch payments https://github.com/acme/api.git --path openapi.yaml --connection github`,
    )
    .action(async (workspace, url, options) => {
      const { ref, path, file, every, secret, user, header, connection, json } = options;
      const body = {
        url,
        file,
        every_seconds: every,
        ...(ref !== undefined && { ref }),
        ...(path !== undefined && { path }),
        ...(secret !== undefined && { secret }),
        ...(user !== undefined && { username: user }),
        ...(header !== undefined && { header }),
        ...(connection !== undefined && { connection }),
      };
      const api = connect(options);
      const before = await newestRevision(api, workspace);
      const { id, hook_url } = await api.putContractWatch({ params: { workspace }, body });
      const watch = await api.checkContractWatch({ params: { workspace, watch: id } });
      const { status, message } = watch;
      if (json) printJson(io, { ...watch, hook_url });
      else {
        if (status !== 'failed')
          io.out(`${file} of ${workspace} follows ${url}: ${await foundText(api, workspace, { status, before })}.`);
        if (status !== 'failed' && message !== '') io.out(message);
        if (status === 'conflict')
          io.out(`\`mockops contract settle ${workspace} ${file} --take <side>\` settles them.`);
        io.out(
          `It is looked at every ${every} s; a POST to ${hook_url} looks at once. This address is shown only now.`,
        );
      }
      if (status === 'failed')
        throw new Failure(
          `The first look failed: ${message}. The watch stays; \`mockops contract check ${workspace} ${file}\` looks again.`,
        );
    });

/** 0 when there is no contract yet. */
const newestRevision = async (api: Client, workspace: string): Promise<number> =>
  (await api.listContractRevisions({ params: { workspace }, query: { limit: 1 } }))[0]?.revision ?? 0;

async function foundText(
  api: Client,
  workspace: string,
  { status, before }: { status: ContractWatch['status']; before: number },
): Promise<string> {
  if (status === 'conflict') return 'nothing taken';
  const now = await newestRevision(api, workspace);
  if (now === 0) return 'no revision came of it';
  return now === before ? `revision ${now} is the same` : `revision ${now} taken`;
}

function readInterval(text: string): number {
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= 10 && seconds <= 604_800) return seconds;
  throw new Failure(`--every ${text}: write 10 to 604800 seconds.`);
}

export const contractWatchesCommand = (io: Io) =>
  remoteCommand('watches')
    .description('list where the contract of a workspace is fetched from')
    .argument('<workspace>')
    .action(async (workspace, { json, ...options }) => {
      const watches = await connect(options).listContractWatches({ params: { workspace } });
      if (json) return printJson(io, watches);
      if (watches.length === 0)
        return io.out(`The contract of ${workspace} is fetched from nowhere; \`mockops contract watch\` begins it.`);
      printTable(
        io,
        ['FILE', 'STATUS', 'CHECKED', 'FROM', 'OPENED BY', 'MESSAGE'],
        watches.map((watch) => [
          watch.file,
          watch.status,
          shortTime(watch.checked_at),
          placeOf(watch),
          watch.secret ?? watch.connection ?? '',
          watch.message,
        ]),
      );
      for (const { file, pointer, base, edited, incoming } of watches.flatMap(({ conflicts }) => conflicts))
        io.out(`  ${file} ${pointer}: was ${show(base)}, here ${show(edited)}, published ${show(incoming)}`);
    });

const placeOf = ({ url, ref, path }: ContractWatch): string =>
  [url, ...(ref === null && path === null ? [] : [ref ?? 'HEAD', path ?? ''])].join(' ').trim();

const show = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value).slice(0, 120));

export const contractCheckCommand = (io: Io) =>
  remoteCommand('check')
    .description('look now at where a contract is published')
    .argument('<workspace>')
    .argument('[file]', 'which one', 'schemas/openapi.yaml')
    .action(async (workspace, file, { json, ...options }) => {
      const api = connect(options);
      const watch = await requireWatch(api, workspace, file);
      const looked = await api.checkContractWatch({ params: { workspace, watch: watch.id } });
      if (json) printJson(io, looked);
      else if (looked.status !== 'failed')
        io.out(`${file}: ${looked.status}${looked.message === '' ? '' : `, ${looked.message}`}`);
      if (looked.status === 'failed') throw new Failure(`${file}: failed, ${looked.message}`);
    });

export const contractSettleCommand = (io: Io) =>
  remoteCommand('settle')
    .description('settle conflicts between edits made here and what was published')
    .argument('<workspace>')
    .argument('[file]', 'which one', 'schemas/openapi.yaml')
    .addOption(
      new Option('--take <side>', 'keep the edits, or take what was published')
        .choices(['edited', 'incoming'] as const)
        .makeOptionMandatory(),
    )
    .action(async (workspace, file, { take, json, ...options }) => {
      const api = connect(options);
      const watch = await requireWatch(api, workspace, file);
      const settled = await api.settleContractWatch({ params: { workspace, watch: watch.id }, body: { take } });
      if (json) return printJson(io, settled);
      io.out(`${file}: ${settled.status}`);
    });

export const contractUnwatchCommand = (io: Io) =>
  remoteCommand('unwatch')
    .description('stop fetching; the contract stays as it is')
    .argument('<workspace>')
    .argument('[file]', 'which one', 'schemas/openapi.yaml')
    .action(async (workspace, file, options) => {
      const api = connect(options);
      const watch = await requireWatch(api, workspace, file);
      await api.deleteContractWatch({ params: { workspace, watch: watch.id } });
      io.out(`${file} of ${workspace} is no longer fetched.`);
    });

async function requireWatch(api: ReturnType<typeof connect>, workspace: string, file: string): Promise<ContractWatch> {
  const watches = await api.listContractWatches({ params: { workspace } });
  const found = watches.find((watch) => watch.file === file);
  if (found) return found;
  const known = watches.map((watch) => watch.file).join(', ');
  throw new Failure(
    `${file} of ${workspace} is not watched; ${known === '' ? '`mockops contract watch` begins it.' : `these are: ${known}.`}`,
  );
}
