// To which workspace a run is bound.
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/database.ts';

/**
 * Id of the workspace whose pipeline it is, or whose pipeline called it, however far up; null: the organisation's. Where the pipeline is gone, its
 * runs keep to the workspace of their event.
 */
export async function readHome(db: Kysely<Tables>, execution_id: string): Promise<string | null> {
  const { rows } = await sql<{ home: string | null }>`
    with recursive chain as (
      select id, pipeline_id, workspace_id, called_by, 1 as level from pipeline_executions where id = ${execution_id}
      union all
      select e.id, e.pipeline_id, e.workspace_id, e.called_by, chain.level + 1
      from chain join pipeline_executions e on e.id = (chain.called_by ->> 'execution_id')::uuid
      where chain.level < 32
    )
    select case when p.id is null then chain.workspace_id else p.workspace_id end as home
    from chain left join pipelines p on p.id = chain.pipeline_id
    where p.id is null or p.workspace_id is not null
    order by chain.level limit 1`.execute(db);
  return rows[0]?.home ?? null;
}
