import { z } from 'zod';
import type { PlaygroundWorld } from '../playground-world.ts';
import { mostFormBytes } from '../slack/admin.ts';
import type { FormValue } from '../slack/driver/element-value.ts';
import type { SlackMessage } from '../slack/model.ts';
import { Breakages } from './breakages.ts';
import type { FieldValue, FieldValues, PageAction, PageReply } from './contract.ts';
import type { Live } from './live.ts';

const fieldValue = z.union([
  z.string(),
  z.array(z.string()),
  z.strictObject({ files: z.array(z.strictObject({ name: z.string().min(1), base64: z.base64() })) }),
]);
const fieldValues = z.record(z.string(), fieldValue);
const user = z.string();
const mostForwardMs = 400 * 86_400_000;

const pageAction = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('command'), user, channel: z.string(), text: z.string() }),
  z.strictObject({
    kind: z.literal('press'),
    user,
    in: z.union([z.strictObject({ channel: z.string(), ts: z.string() }), z.strictObject({ view: z.string() })]),
    blockId: z.string().optional(),
    actionId: z.string(),
    value: fieldValue.optional(),
    values: fieldValues.optional(),
  }),
  z.strictObject({ kind: z.literal('submit'), user, view: z.string(), values: fieldValues }),
  z.strictObject({ kind: z.literal('close'), user, view: z.string() }),
  z.strictObject({
    kind: z.literal('shortcut'),
    user,
    callbackId: z.string(),
    on: z.strictObject({ channel: z.string(), ts: z.string() }).optional(),
  }),
  z.strictObject({ kind: z.literal('home'), user }),
  z.strictObject({ kind: z.literal('break'), id: z.enum(Breakages.ids), on: z.boolean() }),
  z.strictObject({ kind: z.literal('forward'), ms: z.int().min(1).max(mostForwardMs) }),
  z.strictObject({ kind: z.enum(['kill', 'restart']), replica: z.int().min(0).optional() }),
]);

const trouble = 'We had some trouble connecting. Try again?';

/** Does what people do in the page. */
export class Actions {
  readonly #world: PlaygroundWorld;
  readonly #live: Live;
  readonly #breakages: Breakages;

  constructor(world: PlaygroundWorld, { live, breakages }: { live: Live; breakages: Breakages }) {
    this.#world = world;
    this.#live = live;
    this.#breakages = breakages;
  }

  /** One action as it came in; undefined: it is none. What cannot be done is told in a sentence. */
  async do(data: unknown): Promise<PageReply | undefined> {
    const read = pageAction.safeParse(data);
    if (!read.success) return undefined;
    try {
      return await this.#do(read.data as PageAction);
    } catch (error) {
      return { ok: false, sentence: (error as Error).message };
    }
  }

  async #do(action: PageAction): Promise<PageReply> {
    const { bot } = this.#world;
    switch (action.kind) {
      case 'command':
        return this.#say(action);
      case 'press':
        return this.#press(action);
      case 'submit':
        return this.#submit(action);
      case 'close':
        await this.#slack.people.close({ user: action.user, view: { id: action.view } });
        return done;
      case 'shortcut':
        return this.#shortcut(action);
      case 'home':
        await this.#slack.people.openHome({ user: action.user });
        return done;
      case 'break':
        await this.#breakages.set(action.id, action.on);
        return done;
      case 'forward':
        await bot.forward(action.ms);
        this.#live.tellNow();
        return done;
      case 'kill':
        await bot.kill(action.replica);
        return done;
      case 'restart':
        await bot.restart(action.replica);
        return done;
    }
  }

  get #slack() {
    return this.#world.standIns.slack;
  }

  async #say({ user, channel, text }: Extract<PageAction, { kind: 'command' }>): Promise<PageReply> {
    const line = text.trim();
    const { people, admin } = this.#slack;
    const [, rest] = /^\/hush(?:\s+(.*))?$/is.exec(line) ?? [];
    if (/^\/hush(?=\s|$)/i.test(line)) await people.command({ user, channel, text: rest ?? '' });
    else if (line.startsWith('/')) {
      const [command = ''] = line.split(/\s/);
      return { ok: false, sentence: `${command} is not a valid command. In Slack just like here: try /hush help.` };
    } else if (line !== '') admin.say({ user, channel, text: line });
    return done;
  }

  async #press(action: Extract<PageAction, { kind: 'press' }>): Promise<PageReply> {
    const { user, actionId, blockId, value, values } = action;
    const message = 'ts' in action.in ? this.#message(user, action.in) : undefined;
    if ('ts' in action.in && !message) return { ok: false, sentence: 'This message is not there any more.' };
    const what = { user, actionId, ...(blockId === undefined ? {} : { blockId }) };
    if ('view' in action.in && action.in.view === 'home') {
      const inHome = await this.#slack.people.pressHome(what);
      return inHome?.shown === 'ok' ? done : { ok: false, sentence: trouble };
    }
    const pressed = await this.#slack.people.press({
      ...what,
      ...('view' in action.in ? { view: { id: action.in.view } } : { message }),
      ...(value === undefined ? {} : { value: this.#formValue(user, value) }),
      ...(values === undefined ? {} : { values: this.#formValues(user, values) }),
    });
    return pressed?.shown === 'ok' ? done : { ok: false, sentence: trouble };
  }

  async #shortcut({ user, callbackId, on }: Extract<PageAction, { kind: 'shortcut' }>): Promise<PageReply> {
    const { people } = this.#slack;
    const message = on && this.#message(user, on);
    if (on && !message) return { ok: false, sentence: 'This message is not there any more.' };
    const chosen = message
      ? await people.messageShortcut({ user, callbackId, message })
      : await people.shortcut({ user, callbackId });
    return chosen.shown === 'ok' ? done : { ok: false, sentence: trouble };
  }

  async #submit({ user, view, values }: Extract<PageAction, { kind: 'submit' }>): Promise<PageReply> {
    const tooLarge = Object.entries(values).filter(([, value]) => holdsTooMuch(value));
    if (tooLarge.length > 0) {
      return { ok: false, errors: Object.fromEntries(tooLarge.map(([id]) => [id, 'Slack takes at most 10 MB here.'])) };
    }
    const result = await this.#slack.people.submit({
      user,
      view: { id: view },
      values: this.#formValues(user, values),
    });
    if (!result.sent) return { ok: false, errors: result.complaints };
    if (result.action === 'errors') return { ok: false, errors: result.errors };
    return result.action === 'trouble' ? { ok: false, sentence: trouble } : done;
  }

  #message(user: string, { channel, ts }: { channel: string; ts: string }): SlackMessage | undefined {
    const { slack } = this.#world.standIns;
    return [...slack.messages(channel), ...slack.ephemerals(user, channel)].find((each) => each.ts === ts);
  }

  #formValues(user: string, values: FieldValues): Readonly<Record<string, FormValue>> {
    return Object.fromEntries(Object.entries(values).map(([id, value]) => [id, this.#formValue(user, value)]));
  }

  /** Files become uploads of this person. Throws when one is too large for Slack. */
  #formValue(user: string, value: FieldValue): FormValue {
    if (typeof value === 'string' || !('files' in value)) return value;
    return value.files.map(({ name, base64 }) =>
      this.#slack.admin.upload({ user, name, content: Buffer.from(base64, 'base64') }),
    );
  }
}

const done: PageReply = { ok: true };

function holdsTooMuch(value: FieldValue): boolean {
  if (typeof value === 'string' || !('files' in value)) return false;
  return value.files.some(({ base64 }) => Buffer.byteLength(base64, 'base64') > mostFormBytes);
}
