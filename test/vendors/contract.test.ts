import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allFlags } from '../../src/vendors/netease/flags.ts';
import { getUinfos } from '../../src/vendors/netease/operations/get-uinfos.ts';
import { neteaseOperations } from '../../src/vendors/netease/operations/index.ts';
import { muteModule } from '../../src/vendors/netease/operations/mute-module.ts';
import { neteaseProtocol } from '../../src/vendors/netease/protocol.ts';
import type { Encoded, OperationFacts } from '../../src/vendors/operation.ts';
import { fetchForbidGroupList } from '../../src/vendors/zim/operations/fetch-forbid-group-list.ts';
import { zimOperations } from '../../src/vendors/zim/operations/index.ts';
import { muteGroup } from '../../src/vendors/zim/operations/mute-group.ts';
import { muteGroupMembers } from '../../src/vendors/zim/operations/mute-group-members.ts';
import { queryGroupInfo } from '../../src/vendors/zim/operations/query-group-info.ts';
import { silenceConvNotification } from '../../src/vendors/zim/operations/silence-conv-notification.ts';
import { zimProtocol } from '../../src/vendors/zim/protocol.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { credentials } from './apps.ts';

const clock = new ManualClock(1_615_186_943_000);
/** The vendor's own nonce, over and over, so that ZIM's snapshots hold its published signature. */
const random = { fraction: () => 0, hex: (bytes: number) => '4fd24687296dd9f3'.repeat(bytes / 8) };
const protocols = {
  zim: zimProtocol({ ...credentials.zim, url: 'https://zim-api.zego.im/', clock, random }),
  netease: neteaseProtocol({ ...credentials.netease, url: 'https://api-sg.netease.im/nimserver', clock, random }),
};

/** One example input an operation, encoded. */
const examples: Readonly<Record<string, Encoded>> = {
  [muteGroupMembers.name]: muteGroupMembers.encode({
    operator: 'admin',
    group: 'lobby & bar',
    users: ['alice', 'b+b', '小明'],
    durationSeconds: 7200,
  }),
  [silenceConvNotification.name]: silenceConvNotification.encode({
    user: 'alice',
    conversationType: 2,
    conversations: ['g1', 'g2'],
    silent: true,
  }),
  [muteGroup.name]: muteGroup.encode({
    operator: 'admin',
    group: 'lobby & bar',
    muted: [3, 100],
    durationSeconds: 7200,
  }),
  [queryGroupInfo.name]: queryGroupInfo.encode({ operator: 'admin', group: 'lobby & bar' }),
  [fetchForbidGroupList.name]: fetchForbidGroupList.encode({ operator: 'admin', startFlag: 0 }),
  [muteModule.name]: muteModule.encode({ accid: 'bob', flags: allFlags(true), requestId: 'f'.repeat(32) }),
  [getUinfos.name]: getUinfos.encode({ accids: ['ann', 'bob'] }),
};

const all = [
  ...zimOperations.map((operation) => ({ vendor: 'zim' as const, name: operation.name, operation })),
  ...neteaseOperations.map((operation) => ({ vendor: 'netease' as const, name: operation.name, operation })),
];

describe.each(all)('$vendor $name', ({ vendor, name, operation }) => {
  it('names its page, its quota and the most targets of a call', () => {
    expect(URL.canParse(operation.source)).toBe(true);
    expect(URL.canParse(operation.quota.source)).toBe(true);
    expect(operation.quota.callsPerSecond).toBeGreaterThan(0);
    expect(operation.maxTargets).toBeGreaterThan(0);
    expect(operation.maxReplyBytes).toBeGreaterThanOrEqual(64 * 1024);
    expect(operation.path).toMatch(/^\//);
    expect(operation.codes[operation.success]?.next).toBe('succeed');
  });

  it('is sent as the snapshot shows', () => {
    const encoded = examples[name];
    if (!encoded) throw new Error(`no example of ${name} in this test`);
    expect(protocols[vendor].sign(operation, encoded)).toMatchSnapshot();
  });

  it('decodes its documented replies', () => {
    const file = new URL(`../replies/${vendor}/${name}.json`, import.meta.url);
    expect(existsSync(file), `test/replies/${vendor}/${name}.json is missing`).toBe(true);
    const replies: Record<string, object> = JSON.parse(readFileSync(file, 'utf8'));
    expect(Object.keys(replies)).toEqual(expect.arrayContaining(['success', 'error']));
    for (const [kind, reply] of Object.entries(replies)) {
      const code = protocols[vendor].readCode(reply)?.code ?? Number.NaN;
      expect(operation.codes[code], `${kind}: ${code}`).toBeDefined();
      if (kind === 'success') expect(code).toBe(operation.success);
      if (kind === 'error') expect(code).not.toBe(operation.success);
      expect(operation.reply.parse(reply)).toMatchSnapshot(kind);
    }
  });
});

it('no reply file is left of an operation that is gone', () => {
  for (const [vendor, operations] of Object.entries({ zim: zimOperations, netease: neteaseOperations })) {
    const names = operations.map(({ name }: OperationFacts) => `${name}.json`);
    const files = readdirSync(new URL(`../replies/${vendor}`, import.meta.url));
    expect(files.toSorted()).toEqual(names.toSorted());
  }
});
