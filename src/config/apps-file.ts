import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { Environment } from './variables.ts';

/** The apps of `hush.yml`, unchecked, and what is wrong with the file as a file. */
export interface FileApps {
  readonly apps: Readonly<Record<string, unknown>>;
  readonly problems: readonly string[];
}

/** Reads the apps of `hush.yml`, with `${VAR}` in texts replaced from the environment. */
export function readAppsFile(environment: Environment): FileApps {
  const file = environment.HUSH_CONFIG?.trim();
  if (!file) return { apps: {}, problems: [] };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return {
      apps: {},
      problems: [`HUSH_CONFIG names a file that cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`],
    };
  }
  const document = parseDocument(text);
  // Only the first line of a YAML error: the rest quotes the file, which may hold a secret.
  const broken = [...document.errors, ...document.warnings].map(({ message }) => `hush.yml: ${message.split('\n')[0]}`);
  if (broken.length > 0) return { apps: {}, problems: broken };
  const problems: string[] = [];
  const filled = fill(document.toJS(), environment, problems);
  const shape = z.strictObject({ apps: z.record(z.string(), z.unknown()).default({}) }).safeParse(filled ?? {});
  if (!shape.success) {
    const wrong = shape.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => `${key} in hush.yml: there is no such setting`)
        : [`hush.yml: ${issue.message}`],
    );
    return { apps: {}, problems: [...problems, ...wrong] };
  }
  return { apps: shape.data.apps, problems };
}

function fill(value: unknown, environment: Environment, problems: string[]): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
      const found = environment[name];
      if (!found) problems.push(`hush.yml uses \${${name}}, which is not set`);
      return found ?? '';
    });
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, environment, problems));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, environment, problems)]));
  }
  return value;
}
