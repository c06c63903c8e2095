// The real auth service of the demo: accounts and sessions in memory, answers as workspaces/auth/schemas/openapi.yaml says.
import { randomBytes } from 'node:crypto';
import { type Answer, type Call, type Routes, serve, type Upstream, type UpstreamOptions } from './serve.ts';

interface User {
  user_id: string;
  email: string;
  display_name: string;
  status: 'active' | 'pending_verification' | 'locked';
  tier: 'standard' | 'premium';
  created_at: string;
  last_seen_at: string | null;
}
interface Account {
  user: User;
  password: string;
  roles: string[];
}
interface Session {
  session_id: string;
  user_id: string;
  access_token: string;
  refresh_token: string;
  expires_at: string;
}

const SESSION_MS = 3_600_000;

const account = (
  id: number,
  name: string,
  created_at: string,
  more: Partial<User> = {},
  roles = ['customer'],
): Account => ({
  user: {
    user_id: `usr_${id}`,
    email: `${name.toLowerCase()}@shop.example`,
    display_name: name,
    status: 'active',
    tier: 'standard',
    created_at,
    last_seen_at: null,
    ...more,
  },
  password: 'correct-horse-battery',
  roles,
});

export function startAuthUpstream(options: UpstreamOptions): Promise<Upstream> {
  return serve(options, authRoutes());
}

function authRoutes(): Routes {
  const accounts = new Map(
    [
      account(1001, 'Ada', '2025-03-14T08:30:00Z'),
      account(1002, 'Grace', '2026-11-30T09:00:00Z', { status: 'pending_verification' }),
      account(1003, 'Katherine', '2022-07-01T12:00:00Z', { tier: 'premium' }),
      account(1666, 'Mallory', '2026-11-21T22:10:00Z', { status: 'locked' }),
      account(2001, 'Hedy', '2021-01-04T08:00:00Z', {}, ['support', 'customer']),
    ].map((entry) => [entry.user.user_id, entry]),
  );
  const sessions = new Map<string, Session>();

  const openSession = (user_id: string): Session => {
    const session = {
      session_id: `ses_${randomBytes(4).toString('hex')}`,
      user_id,
      access_token: `tok_${randomBytes(12).toString('hex')}`,
      refresh_token: `ref_${randomBytes(12).toString('hex')}`,
      expires_at: new Date(Date.now() + SESSION_MS).toISOString(),
    };
    sessions.set(session.access_token, session);
    return session;
  };
  const byEmail = (email: unknown) => [...accounts.values()].find((entry) => entry.user.email === email);
  const bearer = ({ headers }: Call) => sessions.get(headers.authorization?.replace(/^Bearer /, '') ?? '');
  const withAccount = (call: Call, answer: (entry: Account) => Answer): Answer => {
    const entry = accounts.get(call.params.user_id ?? '');
    return entry ? answer(entry) : refuse(404, 'not_found', 'There is no user with this id.');
  };

  return {
    'POST /sessions': ({ body }) => {
      if (!isEmail(body.email)) return invalid('email', 'Write an e-mail address.');
      if (!isPassword(body.password)) return invalid('password', 'The password is too short.');
      const entry = byEmail(body.email);
      if (entry?.user.status === 'locked') return refuse(423, 'account_locked', 'The account is locked.');
      if (entry?.password !== body.password) return refuse(401, 'unauthorized', 'E-mail address or password is wrong.');
      entry.user.last_seen_at = new Date().toISOString();
      return { status: 201, body: openSession(entry.user.user_id) };
    },
    'GET /sessions/current': (call) => {
      const session = bearer(call);
      if (!session) return refuse(401, 'unauthorized', 'Sign in and try again.');
      const { session_id, user_id, expires_at } = session;
      return { status: 200, body: { session_id, user_id, roles: accounts.get(user_id)?.roles ?? [], expires_at } };
    },
    'DELETE /sessions/current': (call) => {
      const session = bearer(call);
      if (!session) return refuse(401, 'unauthorized', 'Sign in and try again.');
      sessions.delete(session.access_token);
      return { status: 204 };
    },
    'POST /tokens/refresh': ({ body }) => {
      const session = [...sessions.values()].find((candidate) => candidate.refresh_token === body.refresh_token);
      if (!session) return refuse(401, 'unauthorized', 'The refresh token is not valid.');
      sessions.delete(session.access_token);
      return { status: 200, body: openSession(session.user_id) };
    },
    'POST /users': ({ body }) => {
      if (!isEmail(body.email)) return invalid('email', 'Write an e-mail address.');
      if (!isPassword(body.password)) return invalid('password', 'The password is too short.');
      if (!isName(body.display_name)) return invalid('display_name', 'Write 1 to 80 characters.');
      if (byEmail(body.email)) return refuse(409, 'email_taken', 'There is an account with this e-mail address.');
      const user: User = {
        user_id: `usr_${3_000 + accounts.size}`,
        email: body.email,
        display_name: body.display_name,
        status: 'pending_verification',
        tier: 'standard',
        created_at: new Date().toISOString(),
        last_seen_at: null,
      };
      accounts.set(user.user_id, { user, password: body.password, roles: ['customer'] });
      return { status: 201, body: user };
    },
    'GET /users/{user_id}': (call) => withAccount(call, ({ user }) => ({ status: 200, body: user })),
    'PATCH /users/{user_id}': (call) =>
      withAccount(call, ({ user }) => {
        const { display_name, tier } = call.body;
        if (display_name !== undefined && !isName(display_name))
          return invalid('display_name', 'Write 1 to 80 characters.');
        if (tier !== undefined && tier !== 'standard' && tier !== 'premium')
          return invalid('tier', 'standard or premium.');
        if (display_name === undefined && tier === undefined)
          return invalid('display_name', 'There is nothing to change.');
        if (display_name !== undefined) user.display_name = display_name;
        if (tier !== undefined) user.tier = tier;
        return { status: 200, body: user };
      }),
    'GET /users/{user_id}/roles': (call) => withAccount(call, ({ roles }) => ({ status: 200, body: roles })),
    'POST /password-resets': ({ body }) => {
      if (!isEmail(body.email)) return invalid('email', 'Write an e-mail address.');
      const expires_at = new Date(Date.now() + SESSION_MS).toISOString();
      return { status: 202, body: { request_id: `rst_${randomBytes(4).toString('hex')}`, expires_at } };
    },
  };
}

const isEmail = (value: unknown): value is string =>
  typeof value === 'string' && /^[^@\s]+@[^@\s]+\.[a-z]+$/i.test(value);
const isPassword = (value: unknown): value is string => typeof value === 'string' && value.length >= 8;
const isName = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= 80;
const refuse = (status: number, code: string, message: string): Answer => ({ status, body: { code, message } });
const invalid = (field: string, message: string): Answer => ({
  status: 422,
  body: { code: 'invalid_request', message, field },
});
