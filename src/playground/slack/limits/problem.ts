import type { z } from 'zod';

/** One thing Slack refuses, and where it stands. */
export interface Problem {
  /** `/blocks/0/text/text` */
  readonly pointer: string;
  readonly message: string;
}

/** As Slack writes it: `must be less than 151 characters [json-pointer:/blocks/0/text/text]`. */
export function writeProblem({ message, pointer }: Problem): string {
  return `${message} [json-pointer:${pointer}]`;
}

/** What a schema refuses in a value, in Slack's words; `at` is the value's own pointer. */
export function problemsOf(schema: z.ZodType, { value, at }: { value: unknown; at: string }): readonly Problem[] {
  const result = schema.safeParse(value);
  return result.success ? [] : result.error.issues.flatMap((issue) => translate(issue, at));
}

function translate(issue: z.core.$ZodIssue, at: string): readonly Problem[] {
  const pointer = [at, ...issue.path.map(String)].join('/');
  switch (issue.code) {
    case 'too_big':
      return [{ pointer, message: tooBig(issue.origin, Number(issue.maximum)) }];
    case 'too_small':
      return [{ pointer, message: tooSmall(issue.origin, Number(issue.minimum)) }];
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ pointer, message: `invalid additional property: ${key}` }));
    case 'invalid_type':
      return [missing(issue, at) ?? { pointer, message: `must provide ${article(issue.expected)}` }];
    case 'invalid_union':
      return [{ pointer, message: 'unsupported type' }];
    case 'invalid_format':
    case 'custom':
      return [{ pointer, message: issue.message }];
    default:
      return [{ pointer, message: 'failed to match all allowed schemas' }];
  }
}

function tooBig(origin: string, maximum: number): string {
  if (origin === 'string') return `must be less than ${maximum + 1} characters`;
  return origin === 'array' ? `no more than ${maximum} items allowed` : `must be less than ${maximum + 1}`;
}

function tooSmall(origin: string, minimum: number): string {
  if (origin === 'string') return `must be more than ${minimum - 1} characters`;
  return origin === 'array' ? `no fewer than ${minimum} items required` : `must be more than ${minimum - 1}`;
}

function missing(issue: z.core.$ZodIssueInvalidType, at: string): Problem | undefined {
  const absent = /received undefined/.test(issue.message);
  const field = issue.path.at(-1);
  if (!absent || field === undefined) return undefined;
  const pointer = [at, ...issue.path.slice(0, -1).map(String)].join('/');
  return { pointer, message: `missing required field: ${String(field)}` };
}

function article(expected: string): string {
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}
