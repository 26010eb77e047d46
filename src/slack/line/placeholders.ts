/** What stands in a suggested line for what nobody wrote: whoever copies the line fills it in, or is refused. */
export const placeholders = {
  length: '<length>',
  number: '<number>',
  case: '<case>',
  moderator: '@moderator',
  reason: '[reason…]',
  missingReason: '<reason…>',
} as const;

// Nobody types these, so that they can be told from what was typed.
const examples: readonly (readonly [placeholder: string, example: string])[] = [
  [placeholders.length, '61803398s'],
  [placeholders.number, '618033988749894'],
  [placeholders.case, '618033988749895'],
  [placeholders.moderator, '@U618033988749894'],
];

/** A line with something in every place that Hush would not take as it is: to see whether the rest of it is right. */
export function withExamples(line: string): string {
  return examples.reduce((text, [placeholder, example]) => text.replaceAll(placeholder, example), line);
}

/** Undoes {@link withExamples}. */
export function withPlaceholders(line: string): string {
  return examples.reduce((text, [placeholder, example]) => text.replaceAll(example, placeholder), line);
}
