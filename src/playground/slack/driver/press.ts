import { type Data, dataOf, isData } from '../../wire/data.ts';
import { asSlack } from '../methods/chat.ts';
import { viewAsSlack } from '../methods/views.ts';
import type { SlackMessage, SlackUser, SlackView } from '../model.ts';
import type { ResponseUrls } from '../response-urls.ts';
import type { SlackSwitches } from '../switches.ts';
import type { Triggers } from '../triggers.ts';
import type { Workspace } from '../workspace.ts';
import type { Courier, Delivered } from './deliver.ts';
import { elementState, type FormValue } from './element-value.ts';
import { type FormValues, fillForm } from './fill-form.ts';
import { findElement, type WantedElement } from './find-element.ts';
import { payloadBase, withIds } from './payload.ts';

/** A press of a button, or a choice in a menu, on a message or an open form. */
export interface Press extends WantedElement {
  readonly user: string;
  /** As it was when the person looked at it: an older copy has its old buttons. */
  readonly message?: SlackMessage | undefined;
  readonly view?: Pick<SlackView, 'id'> | undefined;
  /** For menus and pickers: what is chosen. */
  readonly value?: FormValue;
  /** For forms: what stands in the inputs meanwhile. */
  readonly values?: FormValues;
  /** The person says no in the button's confirmation dialog: nothing is sent. */
  readonly decline?: boolean;
}

/** How the bot took a press. */
export interface PressResult extends Delivered {
  readonly triggerId: string;
  /** Absent for forms. */
  readonly responseUrl?: string;
  /** The dialog the person said yes to. */
  readonly confirm?: Data;
  readonly payload: Data;
}

/** What pressing needs. */
export interface PressParts {
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  readonly urls: ResponseUrls;
  readonly courier: Courier;
  readonly switches: SlackSwitches;
  readonly origin: () => string;
}

/** Where the pressed element stands, as the payload tells it. */
interface Container {
  readonly blocks: readonly Data[];
  readonly fields: Data;
  readonly responseUrl?: string;
}

/** Presses; undefined when the person declined. */
export async function pressElement(
  parts: PressParts,
  { user, press, view }: { user: SlackUser; press: Press; view: SlackView | undefined },
): Promise<PressResult | undefined> {
  const container = press.message
    ? messageContainer(parts, { user, message: press.message })
    : viewContainer(parts, { press, view });
  const { block, element } = findElement(container.blocks, press);
  if (press.decline) return undefined;
  const triggerId = parts.triggers.issue(user.id);
  const action = {
    ...(element.type === 'button' ? pressed(element) : elementState(element, { value: press.value, file: () => null })),
    action_id: element.action_id,
    block_id: block.block_id,
    action_ts: parts.workspace.nextTs(),
  };
  const payload = {
    ...payloadBase('block_actions', { user, triggerId, team: parts.workspace.team }),
    ...container.fields,
    actions: [action],
  };
  const delivered = await parts.courier.send({ payload: JSON.stringify(payload) });
  return {
    ...delivered,
    triggerId,
    payload,
    ...(container.responseUrl ? { responseUrl: container.responseUrl } : {}),
    ...(isData(element.confirm) ? { confirm: element.confirm } : {}),
  };
}

function pressed(button: Data): Data {
  const { type, text, value, style } = button;
  return { type, text, ...(value === undefined ? {} : { value }), ...(style === undefined ? {} : { style }) };
}

function messageContainer(parts: PressParts, { user, message }: { user: SlackUser; message: SlackMessage }): Container {
  const ephemeral = message.onlyFor !== undefined;
  if (ephemeral && message.onlyFor !== user.id) throw new Error(`${user.name} does not see this message`);
  const url = parts.urls.issue({ user: user.id, channel: message.channel, message });
  const blocks = withIds(message.blocks);
  const channel = parts.workspace.channels.get(message.channel);
  const name = channel?.with ? 'directmessage' : (channel?.name ?? '');
  const whole = !ephemeral || parts.switches.messageInEphemeralPayload;
  const responseUrl = `${parts.origin()}${url.path}`;
  return {
    blocks,
    responseUrl,
    fields: {
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: message.channel,
        is_ephemeral: ephemeral,
        ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
      },
      channel: { id: message.channel, name },
      ...(whole ? { message: { ...asSlack(message, parts.workspace.team), blocks } } : {}),
      state: { values: fillForm(blocks, { given: {}, file: () => null }).values },
      response_url: responseUrl,
    },
  };
}

function viewContainer(parts: PressParts, { press, view }: { press: Press; view: SlackView | undefined }): Container {
  if (!view?.open) throw new Error('The form is not on the screen');
  const blocks = withIds(dataOf(view.view).blocks as readonly Data[]);
  const file = (id: string) => parts.workspace.files.get(id)?.id ?? null;
  const { values } = fillForm(blocks, { given: press.values ?? {}, file });
  return {
    blocks,
    fields: {
      container: { type: 'view', view_id: view.id },
      view: { ...viewAsSlack(view, values), blocks },
    },
  };
}
