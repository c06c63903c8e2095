// Several servers on one database, of which one after another is killed and replaced, and the database once. Nobody tells them; they must notice.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type System, startSystem } from '../system.ts';

export interface Replicas {
  /** One of those that live, at random. */
  any: () => System;
  /** kill -9 of one of them; answers when another one has taken its place. */
  replaceOne: () => Promise<void>;
  killDatabase: () => void;
  kills: () => { replicas: number; databases: number };
  query: <T>(sql: string, values?: unknown[]) => Promise<T[]>;
  home: string;
  /** What those said that are gone, and those that live. */
  output: () => string;
  stop: () => Promise<void>;
}

const ENV = { MOCKOPS_ROLES: 'api,worker' };

export async function startReplicas(count: number): Promise<Replicas> {
  const first = await startSystem({ env: ENV });
  const { home } = first;
  const start = () => startSystem({ home, env: ENV });
  let living = [first, ...(await Promise.all(Array.from({ length: count - 1 }, start)))];
  const said: System[] = [...living];
  const kills = { replicas: 0, databases: 0 };

  /** A server that finds no database when it starts gives up; whoever looks after servers starts it again. */
  async function startAgain(): Promise<System> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await start();
      } catch (error) {
        if (tries === 5) throw error;
        await sleep(500);
      }
    }
  }

  return {
    home,
    any: () => pick(living),
    kills: () => ({ ...kills }),
    replaceOne: async () => {
      const victim = pick(living);
      living = living.filter((one) => one !== victim);
      kills.replicas += 1;
      await victim.kill();
      const next = await startAgain();
      said.push(next);
      living.push(next);
    },
    killDatabase: () => {
      kills.databases += 1;
      process.kill(readPostmaster(home).pid, 'SIGKILL');
    },
    query: async <T>(sql: string, values: unknown[] = []): Promise<T[]> => {
      const secret = readFileSync(path.join(home, 'pg18', 'mockops.secret'), 'utf8');
      const { port } = readPostmaster(home);
      const client = new pg.Client({ connectionString: `postgres://mockops:${secret}@127.0.0.1:${port}/postgres` });
      client.on('error', () => undefined);
      try {
        await client.connect();
        return (await client.query(sql, values)).rows;
      } finally {
        await client.end().catch(() => undefined);
      }
    },
    output: () => said.map((one) => one.output()).join('\n'),
    stop: async () => {
      for (const one of living) await one.stop();
    },
  };
}

function readPostmaster(home: string): { pid: number; port: number } {
  const [pid, , , port] = readFileSync(path.join(home, 'pg18', 'postmaster.pid'), 'utf8').split('\n');
  return { pid: Number(pid), port: Number(port) };
}

function pick<T>(list: readonly T[]): T {
  const one = list[Math.floor(Math.random() * list.length)];
  if (one === undefined) throw new Error('nobody lives');
  return one;
}
