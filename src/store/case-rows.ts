import type { Action } from '../moderation/action.ts';
import type { Case, CaseRequest } from '../moderation/case.ts';
import { expiryOf } from '../moderation/case.ts';
import type { Length } from '../moderation/length.ts';
import { type Place, placeBits, scopeOf } from '../moderation/place.ts';
import type { VendorName } from '../moderation/vendor.ts';
import type { CaseRow } from './tables.ts';

/** A case as the domain knows it. The columns were written by {@link rowOf}, so their texts are the domain's own words. */
export function caseOf(row: CaseRow): Case {
  const length = lengthOf(row);
  return {
    number: row.number,
    createdAt: row.created_at,
    action: row.action as Action,
    vendor: row.vendor as VendorName,
    place: JSON.parse(row.place) as Place,
    moderator: row.moderator,
    ...(row.approved_by !== null && { approvedBy: row.approved_by }),
    total: row.total,
    duplicates: row.duplicates,
    ...(length && { length }),
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.closed_at !== null && { closedAt: row.closed_at }),
    asked: {
      by: row.asked_by ?? row.moderator,
      at: row.asked_at ?? row.created_at,
      total: row.asked_total ?? row.total,
    },
    ...(row.cancelled_at !== null && { cancelled: { by: row.cancelled_by ?? row.moderator, at: row.cancelled_at } }),
    ...(row.undoes !== null && { undoes: row.undoes }),
    ...(row.extends !== null && { extends: row.extends }),
  };
}

function lengthOf(row: CaseRow): Length | undefined {
  if (row.permanent) return { kind: 'permanent' };
  return row.length_seconds === null ? undefined : { kind: 'timed', seconds: row.length_seconds };
}

/** What is stored of a request. Its end is fixed here, at `now`. */
export function rowOf(request: CaseRequest, now: number) {
  const { length } = request;
  return {
    created_at: now,
    action: request.action,
    vendor: request.vendor,
    place: JSON.stringify(request.place),
    scope: scopeOf(request.place),
    places: placeBits(request.place),
    length_seconds: length?.kind === 'timed' ? length.seconds : null,
    permanent: length?.kind === 'permanent' ? 1 : 0,
    expires_at: (length && expiryOf(length, now)) ?? null,
    vendor_clock_seconds: request.vendorClockSeconds,
    reason: request.reason ?? null,
    moderator: request.moderator,
    total: request.targets.length,
    duplicates: request.duplicates,
    delivery_key: request.deliveryKey,
    response_url: request.responseUrl ?? null,
    asked_by: request.moderator,
    asked_at: now,
    asked_total: request.targets.length,
  };
}
