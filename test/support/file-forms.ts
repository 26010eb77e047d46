import type { SubmitResult } from '../../src/playground/slack/driver/submit.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import type { TestBed } from './hush.ts';

export interface FormFileGiven {
  readonly content: string | Buffer;
  /** Left out: `ids.csv`. */
  readonly name?: string;
  /** Left out: maria. */
  readonly user?: string;
  readonly announcedLength?: number;
  readonly announcedUrl?: string;
}

/** Forms with a file, as people fill them in. */
export interface FileForms {
  /** Types the bare verb and waits for its form. */
  open(verb: string, user?: string): Promise<void>;
  /** Opens the form, fills it in and submits it. */
  submitFile(verb: string, values: Record<string, string>, given: FormFileGiven): Promise<SubmitResult>;
  /** The same, and waits for what comes in the place of `Reading…`, as people read it. */
  answer(verb: string, values: Record<string, string>, given: FormFileGiven): Promise<string>;
  /** The same, and fails unless that is a preview. */
  preview(verb: string, values: Record<string, string>, given: FormFileGiven): Promise<string>;
}

type Bed = Pick<TestBed, 'slack' | 'type'>;

export function fileForms({ slack, type }: Bed): FileForms {
  const maria: string = playgroundSlack.moderator;
  const shown = (user: string) => slack.views(user).at(-1);
  const textOf = (user: string) => {
    const view = shown(user);
    return view ? slack.plainText(view) : '';
  };
  const forms: FileForms = {
    open: async (verb, user = maria) => {
      await type(`/hush ${verb}`, user);
      await slack.waitFor(() => slack.views(user).length === 1);
    },
    submitFile: async (verb, values, given) => {
      const { user = maria, name = 'ids.csv', ...file } = given;
      await forms.open(verb, user);
      const id = slack.admin.upload({ user, name, ...file });
      const sent = await slack.people.submit({ user, values: { ...values, file: [id] } });
      if (!sent.sent || sent.action !== 'update') throw new Error(`The form was not taken: ${JSON.stringify(sent)}`);
      if (!textOf(user).includes('Reading')) throw new Error(`The form does not say that it reads: ${textOf(user)}`);
      return sent;
    },
    answer: async (verb, values, given) => {
      await forms.submitFile(verb, values, given);
      const { user = maria } = given;
      await slack.waitFor(() => shown(user)?.view.submit !== undefined, 10_000);
      return textOf(user);
    },
    preview: async (verb, values, given) => {
      const text = await forms.answer(verb, values, given);
      if (!text.includes('Nothing has been recorded or done yet.')) throw new Error(`No preview: ${text}`);
      return text;
    },
  };
  return forms;
}
