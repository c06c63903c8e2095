// Where SDKs are written: a folder may hold files of somebody else beside ours, and none of those is lost to a generated one.
import { Failure } from './failure.ts';

/** One language has no place; the others may have one. */
export class InTheWay extends Failure {}

const AT_MOST = 3;

export async function refuseStrangers(directory: string, files: ReadonlyMap<string, string>): Promise<void> {
  const { findStrangers } = await import('@mockops/sdkgen/node');
  const strangers = await findStrangers(directory, files);
  if (strangers.length === 0) return;
  const more = strangers.length > AT_MOST ? ` and ${strangers.length - AT_MOST} more` : '';
  const one = strangers.length === 1;
  throw new InTheWay(
    `${directory} has ${strangers.slice(0, AT_MOST).join(', ')}${more} already, and ${one ? 'it was' : 'they were'} not generated there; ` +
      `choose another folder, or overwrite ${one ? 'it' : 'them'} with --force.`,
  );
}
