import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { vi } from 'vitest';

/** Notes every database that is opened from now on, so that a test can do to a bot's own connection what a sick disk would. */
export function watchDatabases(): { of(folder: string): DatabaseSync; restore(): void } {
  const opened = new Set<DatabaseSync>();
  const exec = DatabaseSync.prototype.exec;
  const spy = vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql: string) {
    opened.add(this);
    exec.call(this, sql);
  });
  return {
    of: (folder) => {
      const path = join(folder, 'hush.db');
      const found = [...opened].findLast((one) => one.isOpen && one.location() === path);
      if (!found) throw new Error(`Nobody has opened ${path}.`);
      return found;
    },
    restore: () => spy.mockRestore(),
  };
}
