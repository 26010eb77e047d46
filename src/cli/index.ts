import type { Command } from './command.ts';

/** Every command by its words, in the order of the help; each is loaded only when it is meant. */
export const commands: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['start', async () => (await import('./start.ts')).start],
  ['serve', async () => (await import('./serve.ts')).serve],
  ['audit verify', async () => (await import('./audit-verify.ts')).auditVerify],
  ['audit export', async () => (await import('./audit-export.ts')).auditExport],
  ['backup', async () => (await import('./backup.ts')).backup],
  ['move', async () => (await import('./move.ts')).move],
  ['doctor', async () => (await import('./doctor.ts')).doctor],
]);
