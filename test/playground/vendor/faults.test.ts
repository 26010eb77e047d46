import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../../src/playground/vendor/faults.ts';
import { startZim, type ZimStandIn } from '../../../src/playground/zim/start-zim.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { callZim, muteQuery } from '../zim/call-zim.ts';

let clock: ManualClock;
let zim: ZimStandIn;

beforeEach(async () => {
  clock = new ManualClock();
  zim = await startZim({ clock });
});
afterEach(() => zim.close());

const mute = () =>
  callZim({
    url: zim.url,
    now: clock.now(),
    action: 'MuteGroupMembers',
    query: muteQuery(['alice'], { duration: '60' }),
  });

describe('faults', () => {
  it.each<[Fault, boolean]>([
    [{ kind: 'down' }, false],
    [{ kind: 'reset-before' }, false],
    [{ kind: 'reset-after' }, true],
    [{ kind: 'half-body' }, true],
    [{ kind: 'half-body', effect: false }, false],
    [{ kind: 'html' }, false],
    [{ kind: 'empty' }, true],
  ])('%o loses the reply', async (fault, effect) => {
    zim.faults.add({ fault, times: 1 });
    await expect(mute()).rejects.toThrow();
    expect(zim.calls[0]).toMatchObject({ fault: fault.kind, effect, replied: false });
    expect(zim.muted()).toEqual(effect ? ['alice'] : []);
    expect(await mute()).toMatchObject({ Code: 0 });
  });

  it('spoils status, type and code as told', async () => {
    zim.faults.add({ fault: { kind: 'status', status: 503 }, times: 1 });
    expect(await mute()).toMatchObject({ status: 503, Code: 0 });
    zim.faults.add({ fault: { kind: 'wrong-type' }, times: 1 });
    expect(await mute()).toMatchObject({ 0: { Code: 0 } });
    zim.faults.add({ fault: { kind: 'code', code: 660000001 }, times: 1 });
    expect(await mute()).toMatchObject({ Code: 660000001 });
    zim.faults.add({ fault: { kind: 'code', code: 1, effect: true }, times: 1 });
    expect(await mute()).toMatchObject({ Code: 1 });
    expect(zim.calls.map(({ effect }) => effect)).toEqual([true, true, false, true]);
  });

  it('is slow by the clock, before or after the effect', async () => {
    zim.faults.add({ fault: { kind: 'slow', ms: 5000, effect: 'first' }, times: 1 });
    const first = mute();
    await zim.waitFor(() => zim.muted().length === 1 && clock.waiting === 1);
    await clock.advance(5000);
    expect(await first).toMatchObject({ Code: 0 });
    zim.faults.add({ fault: { kind: 'slow', ms: 5000 }, times: 1 });
    const second = mute();
    await zim.waitFor(() => zim.calls.length === 2 && clock.waiting === 1);
    expect(zim.calls[1]?.code).toBeUndefined();
    await clock.advance(5000);
    expect(await second).toMatchObject({ Code: 0 });
  });

  it('hangs until the client gives up', async () => {
    zim.faults.add({ fault: { kind: 'hang' } });
    const stop = new AbortController();
    const hanging = fetch(`${zim.url}?Action=MuteGroupMembers`, { signal: stop.signal });
    await zim.waitFor(() => zim.calls.length === 1);
    stop.abort();
    await expect(hanging).rejects.toThrow();
    await zim.waitFor(() => zim.calls[0]?.endedAt !== undefined);
    expect(zim.calls[0]).toMatchObject({ effect: false, replied: false });
  });

  it('sends a body without end in sight', async () => {
    zim.faults.add({ fault: { kind: 'huge', bytes: 1_000_000 }, times: 1 });
    expect(JSON.stringify(await mute()).length).toBeGreaterThan(1_000_000);
  });

  it('holds for one operation, for some calls, or until cleared', async () => {
    zim.faults.add({ fault: { kind: 'unknown-code' }, operation: 'FetchForbidGroupList' });
    zim.faults.add({ fault: { kind: 'code', code: 7 }, operation: 'MuteGroupMembers', times: 2 });
    expect(zim.faults.list()).toMatchObject([{}, { left: 2 }]);
    expect([(await mute()).Code, (await mute()).Code, (await mute()).Code]).toEqual([7, 7, 0]);
    zim.faults.clear();
    expect(zim.faults.list()).toEqual([]);
  });

  it('refuses connections and takes them again on the same port', async () => {
    await zim.refuseConnections(true);
    await expect(mute()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await zim.refuseConnections(false);
    expect(await mute()).toMatchObject({ Code: 0 });
  });
});
