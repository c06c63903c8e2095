// Who may decide, and what the votes come to. In: the approval's rules, the teams as they are now, who is behind the run. Out: a standing, with its
// reason in words. Pure: it is asked with every vote and again when the decision takes effect, since people come and go.

export interface Rules {
  /** `robin`, `team:qa-leads`; empty: anybody. */
  approvers: string[];
  min_approvals: number;
  prevent_self_approval: boolean;
}

export interface Vote {
  actor: string;
  decision: 'approve' | 'reject';
  comment: string | null;
}

export interface People {
  /** Members by team. */
  teams: Record<string, string[]>;
  /** Who caused the events of the run, and who started it. */
  authors: string[];
}

const TEAM = 'team:';

export function encodeApprovers(approvers: { users: string[]; teams: string[] } | undefined): string[] {
  return approvers ? [...approvers.users, ...approvers.teams.map((team) => `${TEAM}${team}`)] : [];
}

/** Why this person may not decide, or null. */
export function findRefusal(actor: string, rules: Rules, { teams, authors }: People): string | null {
  if (rules.prevent_self_approval && authors.includes(actor))
    return `${actor} is behind this run, and nobody approves their own`;
  if (rules.approvers.length === 0 || peopleOf(rules, teams).includes(actor)) return null;
  return `${actor} is not among the approvers (${rules.approvers.join(', ')})`;
}

export type Tally = { status: 'pending' } | { status: 'approved' | 'rejected'; by: string[]; reason: string };

/** One rejection ends it. Votes of people who may not decide (any more) do not count. */
export function tally(votes: Vote[], rules: Rules, people: People): Tally {
  const counted = votes.filter(({ actor }) => findRefusal(actor, rules, people) === null);
  const against = counted.find(({ decision }) => decision === 'reject');
  if (against) {
    const comment = against.comment ? `: ${against.comment}` : '';
    return { status: 'rejected', by: [against.actor], reason: `rejected by ${against.actor}${comment}` };
  }
  const by = counted.map(({ actor }) => actor);
  if (by.length < rules.min_approvals) return { status: 'pending' };
  return { status: 'approved', by, reason: `approved by ${by.join(', ')}` };
}

/** What would keep these rules from ever giving an approval. */
export function findObstacles(rules: Rules, { teams, authors }: People): string[] {
  if (rules.approvers.length === 0) return [];
  const unknown = rules.approvers
    .filter((name) => name.startsWith(TEAM) && !Object.hasOwn(teams, name.slice(TEAM.length)))
    .map((name) => `there is no team "${name.slice(TEAM.length)}"; add it to teams in the server's configuration`);
  const able = peopleOf(rules, teams).filter((actor) => findRefusal(actor, rules, { teams, authors }) === null);
  if (able.length >= rules.min_approvals) return unknown;
  const count = able.length === 0 ? 'nobody' : able.length === 1 ? `only ${able[0]}` : `only ${able.length} people`;
  return [...unknown, `it needs ${rules.min_approvals} approvals and ${count} may approve`];
}

function peopleOf({ approvers }: Rules, teams: Record<string, string[]>): string[] {
  const members = approvers.flatMap((name) => {
    if (!name.startsWith(TEAM)) return [name];
    const team = name.slice(TEAM.length);
    return Object.hasOwn(teams, team) ? (teams[team] ?? []) : [];
  });
  return [...new Set(members)];
}
