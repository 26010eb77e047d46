import type { Kysely, Selectable } from 'kysely';
import type { Clock } from '../lib/clock.ts';
import type { Installation, Installations } from '../moderation/installations.ts';
import { appendAudit } from './audit.ts';
import type { InstallationsTable, Tables } from './tables.ts';

/** Where Hush is installed, in SQL. `changed` is called after every commit that let messages go out again. */
export function createInstallations(db: Kysely<Tables>, clock: Clock, changed: () => void): Installations {
  return {
    find: async (workspace) => {
      const row = await byId(db, workspace);
      return row && installationOf(row);
    },

    all: async () => {
      const rows = await db.selectFrom('installations').selectAll().orderBy('workspace').execute();
      return rows.map(installationOf);
    },

    install: async ({ workspace, name, botUser, token, installedBy }) => {
      await db.transaction().execute(async (trx) => {
        const now = clock.now();
        const row = { name, bot_user: botUser, token, installed_by: installedBy, installed_at: now, gone: null };
        await trx
          .insertInto('installations')
          .values({ workspace, ...row })
          .onConflict((conflict) => conflict.column('workspace').doUpdateSet(row))
          .execute();
        const details = { workspace, name, botUser };
        await appendAudit(trx, now, { event: 'workspace.installed', actor: installedBy, details });
      });
      changed();
    },

    remove: ({ workspace, why, token, before }) =>
      db.transaction().execute(async (trx) => {
        const row = await byId(trx, workspace);
        if (!row || row.token === null) return false;
        if ((token !== undefined && row.token !== token) || (before !== undefined && row.installed_at > before)) {
          return false;
        }
        await trx
          .updateTable('installations')
          .set({ token: null, gone: why })
          .where('workspace', '=', workspace)
          .execute();
        const details = { workspace, why };
        await appendAudit(trx, clock.now(), { event: 'workspace.removed', actor: 'hush', details });
        return true;
      }),

    takeNonce: (nonce, until) =>
      db.transaction().execute(async (trx) => {
        await trx.deleteFrom('install_nonces').where('until', '<', clock.now()).execute();
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto('install_nonces')
          .values({ nonce, until })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        return Number(numInsertedOrUpdatedRows ?? 0) > 0;
      }),
  };
}

function byId(db: Kysely<Tables>, workspace: string) {
  return db.selectFrom('installations').selectAll().where('workspace', '=', workspace).executeTakeFirst();
}

/** As the domain knows it. */
export function installationOf(row: Selectable<InstallationsTable>): Installation {
  return {
    workspace: row.workspace,
    name: row.name,
    botUser: row.bot_user,
    ...(row.token !== null && { token: row.token }),
    installedBy: row.installed_by,
    installedAt: row.installed_at,
    ...(row.gone !== null && { gone: row.gone }),
  };
}
