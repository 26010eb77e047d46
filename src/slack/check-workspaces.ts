import type { Clock } from '../lib/clock.ts';
import { type Finding, printable, type TimeTold } from '../lib/finding.ts';
import { systemRandom } from '../lib/random.ts';
import type { TokenKey } from '../lib/token-key.ts';
import type { Installation } from '../moderation/installations.ts';
import type { Policy } from '../moderation/policy/settings.ts';
import { checkSlack } from './check-slack.ts';
import { createTokenBook, shortly } from './workspaces/token-book.ts';

export interface WorkspacesCheckOptions {
  readonly apiUrl: string;
  readonly key: TokenKey;
  /** By the workspace's id. */
  readonly listed: Readonly<Record<string, { readonly moderators?: readonly string[] | undefined }>>;
  /** What the database knows; undefined: nothing that could be read. */
  readonly installations: readonly Installation[] | undefined;
  readonly policy: Pick<Policy, 'roles' | 'people'>;
  readonly clock: Clock;
}

/** Looks at each listed workspace: whether Hush is installed, and what Slack says to its token, permissions and moderators. */
export async function checkWorkspaces(
  options: WorkspacesCheckOptions,
): Promise<{ readonly findings: readonly Finding[]; readonly times: readonly TimeTold[] }> {
  const checked = await Promise.all(Object.keys(options.listed).map((workspace) => checkWorkspace(workspace, options)));
  const unlisted = (options.installations ?? [])
    .filter(({ workspace, token }) => token !== undefined && !Object.hasOwn(options.listed, workspace))
    .map(
      ({ workspace, name }): Finding => ({
        level: 'warn',
        what: `Workspace ${workspace}: Hush is installed in ${printable(name)}, and it is not listed`,
        fix: 'List it under workspaces in hush.yml again, or remove the app there. Until then nothing is told there.',
      }),
    );
  return {
    findings: [...checked.flatMap(({ findings }) => findings), ...unlisted],
    times: checked.flatMap(({ times }) => times),
  };
}

async function checkWorkspace(
  workspace: string,
  { apiUrl, key, listed, installations = [], policy, clock }: WorkspacesCheckOptions,
): Promise<{ readonly findings: readonly Finding[]; readonly times: readonly TimeTold[] }> {
  const known = installations.find((each) => each.workspace === workspace);
  const book = createTokenBook({
    installations: { find: async () => known, install: never, remove: never },
    key,
    random: systemRandom,
  });
  const standing = await book.standing(workspace);
  if (standing.kind !== 'installed') {
    const isKey = standing.kind === 'other key' || standing.kind === 'damaged';
    const what = `Workspace ${workspace}: ${printable(shortly(standing))}`;
    const fix =
      standing.kind === 'other key'
        ? 'Set HUSH_TOKEN_KEY to the key of before. If that is lost: install Hush there again, at /slack/install.'
        : 'Open /slack/install of your Hush in a browser, and install it there.';
    return { findings: [{ level: isKey ? 'fail' : 'warn', what, fix }], times: [] };
  }
  const named = { moderators: listed[workspace]?.moderators, ...policy };
  const { findings, times } = await checkSlack({
    access: { apiUrl, botToken: standing.token },
    named,
    workspace,
    clock,
  });
  return { findings: findings.map((each) => ({ ...each, what: `Workspace ${workspace}: ${each.what}` })), times };
}

function never(): Promise<never> {
  return Promise.reject(new Error('Doctor changes nothing.'));
}
