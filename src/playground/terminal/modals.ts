import { type Data, dataOf, isData, listOf, textOf } from '../wire/data.ts';
import { choose, closeAll, confirmPress, type Dialogue, type DialogueEnd } from './dialogue.ts';
import { box } from './screen.ts';

/** How long a press may take to change the modal it is in. */
const turnMs = 5000;

/** A modal without fields: shows it, and presses what is chosen. Resolves with how it was left; 'open': look at the screen again. */
export async function readModal(dialogue: Dialogue): Promise<DialogueEnd | 'open'> {
  const { slack, user, print } = dialogue;
  const shown = slack.views(user).at(-1);
  if (!shown) return { submitted: false };
  print(box('A modal', slack.plainText(shown, user)));
  const submit = textOf(dataOf(shown.view.submit).text);
  const chosen = await choose<Data | 'submit'>(dialogue, {
    choices: [
      ...buttonsIn(shown.view).map((value) => ({ label: labelOf(value), value })),
      ...(submit ? [{ label: submit, value: 'submit' as const, isYes: true }] : []),
    ],
    otherwise: 'close',
  });
  if (!('value' in chosen)) {
    const { typed } = chosen;
    const what = submit ? 'It was closed; nothing was done.' : 'It was closed.';
    return closeAll(dialogue, { what, typed });
  }
  if (chosen.value === 'submit') {
    const result = await slack.people.submit({ user });
    if (!result.sent || result.action === 'close' || result.action === 'clear') return { submitted: result.sent };
    return result.action === 'trouble' ? closeAll(dialogue, { what: lostForm, typed: undefined }) : 'open';
  }
  const button = chosen.value;
  const confirmed = await confirmPress(dialogue, isData(button.confirm) ? { confirm: button.confirm } : {});
  if (confirmed !== 'press') {
    return confirmed.next === undefined
      ? 'open'
      : closeAll(dialogue, { what: 'It was closed.', typed: confirmed.next });
  }
  await slack.people.press({ user, view: shown, actionId: textOf(button.action_id), label: labelOf(button) });
  // Slack is told first and the modal changes then.
  const isSame = () => slack.views(user).some(({ id, versions }) => id === shown.id && versions === shown.versions);
  await slack.waitFor(() => !isSame() || slack.views(user).at(-1)?.id !== shown.id, turnMs).catch(() => undefined);
  return 'open';
}

/** What Slack shows when Hush does not take a form in time. */
export const lostForm = 'Slack says: We had some trouble connecting. It was closed; whether Hush took it is not known.';

function buttonsIn(view: Data): readonly Data[] {
  return listOf(view.blocks)
    .flatMap((block): readonly Data[] => [...listOf(block.elements), dataOf(block.accessory)])
    .filter((element) => element.type === 'button');
}

function labelOf(button: Data): string {
  return textOf(dataOf(button.text).text);
}
