const written = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/;

/** A day of 24 hours, for a date alone. */
const dayMs = 86_400_000;

/** A stretch of time that a date names: the whole day, or with a time of day one instant. Epoch ms; `end` is not in it. */
export interface NamedTime {
  readonly start: number;
  readonly end: number;
}

/** Reads an ISO date, `2026-11-28`, or one with a time, `2026-11-28T14:00Z`; without a zone it is UTC. Undefined if it is none, or no such day. */
export function readDate(text: string): NamedTime | undefined {
  const [, date = '', time, zone = 'Z'] = written.exec(text) ?? [];
  const day = Date.parse(`${date}T00:00Z`);
  // 30 February would become 2 March.
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) return undefined;
  if (time === undefined) return { start: day, end: day + dayMs };
  const at = Date.parse(`${date}T${time}${zone}`);
  return Number.isNaN(at) ? undefined : { start: at, end: at };
}

/** Epoch ms as ISO in UTC, exact; a number that is no time comes as it is. */
export function isoText(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString();
}
