import { writeSync } from 'node:fs';
import { systemClock } from '../../src/lib/clock.ts';
import { systemRandom } from '../../src/lib/random.ts';
import { openStore } from '../../src/store/open.ts';

/** Records and settles cases as fast as it can, and says each number aloud once the store has acknowledged it. Ends by being killed. */
const [folder = ''] = process.argv.slice(2);
const { cases } = await openStore(folder, { clock: systemClock, random: systemRandom });
for (;;) {
  const { number } = await cases.record(
    {
      action: 'mute',
      vendor: 'zim',
      place: { kind: 'group', app: 'zim', group: 'lobby' },
      targets: [{ id: 'alice' }, { id: 'bob' }],
      duplicates: 0,
      length: { kind: 'timed', seconds: 7200 },
      vendorClockSeconds: 2_592_000,
      moderator: 'UMARIA',
      deliveryKey: systemRandom.hex(8),
    },
    () => true,
  );
  writeSync(1, `recorded ${number}\n`);
  await cases.settle(number, [{ target: 'alice', outcome: 'done' }]);
  writeSync(1, `settled ${number}\n`);
}
