import { z } from 'zod';
import { type Action, actions } from '../../moderation/action.ts';
import { idProblem } from '../../moderation/id.ts';
import type { Policy, Role, Templates } from '../../moderation/policy/settings.ts';
import { roleVerbs } from '../../moderation/policy/verbs.ts';
import { length, timed } from './length.ts';
import { meant } from './meant.ts';
import { pattern } from './pattern.ts';
import { templateNameProblem } from './template-name.ts';

const count = (least: number) => {
  const words = `must be a whole number from ${least.toLocaleString('en-US')} to 1,000,000`;
  return z.int(words).min(least, words).max(1_000_000, words);
};

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'names of roles are lower-case letters, digits and dashes, at most 32');
const slackId = z
  .string()
  .regex(/^[UWS][A-Z0-9]{2,}$/, 'must be a Slack id: users start with U or W, user groups with S');

const verb = z.string().superRefine((word, context) => {
  if (Object.hasOwn(roleVerbs, word)) return;
  const message =
    word === 'help'
      ? 'help is for everybody: leave it out'
      : word === 'retry' || word === 'cancel'
        ? `${word} goes with the verb that the case came from: leave it out`
        : `there is no such verb.${meant(word, Object.keys(roleVerbs)) || ` There are ${Object.keys(roleVerbs).join(', ')}`}`;
  context.addIssue({ code: 'custom', message });
});

const role = z
  .strictObject({
    who: z
      .array(slackId)
      .min(1, 'names nobody, so nobody would have this role: name somebody, or leave the role out')
      .optional(),
    verbs: z.array(verb).min(1, 'allows nothing: name verbs, or leave verbs out for all of them').optional(),
    apps: z.array(z.string()).min(1, 'allows nothing: name apps, or leave apps out for all of them').optional(),
    places: z
      .array(pattern('means anywhere: leave places out for that'))
      .min(1, 'allows nothing: name places, or leave places out for anywhere')
      .optional(),
    longest: length.optional(),
  })
  .transform(({ longest, ...rest }): Omit<Role, 'name'> => {
    const limit = longest === undefined || longest === 'permanent' ? {} : { longestSeconds: longest };
    return { ...present(rest), ...limit };
  });

const roles = z
  .record(name, role)
  .refine((all) => Object.keys(all).length > 0, 'has no role, so nobody could use Hush: leave roles out, or add one')
  .transform((all): readonly Role[] => Object.entries(all).map(([called, one]) => ({ name: called, ...one })));

const templates = z
  .record(
    z.string().superRefine((called, context) => {
      const message = templateNameProblem(called);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    }),
    length,
  )
  .transform((all): Templates => new Map(Object.entries(all)));

const setting: readonly Action[] = ['mute', 'silence'];
const listOfActions = `must be true, false, or a list of actions: ${actions.join(', ')}`;

const reason = z
  .strictObject({
    required: z
      .union([z.boolean(), z.array(z.enum(actions)).min(1)], listOfActions)
      .transform((required): readonly Action[] => (required === true ? setting : required === false ? [] : required))
      .default([]),
    templates: templates.default(new Map()),
  })
  .transform(({ required, ...rest }) => ({ requiredFor: required, ...rest }));

const vendorId = z.string('must be a text: an id that is a number goes in quotes').superRefine((id, context) => {
  const problem = idProblem(id);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});
const people = z
  .record(
    z.string().regex(/^[UW][A-Z0-9]{2,}$/, 'must be the Slack id of a person: it starts with U or W'),
    z
      .record(z.string(), vendorId)
      .refine((ids) => Object.keys(ids).length > 0, 'has no id: name an app and the id there, or leave the person out'),
  )
  .transform((all) => new Map(Object.entries(all)));

const approval = z
  .strictObject({
    above: count(0).optional(),
    permanent: z.boolean().default(false),
    by: z
      .array(z.string())
      .min(1, 'names no role, so nobody could say yes: leave by out for all who may do it themselves')
      .optional(),
    expires: timed('must be a length that ends: nothing waits forever').default(4 * 3600),
  })
  .refine(({ above, permanent }) => above !== undefined || permanent, 'asks for nothing: add above, or permanent: true')
  .transform(({ expires, ...rest }) => ({ ...present(rest), expiresSeconds: expires }));

