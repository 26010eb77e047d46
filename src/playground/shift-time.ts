/**
 * Loaded into the bot's process ahead of the bot (`node --import`), so that the playground can move its time of day without the bot knowing of
 * it: `?ahead=` in this file's address says by how many milliseconds at the start, and each message of the parent by how many from then on.
 * `performance.now` and timers stay as they are.
 */
const RealDate = globalThis.Date;
let ahead = Number(new URL(import.meta.url).searchParams.get('ahead') ?? 0);
const now = () => RealDate.now() + ahead;

globalThis.Date = new Proxy(RealDate, {
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  apply: () => new RealDate(now()).toString(),
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length > 0 ? args : [now()], newTarget === globalThis.Date ? target : newTarget),
});

process.on('message', (message: { readonly ahead?: unknown }) => {
  if (typeof message.ahead !== 'number') return;
  ahead = message.ahead;
  process.send?.({ ahead });
});
// Listening alone must not keep the process alive.
process.channel?.unref();
