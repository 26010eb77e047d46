import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { PageChannel } from '../../contract.ts';
import { Mark } from '../chat/avatar.ts';
import { me, users } from '../state/playground.ts';

/** What an empty channel says; in the first one that is what the whole page is about. */
export function Welcome({ channel }: { channel: PageChannel }): VNode {
  if (channel.kind === 'direct')
    return html`<${Nothing} title="No direct messages yet" text="When a case takes very long, or there is a file to send, Hush writes to you here." />`;
  if (channel.name !== 'moderation')
    return html`<${Nothing} title=${`Nothing in #${channel.name} yet`} text="Every case is written down here: who muted whom, where, for how long, why, and how it ended." />`;
  const who = users.value.get(me.value);
  const you = `${who?.realName ?? 'somebody'}, ${who?.isModerator ? 'a moderator' : 'who is no moderator'}; you can be somebody else under “You are”`;
  return html`<div class="welcome">
    <span class="nothing-mark"><${Mark} /></span>
    <h2>Mute people in your chat, from Slack</h2>
    <p>Your players talk in ZIM or NetEase. Your moderators sit in Slack. Type one line and Hush does it, tells you what happened
      to each person, and ends it when it said it would. Everything here is made up and stays on this machine; the bot is the real one.</p>
    <ol class="legend">
      <li><strong>Here</strong><span>is the workspace. You are ${you}.</span></li>
      <li><strong>Vendors</strong><span>shows what the chat services know: who is muted, and every call Hush makes.</span></li>
      <li><strong>Break things</strong><span>takes a vendor down, or kills the bot. See what Hush does about it.</span></li>
    </ol>
  </div>`;
}

function Nothing({ title, text }: { title: string; text: string }): VNode {
  return html`<div class="nothing"><span class="nothing-mark"><${Mark} /></span><h2>${title}</h2><p>${text}</p></div>`;
}
