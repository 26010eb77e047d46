import type { Clock } from '../../../lib/clock.ts';
import type { SlackUser, SlackView } from '../model.ts';
import type { OtherWay } from '../other-way.ts';
import type { ResponseUrls } from '../response-urls.ts';
import type { SlackSwitches } from '../switches.ts';
import type { Triggers } from '../triggers.ts';
import type { ViewStacks } from '../view-stacks.ts';
import type { Workspace } from '../workspace.ts';
import { type CommandResult, showAck, type Typed, typeCommand } from './command.ts';
import { Courier, type Delivered, type Delivery, slackSignature } from './deliver.ts';
import { deliverEvent, type EventDelivered, homeOpened } from './event.ts';
import type { FormValues } from './fill-form.ts';
import { type Press, type PressResult, pressElement } from './press.ts';
import { type MessageShortcut, type ShortcutResult, useMessageShortcut, useShortcut } from './shortcut.ts';
import { closeForm, type Sent, type SubmitResult, screenAfter, submitForm } from './submit.ts';

/** What {@link PeopleInSlack} act in. */
export interface PeopleParts {
  readonly workspace: Workspace;
  readonly views: ViewStacks;
  readonly triggers: Triggers;
  readonly urls: ResponseUrls;
  readonly switches: SlackSwitches;
  readonly realClock: Clock;
  readonly signingSecret: string;
  readonly eventsUrl: () => string;
  readonly otherWay: OtherWay | undefined;
  readonly origin: () => string;
  /** Aborted when Slack is closed: nothing is delivered again. */
  readonly signal: AbortSignal;
}

/** A request of one's own making; what is left out is right. */
export interface RawRequest {
  readonly body: string;
  readonly contentType?: string;
  /** Seconds, for header and signature. */
  readonly timestamp?: string;
  readonly secret?: string;
  /** Instead of the right one; an empty one leaves the header out. */
  readonly signature?: string;
  /** Added, or put in place of the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The people in Slack: they type, press and fill in forms, and the bot gets it as Slack would send it. */
export class PeopleInSlack {
  readonly #parts: PeopleParts & { readonly courier: Courier };

  constructor(parts: PeopleParts) {
    this.#parts = { ...parts, courier: new Courier({ ...parts, deadlineMs: () => parts.switches.deadlineMs }) };
  }

  /** Types a slash command. */
  command(typed: Typed): Promise<CommandResult> {
    return typeCommand(this.#parts, { user: this.#user(typed.user), typed });
  }

  /** Presses a button, or chooses in a menu; undefined when the press was declined in its dialog. */
  async press(press: Press): Promise<PressResult | undefined> {
    const home = this.#parts.views.homes.get(press.user);
    const view = press.view && (press.view.id === home?.id ? home : this.#parts.views.all.get(press.view.id));
    if (!press.message === !press.view) throw new Error('A press needs a message or a view, and not both');
    return pressElement(this.#parts, { user: this.#user(press.user), press, view });
  }

  /** Presses something in their own Home tab, as it was last published. */
  async pressHome({ user, ...press }: Omit<Press, 'message' | 'view'>): Promise<PressResult | undefined> {
    const home = this.#parts.views.homes.get(user);
    if (!home) throw new Error('There is nothing in the Home tab');
    return this.press({ ...press, user, view: home });
  }

  /** Chooses a shortcut in a message's menu. */
  async messageShortcut(chosen: MessageShortcut & { user: string }): Promise<ShortcutResult> {
    return useMessageShortcut(this.#parts, { ...chosen, user: this.#user(chosen.user) });
  }

  /** Chooses a shortcut in the search or beside the message box. */
  async shortcut({ user, callbackId }: { user: string; callbackId: string }): Promise<ShortcutResult> {
    return useShortcut(this.#parts, { user: this.#user(user), callbackId });
  }

  /** Opens Hush's own page at one of its tabs. How the first delivery went; failed ones are repeated as Slack does. */
  async openHome({ user, tab = 'home' }: { user: string; tab?: 'home' | 'messages' }): Promise<EventDelivered> {
    return deliverEvent(this.#parts, homeOpened(this.#parts, { user: this.#user(user), tab }));
  }

  /** Fills in the form on top of somebody's screen and submits it. */
  async submit(form: { user: string; view?: Pick<SlackView, 'id'>; values?: FormValues }): Promise<SubmitResult> {
    return submitForm(this.#parts, {
      user: this.#user(form.user),
      shown: this.#top(form),
      given: form.values ?? {},
    });
  }

  /** Closes the form on top, or with `all` every form; undefined: the bot did not ask to hear of it. */
  async close(form: { user: string; view?: Pick<SlackView, 'id'>; all?: boolean }): Promise<Delivered | undefined> {
    return closeForm(this.#parts, { user: this.#user(form.user), shown: this.#top(form), all: form.all ?? false });
  }

  /** Sends anything, right or forged; nothing is shown and nothing held against the bot. */
  raw(request: RawRequest): Promise<Delivered> {
    const { courier, signingSecret } = this.#parts;
    const signed = courier.sign(request.body);
    const timestamp = request.timestamp ?? signed.headers['x-slack-request-timestamp'] ?? '';
    const right = slackSignature({ secret: request.secret ?? signingSecret, timestamp, body: request.body });
    const headers = {
      ...signed.headers,
      'content-type': request.contentType ?? 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': request.signature ?? right,
      ...request.headers,
    };
    const present = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
    return courier.post({ body: request.body, headers: present });
  }

  /** Delivers the very same bytes again, and shows what comes of it. */
  async resend<T extends CommandResult | PressResult | Sent | EventDelivered>(earlier: T): Promise<T> {
    const delivered = await this.#parts.courier.judged(earlier.delivery as Delivery);
    const again = { ...earlier, ...delivered };
    if ('user' in again && 'channel' in again)
      showAck(this.#parts.workspace, { result: again, line: 'The same command' });
    if ('viewId' in again) {
      const shown = this.#parts.views.all.get(again.viewId);
      if (shown?.open) Object.assign(again, screenAfter(this.#parts, { shown, delivered }));
    }
    return again;
  }

  #user(id: string): SlackUser {
    const user = this.#parts.workspace.users.get(id);
    if (!user) throw new Error(`There is nobody called ${id}`);
    return user;
  }

  #top({ user, view }: { user: string; view?: Pick<SlackView, 'id'> }): SlackView {
    const top = this.#parts.views.stack(user).at(-1);
    if (!top) throw new Error(`There is no form on the screen of ${user}`);
    if (view && view.id !== top.id) throw new Error(`The form ${view.id} is not on top of the screen of ${user}`);
    return top;
  }
}
