import { sql } from 'kysely';
import { either } from './either.ts';

/** At the end of a subquery: PostgreSQL reads it as it stands, row by row, and does not merge it with what is around it. */
export const byItself = either({ sqlite: sql``, postgres: sql` offset 0` });
