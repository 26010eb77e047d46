/**
 * Several replicas over one PostgreSQL (an empty database on the server of HUSH_TEST_DATABASE_URL) while everything goes wrong, for as long as
 * one likes: `npm run chaos -- --seed 7 --minutes 3 --replicas 4`. Tells what it does to whom, prints the figures, and ends with 1 if a
 * promise was broken.
 */
import { parseArgs } from 'node:util';
import { runReplicaChaos } from '../test/support/replica-chaos.ts';
import { printTable, quantile } from './measure.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '7' },
    minutes: { type: 'string', default: '3' },
    replicas: { type: 'string', default: '4' },
  },
});
const begunAt = performance.now();
const print = (line: string) => process.stdout.write(`${line}\n`);
const { broken, takeOvers, troubles, outcomes, refusals, ...figures } = await runReplicaChaos({
  seed: Number(values.seed),
  replicas: Number(values.replicas),
  seconds: Number(values.minutes) * 60,
  tell: (line) => print(`${((performance.now() - begunAt) / 1000).toFixed(1).padStart(6)} s  ${line}`),
});
printTable(
  Object.entries({
    ...troubles,
    ...figures,
    ...outcomes,
    ...refusals,
    'taken over': takeOvers.length,
    'taken over after, median ms': quantile(takeOvers, 0.5),
    'taken over after, longest ms': takeOvers.at(-1) ?? Number.NaN,
    'broken promises': broken.length,
  }).map(([what, value]) => ({ what, value })),
);
for (const sentence of broken) print(sentence);
process.exitCode = broken.length > 0 ? 1 : 0;
