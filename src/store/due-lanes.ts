import { type Kysely, sql } from 'kysely';
import type { EndsLane, HoldTask } from '../moderation/ports.ts';
import type { Tables } from './tables.ts';

/** The lanes in which something is due at `now`: a jump in the index for each lane, to the end that comes due first there. */
export async function dueLanes(db: Kysely<Tables>, now: number): Promise<readonly EndsLane[]> {
  const lanes: EndsLane[] = [];
  for (let last: EndsLane | undefined; ; ) {
    const first = await db
      .selectFrom('holds')
      .select(['app', 'task', 'due_at'])
      .where('due_at', 'is not', null)
      .where(sql<boolean>`(app, task) > (${last?.app ?? ''}, ${last?.task ?? ''})`)
      .orderBy('app')
      .orderBy('task')
      .orderBy('due_at')
      .limit(1)
      .executeTakeFirst();
    if (!first) return lanes;
    last = { app: first.app, task: first.task as HoldTask };
    if ((first.due_at ?? now) <= now) lanes.push(last);
  }
}
