// Whether a generated SDK works: compiled by its language's toolchain, and its smoke calls made against the workspace's mock.
// In: files in memory. Out: what was done and what came of it. A toolchain that is not there is said, never counted as success.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SdkEvidence as Evidence } from '@mockops/contract';
import { type ApiModel, findResponse } from '@mockops/schema';
import { isLanguage } from '@mockops/sdkgen';
import { checkSdk, runSmoke, type SmokeResult } from '@mockops/sdkgen/node';

const MOST_OUTPUT = 4_000;

interface Verification {
  api: ApiModel;
  language: string;
  files: ReadonlyMap<string, string>;
  /** Null: compile only. */
  mock_url: string | null;
}

export async function verifySdk({ api, language, files, mock_url }: Verification): Promise<Evidence> {
  if (!isLanguage(language)) return { ...NOTHING, skipped: `nothing here compiles ${language}` };
  const folder = await mkdtemp(join(tmpdir(), 'mockops-verify-'));
  try {
    for (const [path, text] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const verdict = await checkSdk(language, folder);
    if ('skipped' in verdict) return { ...NOTHING, skipped: verdict.skipped };
    if (!verdict.ok) return { ...NOTHING, compiled: false, output: verdict.output.slice(0, MOST_OUTPUT) };
    if (mock_url === null) return { ...NOTHING, compiled: true };
    return { ...NOTHING, compiled: true, ...readSmoke(api, await runSmoke(language, folder, mock_url)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const NOTHING: Evidence = { compiled: null, calls: [], skipped: null, output: '' };

function readSmoke(api: ApiModel, result: SmokeResult): Partial<Evidence> {
  if ('skipped' in result) return { skipped: result.skipped };
  if ('failed' in result)
    return {
      output: result.failed.slice(0, MOST_OUTPUT),
      calls: [{ operation: '', status: 0, error: 'the program failed' }],
    };
  return {
    calls: result.calls.map(({ operation, status, error }) => ({
      ...{ operation, status },
      error:
        error ?? (isDocumented(api, operation, status) ? null : `answered ${status}, which is not in the contract`),
    })),
  };
}

/** A client that asks for the wrong path gets an answer too. */
function isDocumented({ operations }: ApiModel, key: string, status: number): boolean {
  if (status < 400) return true;
  const operation = operations.find((candidate) => candidate.key === key);
  return operation !== undefined && findResponse(operation, status) !== undefined;
}

/** Why the SDK must not go out; undefined when nothing speaks against it. */
export function refusalOf({ compiled, calls, output }: Evidence): string | undefined {
  if (compiled === false) return `it does not compile: ${output.trim().split('\n').slice(0, 5).join(' ')}`;
  const broken = calls.filter(({ status, error }) => status === 0 || error !== null);
  if (broken.length === 0) return undefined;
  const first = broken.map(({ operation, error }) => `${operation} ${error ?? 'gave no answer'}`.trim()).slice(0, 3);
  return `its calls of the mock fail: ${first.join('; ')}${output === '' ? '' : ` (${output.trim().slice(-300)})`}`;
}

/** For summaries. */
export function evidenceText({ compiled, calls, skipped }: Evidence): string {
  const parts = [
    ...(compiled === true ? ['compiles'] : []),
    ...(calls.length > 0
      ? [
          `${calls.length} ${calls.length === 1 ? 'call' : 'calls'} of the mock answered (${calls.map(({ operation, status }) => `\`${operation}\` ${status}`).join(', ')})`,
        ]
      : []),
    ...(skipped === null ? [] : [`not verified further: ${skipped}`]),
  ];
  return parts.join('; ');
}
