import { letterDistance } from '../lib/letter-distance.ts';
import { type Environment, type Variable, variables } from './variables.ts';

/** So many letters may be wrong, missing, too many or swapped. */
const mostLetters = 2;

/** Names that nobody but Hush uses. `PORT`, `HOST`, `LOG_LEVEL` and `DATABASE_URL` are like names of other programs. */
const ownNames = (Object.keys(variables) as Variable[]).filter((name) => /^(?:SLACK|HUSH|ZIM|NETEASE)_/.test(name));

/** Near `SLACK_APP_TOKEN`, and what other programs call a bot's token. */
const othersNames: readonly string[] = ['SLACK_API_TOKEN'];

/**
 * The variable that a name was surely meant to be: at most two letters away, and itself not set. Undefined for names of other programs,
 * and for those with a digit, such as the `ZIM_SERVER_SECRET_2` of a second app in `hush.yml`: no variable of Hush's has one.
 */
export function meantVariable(name: string, environment: Environment): Variable | undefined {
  if (name in variables || othersNames.includes(name) || /\d/.test(name)) return undefined;
  const near = ownNames
    .filter((own) => Math.abs(own.length - name.length) <= mostLetters && !environment[own]?.trim())
    .map((own) => ({ own, distance: letterDistance(name.toUpperCase(), own) }))
    .filter(({ distance }) => distance <= mostLetters);
  return near.toSorted((a, b) => a.distance - b.distance)[0]?.own;
}
