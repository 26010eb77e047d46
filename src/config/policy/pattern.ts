import { z } from 'zod';
import { idProblem } from '../../moderation/id.ts';
import type { Pattern } from '../../moderation/policy/settings.ts';

const ending =
  'a star stands only at the end, behind at least one character, as in staff-*; there is no way to write one that is meant literally';

/** An id, or with a star at its end what ids begin with. `all` says what to do instead for whoever wrote a star alone. */
export function pattern(all: string) {
  return z.string().transform((text, context): Pattern => {
    const starred = text.endsWith('*');
    const id = starred ? text.slice(0, -1) : text;
    const problem = /^\*+$/.test(text) ? all : id.includes('*') ? ending : idProblem(id);
    if (problem === undefined) return starred ? { prefix: id } : { exact: id };
    context.issues.push({ code: 'custom', message: problem, input: text });
    return z.NEVER;
  });
}

/** For each pattern that another one covers already: where it stands, and the text of the other. Of two alike the second. */
export function covered(patterns: readonly Pattern[]): readonly { readonly index: number; readonly by: string }[] {
  return patterns.flatMap((one, index) => {
    const by = patterns.find((other, at) => at !== index && covers(other, one) && (at < index || !covers(one, other)));
    return by ? [{ index, by: textOf(by) }] : [];
  });
}

function covers(wide: Pattern, narrow: Pattern): boolean {
  if ('exact' in wide) return 'exact' in narrow && narrow.exact === wide.exact;
  return ('exact' in narrow ? narrow.exact : narrow.prefix).startsWith(wide.prefix);
}

function textOf(of: Pattern): string {
  return 'exact' in of ? of.exact : `${of.prefix}*`;
}
