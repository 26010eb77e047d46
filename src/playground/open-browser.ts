import { spawn } from 'node:child_process';

/** What decides whether a browser may be opened. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Somebody sits at a terminal. */
  readonly isTTY: boolean;
}

/** Whether there is somebody who would see a browser: a terminal, a display, and neither CI nor a machine far away. */
export function mayOpenBrowser({ environment, platform, isTTY }: Surroundings): boolean {
  const { CI, DISPLAY, WAYLAND_DISPLAY, SSH_CONNECTION } = environment;
  if (!isTTY || (CI && CI !== 'false') || SSH_CONNECTION) return false;
  return platform === 'darwin' || platform === 'win32' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}

/** Opens an address in the person's browser, or does nothing: the address is on the screen anyhow. */
export function openBrowser(address: string, { environment, platform }: Surroundings): void {
  const [command, args] = opener(platform);
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true, env: { ...environment } });
  // No such program, or no browser.
  child.on('error', () => undefined);
  child.unref();
}

function opener(platform: NodeJS.Platform): readonly [string, readonly string[]] {
  if (platform === 'darwin') return ['open', []];
  // `start` is a word of cmd's; its first argument in quotes would be a title.
  if (platform === 'win32') return ['cmd', ['/c', 'start', '""']];
  return ['xdg-open', []];
}