const steps = z.array(length).min(1, 'has no step: add lengths, or leave the ladder out');
const ladder = z
  .strictObject({ steps, forget: timed('leave forget out: then every mute counts').optional() })
  .transform(({ forget, ...rest }) => ({ ...rest, ...(forget !== undefined && { forgetSeconds: forget }) }));

const schemas = {
  roles,
  protected: z.array(
    pattern('would protect everyone, and that is to switch mutes off: name whom to protect, as in staff-*'),
  ),
  reason,
  people,
  targetsPerHour: count(1),
  approval,
  confirm: z.strictObject({ above: count(0) }),
  recent: timed('must be a length that ends, such as 5m'),
  ladder,
};

/** The parts of `policy` in `hush.yml`, each as it was read. */
export type Sections = { readonly [Name in keyof typeof schemas]?: z.output<(typeof schemas)[Name]> };

/** What is wrong with a setting, and where it stands below `policy`. */
export interface PolicyIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'must be a text; what looks like a number or like true goes in quotes',
  number: 'must be a whole number',
  boolean: 'must be true or false',
  array: 'must be a list',
  object: 'must be settings, each with a name and a value',
  record: 'must be names, each with a value',
};

/** Reads every part by itself, so that what is wrong with one hides nothing of another. */
export function readSections(written: unknown): {
  readonly sections: Sections;
  readonly issues: readonly PolicyIssue[];
} {
  // `policy:` with nothing below it, or with comments alone.
  if (written === null || written === undefined) return { sections: {}, issues: [] };
  const whole = z.record(z.string(), z.unknown()).safeParse(written, { error: wrongKind });
  if (!whole.success) return { sections: {}, issues: whole.error.issues };
  const sections: Record<string, unknown> = {};
  const issues: PolicyIssue[] = [];
  for (const [called, value] of Object.entries(whole.data)) {
    const schema = schemaFor(called, value);
    const result = schema?.safeParse(value, { error: wrongKind });
    if (!schema) issues.push(unknownSetting([], called));
    else if (result?.success) sections[called] = result.data;
    else issues.push(...(result?.error.issues ?? []).flatMap((issue) => told(called, issue)));
  }
  return { sections, issues };
}

function schemaFor(called: string, value: unknown): z.ZodType | undefined {
  if (called === 'ladder' && Array.isArray(value)) return steps.transform((only) => ({ steps: only }));
  return Object.hasOwn(schemas, called) ? schemas[called as keyof typeof schemas] : undefined;
}

function wrongKind(issue: z.core.$ZodRawIssue): string | undefined {
  return issue.code === 'invalid_type' ? kinds[issue.expected] : undefined;
}

function told(section: string, issue: z.core.$ZodIssue): readonly PolicyIssue[] {
  const path = [section, ...issue.path];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownSetting(path, key));
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ path, message }));
  return [{ path, message: issue.message }];
}

/** What stands below each part that has settings of its own. */
const settings: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(schemas),
  roles: ['who', 'verbs', 'apps', 'places', 'longest'],
  reason: ['required', 'templates'],
  approval: ['above', 'permanent', 'by', 'expires'],
  confirm: ['above'],
  ladder: ['steps', 'forget'],
};

/** Every setting of a policy by its path, without the names that people choose. */
export const policySettings: readonly string[] = Object.keys(schemas).flatMap((name) => {
  const below = (settings[name] ?? []).map((each) => `${name}.${each}`);
  return name === 'roles' || below.length === 0 ? [name, ...below] : below;
});

function unknownSetting(above: readonly PropertyKey[], key: string): PolicyIssue {
  const known = settings[String(above[0] ?? '')] ?? [];
  return {
    path: [...above, key],
    message: `there is no such setting.${meant(key, known) || ` There are ${known.join(', ')}`}`,
  };
}

/** Without what is undefined: a setting that was left out is not there. */
function present<T extends object>(all: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof present<T>
  >;
}

/** The policy that these parts make. */
export function policyOf(sections: Sections, without: Policy): Policy {
  const { roles: all, confirm, recent, protected: ids, people: known, ...rest } = sections;
  return {
    ...rest,
    roles: all ?? without.roles,
    protected: ids ?? [],
    people: known ?? new Map(),
    ...(confirm && { confirmAbove: confirm.above }),
    ...(recent !== undefined && { recentSeconds: recent }),
  };
}
