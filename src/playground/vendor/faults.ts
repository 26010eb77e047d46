/**
 * What can go wrong between a client and a vendor. `effect` says whether the operation is carried out although the answer is spoiled;
 * left out, the kind's own default counts (see {@link hasEffect}).
 */
export type Fault =
  /** The connection is cut before the request is looked at; it counts against no quota. For refused connections: `refuse(true)`. */
  | { readonly kind: 'down' }
  /** No answer ever. */
  | { readonly kind: 'hang'; readonly effect?: boolean }
  /** The answer is late by `ms` of the stand-in's clock. `effect: 'first'` carries the operation out before the wait, else after it. */
  | { readonly kind: 'slow'; readonly ms: number; readonly effect?: 'first' }
  /** The connection is cut; nothing was carried out. */
  | { readonly kind: 'reset-before' }
  /** Carried out, then the connection is cut: the reply is lost. */
  | { readonly kind: 'reset-after' }
  /** Headers and half of the body, then the connection is cut. */
  | { readonly kind: 'half-body'; readonly effect?: boolean }
  /** A proxy's HTML page. */
  | { readonly kind: 'html'; readonly status?: number; readonly effect?: boolean }
  /** The right body with another HTTP status. */
  | { readonly kind: 'status'; readonly status: number; readonly effect?: boolean }
  /** JSON that is no object of the vendor's kind: an array. */
  | { readonly kind: 'wrong-type'; readonly effect?: boolean }
  | { readonly kind: 'empty'; readonly effect?: boolean }
  /** Valid JSON that goes on and on, 100 MB unless told. */
  | { readonly kind: 'huge'; readonly bytes?: number; readonly effect?: boolean }
  /** The vendor's own refusal with this code. */
  | { readonly kind: 'code'; readonly code: number; readonly effect?: boolean }
  /** A code no document knows. */
  | { readonly kind: 'unknown-code'; readonly effect?: boolean }
  /** NetEase: says 200 and echoes flags that are not what was asked for. Not carried out unless `effect`. */
  | { readonly kind: 'wrong-echo'; readonly effect?: boolean };

const effectByDefault = new Set<Fault['kind']>([
  'slow',
  'reset-after',
  'half-body',
  'wrong-type',
  'empty',
  'huge',
  'status',
]);

/** Whether the operation is carried out under this fault. */
export function hasEffect(fault: Fault): boolean {
  return 'effect' in fault && fault.effect !== undefined ? fault.effect !== false : effectByDefault.has(fault.kind);
}
