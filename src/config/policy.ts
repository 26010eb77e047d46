import { z } from 'zod';
import type { Policy } from '../moderation/policy/settings.ts';
import { contradictions } from './policy/contradictions.ts';
import { outsideProblems, type Surroundings } from './policy/outside.ts';
import { type PolicyIssue, policyOf, readSections } from './policy/sections.ts';

/** Without `policy` in `hush.yml`: whoever is a moderator may do everything. */
export const noPolicy: Policy = {
  roles: [{ name: 'moderator' }],
  protected: [],
  people: new Map(),
};

/** The section `policy` of `hush.yml`: every problem that can be seen in it alone, each where it stands. */
export const policySchema = z.unknown().transform((written, context): Policy => {
  const { sections, issues } = readSections(written);
  const unfilled = variablesIn(written);
  const others = [...issues, ...contradictions(sections, roleNames(written))]
    .map(({ path, message }) => ({ path: placed(path, written), message }))
    .filter(({ path }) => !unfilled.some((above) => above.path.every((key, index) => key === path[index])));
  const all = [...unfilled, ...others];
  if (all.length === 0) return policyOf(sections, noPolicy);
  for (const { path, message } of all) {
    context.issues.push({ code: 'custom', message, path: [...path], input: written });
  }
  return z.NEVER;
});

/** What it says against the rest of the configuration, each problem where it stands. */
export function policyProblems(written: unknown, surroundings: Surroundings): readonly PolicyIssue[] {
  return outsideProblems(readSections(written).sections, surroundings);
}

/** A ladder may be a plain list of its steps. */
function placed(path: readonly PropertyKey[], written: unknown): readonly PropertyKey[] {
  const [section, steps, ...rest] = path;
  const isList = section === 'ladder' && steps === 'steps' && Array.isArray((written as { ladder: unknown }).ladder);
  return isList ? [section, ...rest] : path;
}

/** Also of roles that are wrong: whoever names one of those named it rightly. */
function roleNames(written: unknown): readonly string[] {
  const named = z.object({ roles: z.record(z.string(), z.unknown()) }).safeParse(written);
  return named.success ? Object.keys(named.data.roles) : noPolicy.roles.map(({ name }) => name);
}

/** `${NAME}` in a text, which under `apps` would stand for a variable. */
function variablesIn(written: unknown, path: readonly PropertyKey[] = []): readonly PolicyIssue[] {
  if (typeof written === 'string') {
    const message = 'takes nothing from the environment, as a policy holds no secrets: write what it stands for';
    return /\$\{[A-Za-z_][A-Za-z0-9_]*\}/.test(written) ? [{ path, message }] : [];
  }
  if (Array.isArray(written)) return written.flatMap((item, index) => variablesIn(item, [...path, index]));
  if (written === null || typeof written !== 'object') return [];
  return Object.entries(written).flatMap(([key, value]) => variablesIn(value, [...path, key]));
}
