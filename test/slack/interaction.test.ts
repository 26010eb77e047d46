import { describe, expect, test } from 'vitest';
import { silentLog } from '../../src/lib/log.ts';
import { RosterUnavailable } from '../../src/moderation/policy/rule.ts';
import { TooLate } from '../../src/moderation/ports.ts';
import { type Interaction, interact } from '../../src/slack/interaction.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** A clock on which time can pass without a timer firing, as when the database keeps the whole process waiting. */
class HeldClock extends ManualClock {
  heldMs = 0;

  override monotonic(): number {
    return super.monotonic() + this.heldMs;
  }
}

/** Somebody typed something; what they are told and what Slack gets is written down. */
function somebody(work: (interaction: Interaction) => Promise<void>, form = false) {
  const clock = new HeldClock();
  const told: string[] = [];
  const acknowledged: unknown[] = [];
  const slack: { takes?: Promise<void> } = {};
  const tell = async (_: unknown, { text }: { text: string }) => {
    await slack.takes;
    told.push(text);
    return undefined;
  };
  const done = interact(
    {
      user: 'U1',
      triggerId: '1.1',
      responseUrl: undefined,
      what: 'command',
      ack: async (body) => {
        acknowledged.push(body);
      },
      ...(form && { sorry: (sentence: string) => ({ errors: sentence }) }),
    },
    {
      clock,
      random: { hex: () => 'c0ffee00', fraction: () => 0 },
      log: silentLog,
      teller: { tell, direct: tell as never, replace: tell },
    },
    work,
  );
  return { clock, slack, told, acknowledged, done };
}

describe('whoever asks is always answered', () => {
  test('work that forgets to acknowledge is acknowledged with nothing', async () => {
    const { acknowledged, done } = somebody(async () => undefined);
    await done;
    expect(acknowledged).toEqual([undefined]);
  });

  test('work that acknowledges twice does so once', async () => {
    const { acknowledged, done } = somebody(async (interaction) => {
      await interaction.ack({ response_action: 'clear' });
      await interaction.ack();
    });
    await done;
    expect(acknowledged).toEqual([{ response_action: 'clear' }]);
  });

  test('a bug becomes a sentence with an incident id, and no detail of it', async () => {
    const { told, acknowledged, done } = somebody(async () => {
      throw new Error('xoxb-secret at /src/foo.ts');
    });
    await done;
    expect(acknowledged).toEqual([undefined]);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('incident c0ffee00');
    expect(told[0]).not.toContain('secret');
  });

  test('in a form the sentence stands in the form', async () => {
    const { told, acknowledged, done } = somebody(async () => {
      throw new RosterUnavailable();
    }, true);
    await done;
    expect(told).toEqual([]);
    expect(acknowledged).toEqual([
      { errors: 'Slack did not say whether you are a moderator. Nothing was recorded or done, try again.' },
    ]);
  });
});

describe('what is not done within two seconds', () => {
  test('is given up for good, told once, and cannot be claimed any more', async () => {
    const { promise: slow, resolve: go } = Promise.withResolvers<void>();
    let claimed: boolean | undefined;
    const { clock, told, acknowledged, done } = somebody(async (interaction) => {
      await slow;
      claimed = interaction.claim();
      if (!claimed) throw new TooLate();
    });
    await clock.advance(1999);
    expect(acknowledged).toEqual([]);
    await clock.advance(1);
    expect(acknowledged).toEqual([undefined]);
    expect(told).toEqual(['Nothing was recorded or done, try again.']);
    go();
    await done;
    expect(claimed).toBe(false);
    expect(told).toHaveLength(1);
  });

  test('is not over before it was told so: a stop waits for the word too', async () => {
    const { promise: slow, resolve: go } = Promise.withResolvers<void>();
    const { promise: takes, resolve: take } = Promise.withResolvers<void>();
    const { clock, slack, told, done } = somebody(async (interaction) => {
      await slow;
      if (!interaction.claim()) throw new TooLate();
    });
    slack.takes = takes;
    let isOver = false;
    void done.then(() => {
      isOver = true;
    });
    await clock.advance(2000);
    go();
    await clock.advance(100);
    expect([isOver, told]).toEqual([false, []]);
    take();
    await done;
    expect(told).toEqual(['Nothing was recorded or done, try again.']);
  });

  test('says nothing more afterwards, whatever comes of it', async () => {
    for (const end of [
      async () => undefined,
      () => Promise.reject(new RosterUnavailable()),
      () => Promise.reject(new Error('bug')),
    ]) {
      const { promise: slow, resolve: go } = Promise.withResolvers<void>();
      const { clock, told, done } = somebody(async (interaction) => {
        await slow;
        await interaction.tell({ text: 'You may not.', blocks: [] });
        await end();
      });
      await clock.advance(2000);
      go();
      await done;
      expect(told).toEqual(['Nothing was recorded or done, try again.']);
    }
  });

  test('cannot be claimed either where the database kept the timer from firing, and is told once', async () => {
    const { promise: slow, resolve: go } = Promise.withResolvers<void>();
    let claimed: boolean | undefined;
    const { clock, told, acknowledged, done } = somebody(async (interaction) => {
      await slow;
      claimed = interaction.claim();
      if (!claimed) throw new TooLate();
    });
    clock.heldMs = 2001;
    go();
    await done;
    expect(claimed).toBe(false);
    await clock.advance(2000);
    expect(acknowledged).toEqual([undefined]);
    expect(told).toEqual(['Nothing was recorded or done, try again.']);
  });

  test('means more than two seconds: what took exactly so long is claimed', async () => {
    const { promise: slow, resolve: go } = Promise.withResolvers<void>();
    let claimed: boolean | undefined;
    const { clock, told, done } = somebody(async (interaction) => {
      await slow;
      claimed = interaction.claim();
    });
    clock.heldMs = 2000;
    go();
    await done;
    expect(claimed).toBe(true);
    expect(told).toEqual([]);
  });

  test('but was claimed is never called undone, however long the rest takes', async () => {
    const { promise: slow, resolve: go } = Promise.withResolvers<void>();
    const { clock, told, acknowledged, done } = somebody(async (interaction) => {
      expect(interaction.claim()).toBe(true);
      await slow;
      await interaction.ack();
    });
    await clock.advance(10_000);
    expect(acknowledged).toEqual([]);
    expect(told).toEqual([]);
    go();
    await done;
    expect(acknowledged).toEqual([undefined]);
    expect(told).toEqual([]);
  });
});
