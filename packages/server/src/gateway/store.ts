// Rows of gateways and of what they serve.
import { type Generated, type Kysely, type SqlBool, sql } from 'kysely';
import type { Tables } from '../db/database.ts';

type GatewayTables = {
  gateways: { id: string; url: string; started_at: Generated<Date>; seen_at: Generated<Date> };
  gateway_served: { gateway_id: string; target: string; digest: string };
};

const tables = (db: Kysely<Tables>) => db.withTables<GatewayTables>();

/** A gateway that has not been seen for so long is dead. */
const ALIVE = sql<SqlBool>`seen_at > now() - interval '15 seconds'`;

export async function beatGateway(db: Kysely<Tables>, id: string, url: string): Promise<void> {
  await tables(db)
    .insertInto('gateways')
    .values({ id, url })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ seen_at: sql`now()` }))
    .execute();
  await tables(db).deleteFrom('gateways').where(sql<SqlBool>`seen_at < now() - interval '10 minutes'`).execute();
}

/** What the gateway serves becomes exactly this. */
export async function saveServed(
  db: Kysely<Tables>,
  gateway_id: string,
  served: Record<string, string>,
): Promise<void> {
  const targets = Object.keys(served);
  let gone = tables(db).deleteFrom('gateway_served').where('gateway_id', '=', gateway_id);
  if (targets.length > 0) gone = gone.where('target', 'not in', targets);
  await gone.execute();
  if (targets.length === 0) return;
  await tables(db)
    .insertInto('gateway_served')
    .values(Object.entries(served).map(([target, digest]) => ({ gateway_id, target, digest })))
    .onConflict((conflict) => conflict.columns(['gateway_id', 'target']).doUpdateSet({ digest: sql`excluded.digest` }))
    .execute();
}

export async function removeGateway(db: Kysely<Tables>, id: string): Promise<void> {
  await tables(db).deleteFrom('gateways').where('id', '=', id).execute();
}

export async function listGatewayRows(db: Kysely<Tables>) {
  const gateways = await tables(db).selectFrom('gateways').selectAll().where(ALIVE).orderBy('started_at').execute();
  const served = await tables(db).selectFrom('gateway_served').selectAll().execute();
  return gateways.map((gateway) => ({
    ...gateway,
    served: Object.fromEntries(
      served.filter((row) => row.gateway_id === gateway.id).map((row) => [row.target, row.digest]),
    ),
  }));
}

/** Per live gateway, the digest that it serves for a target. */
export async function listServedDigests(
  db: Kysely<Tables>,
  target: string,
): Promise<{ gateway: string; digest: string | null }[]> {
  return tables(db)
    .selectFrom('gateways')
    .leftJoin('gateway_served', (join) => join.onRef('gateway_id', '=', 'gateways.id').on('target', '=', target))
    .select(['gateways.id as gateway', 'digest'])
    .where(ALIVE)
    .orderBy('gateways.id')
    .execute();
}
