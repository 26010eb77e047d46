/** The flags of muteModule, in the vendor's order. */
export const muteFlags = ['muteP2P', 'muteTeam', 'muteRoom', 'muteQChat'] as const;
export type MuteFlag = (typeof muteFlags)[number];
export type MuteFlags = Record<MuteFlag, boolean>;

/** One account. Its accid is lower case. */
export interface NeteaseAccount {
  readonly accid: string;
  readonly name: string;
  readonly flags: MuteFlags;
}

/** What a seed says of an app. */
export interface NeteaseAppSeed {
  readonly appKey: string;
  readonly appSecret: string;
  readonly accounts?: readonly string[];
}

/** An app of the vendor, with its accounts. */
export interface NeteaseApp {
  readonly appKey: string;
  readonly appSecret: string;
  readonly accounts: Map<string, NeteaseAccount>;
  /** Requests carried out, by RequestId: when, on the clock that never jumps. */
  readonly requestIds: Map<string, number>;
  /** Blocked APIs: until when, on the clock that never jumps. */
  readonly blocked: Map<string, number>;
}

/** An app as seeded, nobody muted. */
export function createNeteaseApp(seed: NeteaseAppSeed): NeteaseApp {
  const app: NeteaseApp = {
    appKey: seed.appKey,
    appSecret: seed.appSecret,
    accounts: new Map(),
    requestIds: new Map(),
    blocked: new Map(),
  };
  for (const accid of seed.accounts ?? []) addAccount(app, accid);
  return app;
}

/** Registers an account; the vendor keeps it in lower case. */
export function addAccount(app: NeteaseApp, accid: string): void {
  const flags = { muteP2P: false, muteTeam: false, muteRoom: false, muteQChat: false };
  app.accounts.set(accid.toLowerCase(), { accid: accid.toLowerCase(), name: accid, flags });
}

/** The account, however its accid is written. */
export function findAccount(app: NeteaseApp, accid: string): NeteaseAccount | undefined {
  return app.accounts.get(accid.toLowerCase());
}

const regulars = [
  'alice',
  'bob',
  'carol',
  'dave',
  'erin',
  'frank',
  'grace',
  'heidi',
  'ivan',
  'judy',
  'mallory',
  'oscar',
];

/** The default app: some regulars and a few hundred viewers. */
export const neteaseSeed: NeteaseAppSeed = {
  appKey: '45c6af3c98409b18a84451215d0bdd6e',
  appSecret: '0123456789ab',
  accounts: [...regulars, ...Array.from({ length: 400 }, (_, index) => `viewer${String(index + 1).padStart(3, '0')}`)],
};
