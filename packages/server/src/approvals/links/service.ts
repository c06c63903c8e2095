// One-time links to approvals: whoever opens one decides as the person it was made for, once, while the approval is pending.
// In: an approval and a person. Out: a URL. The token is shown once and stored as its digest.
import { type Approval, Problem } from '@mockops/contract';
import { z } from 'zod';
import type { Database } from '../../db/database.ts';
import { sha256 } from '../../digest.ts';
import type { Approvals, Ballot } from '../service.ts';
import { findLink, lockLink, saveLink, useLink } from './store.ts';
import { digestOf, randomToken } from './tokens.ts';

const Subject = z.object({ approval_id: z.string(), digest: z.string() });

export function createApprovalLinks(options: {
  database: Database;
  org_id: string;
  approvals: Approvals;
  /** Where people reach the dashboard, without trailing slash. */
  public_url: string;
  now: () => Date;
}) {
  const { database, org_id, approvals, now } = options;

  async function open(token: string) {
    const link_digest = digestOf(token);
    const link = link_digest && (await findLink(database.db, org_id, 'approval', link_digest));
    if (!link || link.actor === null)
      throw new Problem(
        'not-found',
        'this link is not known; ask for a new one, or open the approval in the dashboard',
      );
    return { link_digest, actor: link.actor, used: link.used_at !== null, ...Subject.parse(link.subject) };
  }

  return {
    create: async (approval_id: string, actor: string): Promise<{ url: string; expires_at: string | null }> => {
      const { digest, expires_at } = await approvals.requireVoter(approval_id, actor);
      const token = randomToken();
      await saveLink(database.db, {
        digest: sha256(token),
        org_id,
        kind: 'approval',
        subject: { approval_id, digest },
        actor,
        expires_at,
        created_at: now(),
      });
      return { url: `${options.public_url}/approve/${token}`, expires_at: expires_at?.toISOString() ?? null };
    },

    /** Reading does not use it up. */
    view: async (token: string): Promise<{ approval: Approval; actor: string; used: boolean }> => {
      const { approval_id, actor, used } = await open(token);
      return { approval: await approvals.get(approval_id), actor, used };
    },

    vote: async (token: string, ballot: Omit<Ballot, 'actor' | 'digest'>): Promise<Approval> => {
      const { link_digest, approval_id, actor, digest, used } = await open(token);
      const spent = new Problem('conflict', 'this link was used already; it works once');
      if (used) throw spent;
      return approvals.vote(approval_id, { ...ballot, actor, digest }, async (tx) => {
        const link = await lockLink(tx.db, org_id, 'approval', link_digest);
        if (!link || link.used_at) throw spent;
        await useLink(tx.db, link_digest, now(), null);
      });
    },
  };
}
export type ApprovalLinks = ReturnType<typeof createApprovalLinks>;
