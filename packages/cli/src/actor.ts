// Who acts, for the audit trail: MOCKOPS_ACTOR, else the name of the account. A name for records, not a proof of identity.
import os from 'node:os';
import { Failure } from './failure.ts';

/** What the server takes for a name. */
const NAME = /^[\w.@ -]{1,100}$/;

export function readActor(env: Record<string, string | undefined> = process.env): string | undefined {
  const given = env.MOCKOPS_ACTOR;
  if (given === undefined || given === '') return accountName();
  if (NAME.test(given)) return given;
  throw new Failure(
    `MOCKOPS_ACTOR "${given}" is no name; use up to 100 letters, digits, blanks, ".", "_", "@" and "-".`,
  );
}

function accountName(): string | undefined {
  try {
    const name = os
      .userInfo()
      .username.replaceAll(/[^\w.@ -]/g, '-')
      .slice(0, 100);
    return name === '' ? undefined : name;
  } catch {
    // An account without a name, as in some containers.
    return undefined;
  }
}
