import type { PlaygroundWorld } from '../playground-world.ts';
import { playgroundSlack } from '../slack/seed.ts';
import type { Breakage, BreakageId } from './contract.ts';

/** Under the bot's patience with one request (HUSH_VENDOR_TIMEOUT_MS, 2000). */
const slowMs = 1500;
/** What is left of ZIM's 20 calls a second when somebody else uses up the rest. */
const callsLeft = 3;
/** "Unknown or logged out": the user is refused, the others go through (https://www.zegocloud.com/docs/zim-server/return-codes). */
const refusedCode = 660200001;

/** What can be broken: breaking it returns what mends it again. */
interface Switch {
  readonly label: string;
  readonly hint: string;
  readonly break: (world: PlaygroundWorld) => Promise<() => void | Promise<void>>;
}

const switches: Readonly<Record<BreakageId, Switch>> = {
  'zim-down': {
    label: 'ZIM is down',
    hint: 'Connections are refused. Hush waits and tries again until ZIM is back.',
    break: async ({ standIns: { zim } }) => {
      await zim.refuseConnections(true);
      return () => zim.refuseConnections(false);
    },
  },
  'zim-slow': {
    label: 'ZIM is slow',
    hint: 'Every answer takes a second and a half. Hush says that it has started, and shows how far it is.',
    break: async ({ standIns: { zim } }) => zim.faults.add({ fault: { kind: 'slow', ms: slowMs } }),
  },
  'zim-over-quota': {
    label: 'ZIM’s quota is used up by others',
    hint: `ZIM takes only ${callsLeft} calls a second and refuses the rest. Hush repeats what was refused.`,
    break: async ({ standIns: { zim } }) => {
      const { callsPerSecond } = zim.switches;
      zim.switches.callsPerSecond = callsLeft;
      return () => {
        zim.switches.callsPerSecond = callsPerSecond;
      };
    },
  },
  'zim-replies-lost': {
    label: 'ZIM’s replies are lost',
    hint: 'ZIM does what it is asked, but the answer never arrives. Hush asks again, then says: unconfirmed.',
    break: async ({ standIns: { zim } }) => zim.faults.add({ fault: { kind: 'reset-after' } }),
  },
  'zim-some-fail': {
    label: 'ZIM refuses some people',
    hint: 'Every fifth person is refused, the others are muted. Hush tells who and why.',
    break: async ({ standIns: { zim }, everybody }) => {
      const mended = everybody
        .filter((_, index) => index % 5 === 1)
        .map((user) => zim.faults.failUser({ user, code: refusedCode }));
      return () => {
        for (const mend of mended) mend();
      };
    },
  },
  'netease-down': {
    label: 'NetEase is down',
    hint: 'Connections are refused. Hush waits and tries again until NetEase is back.',
    break: async ({ standIns: { netease } }) => {
      await netease.refuseConnections(true);
      return () => netease.refuseConnections(false);
    },
  },
  'netease-replies-lost': {
    label: 'NetEase’s replies are lost',
    hint: 'The mute happens, but the answer never arrives. Hush reads the account back before it says anything.',
    break: async ({ standIns: { netease } }) =>
      netease.faults.add({ fault: { kind: 'reset-after' }, operation: 'user/muteModule' }),
  },
  'slack-audit-gone': {
    label: 'The audit channel is archived',
    hint: 'Hush carries on, keeps what it has to say, and writes it once the channel is back.',
    break: async ({ standIns: { slack } }) => {
      slack.admin.archive(playgroundSlack.auditChannel);
      return () => slack.admin.unarchive(playgroundSlack.auditChannel);
    },
  },
};

/** The switches that break something, and which of them are on. */
export class Breakages {
  readonly #world: PlaygroundWorld;
  readonly #broken = new Map<BreakageId, () => void | Promise<void>>();
  readonly #changed: () => void;
  /** One after the other: a server that closes cannot be opened at once. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(world: PlaygroundWorld, changed: () => void) {
    this.#world = world;
    this.#changed = changed;
  }

  static readonly ids = Object.keys(switches) as readonly BreakageId[];

  list(): readonly Breakage[] {
    return Breakages.ids.map((id) => {
      const { label, hint } = switches[id];
      return { id, label, hint, on: this.#broken.has(id) };
    });
  }

  set(id: BreakageId, on: boolean): Promise<void> {
    const set = this.#turn.then(() => this.#set(id, on));
    this.#turn = set.catch(() => undefined);
    return set;
  }

  async #set(id: BreakageId, on: boolean): Promise<void> {
    const mend = this.#broken.get(id);
    if (on === (mend !== undefined)) return;
    if (mend) {
      await mend();
      this.#broken.delete(id);
    } else this.#broken.set(id, await switches[id].break(this.#world));
    this.#changed();
  }
}
