import type { Outbox, Whose } from './ports.ts';

/** The outbox as one of several workspaces sees it: what is to be told there, and nothing else. */
export function outboxOf(outbox: Outbox, of: { readonly workspace: string; readonly whose: Whose }): Outbox {
  const { whose } = of;
  return {
    ...outbox,
    due: (query) => outbox.due({ ...query, workspaces: whose }),
    nextDue: (lane) => outbox.nextDue(lane, whose),
    offerAgain: (lane) => outbox.offerAgain(lane, whose),
    stuck: () => outbox.stuck(whose),
    notice: (text, number) => outbox.notice(text, number, of.workspace),
  };
}

/** The same for what concerns all of several workspaces: a notice that is about no case goes to each of `workspaces`. */
export function noticesToAll(
  outbox: Pick<Outbox, 'notice'>,
  workspaces: () => Promise<readonly string[]>,
): Pick<Outbox, 'notice'> {
  return {
    notice: async (text, number) => {
      if (number !== undefined) return outbox.notice(text, number);
      for (const workspace of await workspaces()) await outbox.notice(text, undefined, workspace);
    },
  };
}
