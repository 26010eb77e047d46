import type { Generated, Selectable } from 'kysely';

/** The tables as the queries see them. Times are epoch milliseconds, yes and no are 1 and 0, `places` are bits of `moderation/place.ts`. */
export interface Tables {
  cases: CasesTable;
  targets: TargetsTable;
  holds: HoldsTable;
  running: RunningTable;
  tallies: TalliesTable;
  audit: AuditTable;
  checkpoints: CheckpointsTable;
  notes: NotesTable;
  outbox: OutboxTable;
  drafts: DraftsTable;
  lists: ListsTable;
  proposals: ProposalsTable;
  digests: DigestsTable;
  installations: InstallationsTable;
  install_nonces: InstallNoncesTable;
}

export interface CasesTable {
  number: Generated<number>;
  created_at: number;
  action: string;
  vendor: string;
  /** The place as JSON. */
  place: string;
  scope: string;
  places: number;
  /** Null for permanent ones and for actions without a length. */
  length_seconds: number | null;
  permanent: number;
  expires_at: number | null;
  /** For how long the vendor keeps this action's clock by itself; 0: not at all. */
  vendor_clock_seconds: number;
  reason: string | null;
  moderator: string;
  total: number;
  duplicates: number;
  closed_at: number | null;
  delivery_key: string;
  /** A secret: whoever holds it can write to the moderator as Hush. Forgotten half an hour after the request. */
  response_url: string | null;
  response_url_uses: Generated<number>;
  post_channel: string | null;
  post_ts: string | null;
  lifts_ts: string | null;
  /** The case that this one undoes. */
  undoes: number | null;
  /** The case whose targets this one gave another end. */
  extends: number | null;
  /** Who last asked for it to be carried out, when, and for how many of its targets. Null only in a row that is being written. */
  asked_by: string | null;
  asked_at: number | null;
  asked_total: number | null;
  cancelled_by: string | null;
  cancelled_at: number | null;
  /** The second moderator whose yes it had. */
  approved_by: string | null;
}

export interface TargetsTable {
  case_number: number;
  ordinal: number;
  target: string;
  places: number;
  /** How many requests that name this target were sent, or may have been. */
  sent: Generated<number>;
  outcome: string | null;
  code: string | null;
  words: string | null;
  settled_at: number | null;
  /** What `lift_outcome` is about: an end, or a renewal that came to nothing. */
  lift_task: string | null;
  /** How it went: `done`, or `rejected` with code and words; for a renewal whose time ran out first `failed` or `unconfirmed`. */
  lift_outcome: string | null;
  lift_code: string | null;
  lift_words: string | null;
  /** When that was known; null in rows of before it was kept. */
  lift_at: number | null;
  /** The newest older case that held this target at these places when this case took over; 0: one of before this was kept. */
  took_case: number | null;
  /** When that would have ended; null if never, or if nothing was taken over. */
  took_expires_at: number | null;
}

export interface HoldsTable {
  id: Generated<number>;
  case_number: number;
  ordinal: number;
  /** The app's name, with which the scope begins. */
  app: string;
  scope: string;
  target: string;
  places: number;
  expires_at: number | null;
  due_at: number | null;
  task: string | null;
  sent: Generated<number>;
  attempts: Generated<number>;
  first_tried_at: number | null;
  told_at: number | null;
}

/** Mutes and silences that are on or being carried out. Kept by triggers on `cases` and `holds`; nothing else writes it. */
export interface RunningTable {
  case_number: number;
  /** The scope without its app: `group/lobby`, `whole-group/lobby`, `accounts`, `notifications/groups/alice`. */
  place_key: string;
  /** For what never ends `Number.MAX_SAFE_INTEGER`. */
  ends_at: number;
  /** 1: Hush ends it, so that it stays on until the vendor has answered; 0: it is over at its end. */
  lifted: number;
  /** How many holds it has. */
  held: number;
}

/** How many targets of a case ended in each way; the others are open. Kept by triggers on `targets`; nothing else writes it. */
export interface TalliesTable {
  case_number: number;
  outcome: string;
  count: number;
}

export interface AuditTable {
  seq: number;
  at: number;
  event: string;
  actor: string;
  case_number: number | null;
  details: string;
  previous: string;
  hash: string;
}

/** Up to where Hush removed entries of the audit; only the newest row is kept. See `Checkpoint` of `moderation/audit.ts`. */
export interface CheckpointsTable {
  seq: number;
  hash: string;
  removed: number;
  at: number;
  key_id: string;
  signature: string;
}

export interface NotesTable {
  case_number: number;
  /** 1, 2, 3 and so on within its case. */
  number: number;
  at: number;
  author: string;
  text: string;
  delivery_key: string;
}

export interface OutboxTable {
  id: Generated<number>;
  lane: string;
  kind: string;
  case_number: number | null;
  text: string | null;
  due_at: number;
  /** Counts what has been added to the row since it was made: whoever delivered an older version has not finished it. */
  version: Generated<number>;
  attempts: Generated<number>;
  error: string | null;
  sent_at: number | null;
  /** Who did what a notice tells; null: Hush itself. */
  actor: string | null;
  /** The proposal that it is about. */
  proposal: string | null;
  /** Slack's id of the workspace that it goes to; empty where there is only one, and for those of before there were several. */
  workspace: Generated<string>;
}

export interface DraftsTable {
  id: string;
  created_at: number;
  moderator: string;
  fields: string;
  response_url: string | null;
}

export interface ListsTable {
  id: string;
  created_at: number;
  moderator: string;
  /** What is to be done to the targets, as JSON of `slack/files/wish.ts`. */
  wish: string;
  /** As JSON; null once the case was recorded. */
  targets: string | null;
  duplicates: number;
}

export interface ProposalsTable {
  id: string;
  kind: string;
  moderator: string;
  created_at: number;
  expires_at: number;
  /** JSON of its cases without their targets. */
  cases: string;
  /** JSON: of each case a list of its targets; null once they were forgotten. */
  targets: string | null;
  /** JSON lists of sentences. */
  why: string;
  approval: string | null;
  dry_run: number;
  digest: string;
  state: string;
  decided_by: string | null;
  /** When it was decided or marked as expired; null while it is open. */
  ended_at: number | null;
  /** JSON list of the cases that it became. */
  numbers: string | null;
  successor: string | null;
  delivery_key: string;
  /** A secret, as that of a case. */
  response_url: string | null;
  response_url_uses: Generated<number>;
  post_channel: string | null;
  post_ts: string | null;
}

/** Weekly digests that were put into the outbox. */
export interface DigestsTable {
  /** The day on which it was due, `2026-11-23`. */
  day: string;
  planned_at: number;
}

/** Slack workspaces; see `Installation` of `moderation/installations.ts`. */
export interface InstallationsTable {
  workspace: string;
  name: string;
  bot_user: string;
  token: string | null;
  installed_by: string;
  installed_at: number;
  gone: string | null;
}

/** Requests to install that were made use of. */
export interface InstallNoncesTable {
  nonce: string;
  until: number;
}

export type CaseRow = Selectable<CasesTable>;
export type HoldRow = Selectable<HoldsTable>;
export type ProposalRow = Selectable<ProposalsTable>;
