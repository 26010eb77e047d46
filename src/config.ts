import type { z } from 'zod';
import { auditCheckSchema } from './config/audit.ts';
import { secretsOfUrl } from './config/database-url.ts';
import { type HushFile, readHushFile, shownKey, unknownSetting } from './config/hush-file.ts';
import { meantVariable } from './config/meant-variable.ts';
import { policyProblems } from './config/policy.ts';
import { type Config, configSchema } from './config/schema.ts';
import { type Environment, type Variable, variables } from './config/variables.ts';
import type { CheckingKey } from './lib/signing-key.ts';

/** Everything that is wrong with the configuration, one line each, for the person who starts Hush. Never holds a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `Hush cannot start. ${problems.length === 1 ? 'One thing is' : `${problems.length} things are`} wrong with its configuration:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/** The only reader of the process's environment. */
export function processEnvironment(): Environment {
  return process.env;
}

/** True when any `SLACK_*` variable is set: then Hush is the real bot, never the playground (design §2). */
export function wantsRealBot(environment: Environment): boolean {
  return Object.entries(environment).some(([name, value]) => name.startsWith('SLACK_') && value?.trim());
}

/** The environment without anything that configures Hush: what a process needs to run at all. */
export function withoutHush(environment: Environment): Readonly<Record<string, string>> {
  const entries = Object.entries(environment).flatMap(([name, value]) =>
    name in variables || value === undefined || meantVariable(name, environment) ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}

/** Every secret of a configuration, for the log to know what it may never hold. */
export function secretsOf({ slack, apps, databaseUrl, traces }: Config): readonly string[] {
  const ofApps = Object.values(apps).map((app) => (app.vendor === 'zim' ? app.secret : app.appSecret));
  const ofSlack = [slack.botToken, slack.signingSecret, slack.appToken];
  return [
    ...ofSlack.flatMap((secret) => secret ?? []),
    ...ofApps,
    ...secretsOfUrl(databaseUrl),
    ...(traces?.secrets ?? []),
  ];
}

/** Where each setting comes from: its place in the schema, and its variable. */
const settings: readonly (readonly [path: readonly string[], variable: Variable])[] = [
  [['slack', 'botToken'], 'SLACK_BOT_TOKEN'],
  [['slack', 'signingSecret'], 'SLACK_SIGNING_SECRET'],
  [['slack', 'appToken'], 'SLACK_APP_TOKEN'],
  [['slack', 'apiUrl'], 'SLACK_API_URL'],
  [['host'], 'HOST'],
  [['port'], 'PORT'],
  [['auditChannel'], 'HUSH_AUDIT_CHANNEL'],
  [['moderators'], 'HUSH_MODERATORS'],
  [['dataDir'], 'HUSH_DATA_DIR'],
  [['databaseUrl'], 'DATABASE_URL'],
  [['vendorTimeoutMs'], 'HUSH_VENDOR_TIMEOUT_MS'],
  [['logLevel'], 'LOG_LEVEL'],
  [['traces', 'endpoint'], 'OTEL_EXPORTER_OTLP_ENDPOINT'],
  [['traces', 'tracesEndpoint'], 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
  [['traces', 'headers'], 'OTEL_EXPORTER_OTLP_HEADERS'],
  [['traces', 'tracesHeaders'], 'OTEL_EXPORTER_OTLP_TRACES_HEADERS'],
  [['traces', 'exporter'], 'OTEL_TRACES_EXPORTER'],
  [['traces', 'disabled'], 'OTEL_SDK_DISABLED'],
  [['traces', 'sampler'], 'OTEL_TRACES_SAMPLER'],
  [['traces', 'ratio'], 'OTEL_TRACES_SAMPLER_ARG'],
  [['apps', 'zim', 'appId'], 'ZIM_APP_ID'],
  [['apps', 'zim', 'secret'], 'ZIM_SERVER_SECRET'],
  [['apps', 'zim', 'operator'], 'ZIM_OPERATOR'],
  [['apps', 'zim', 'url'], 'ZIM_API_URL'],
  [['apps', 'zim', 'callsPerSecond'], 'ZIM_CALLS_PER_SECOND'],
  [['apps', 'netease', 'appKey'], 'NETEASE_APP_KEY'],
  [['apps', 'netease', 'appSecret'], 'NETEASE_APP_SECRET'],
  [['apps', 'netease', 'url'], 'NETEASE_API_URL'],
  [['apps', 'netease', 'callsPerSecond'], 'NETEASE_CALLS_PER_SECOND'],
];

/**
 * A misspelt `HUSH_MODERATORS` must not quietly let every admin in. Other prefixes belong to other programs too: only what is nearly a
 * variable's name, and used by no `hush.yml`, is taken for one.
 */
function unknownVariables(environment: Environment, uses: ReadonlySet<string> = new Set()): readonly string[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    if (name in variables || uses.has(name) || !value?.trim()) return [];
    const meant = meantVariable(name, environment);
    if (meant) return [`${name}: there is no such variable. Did you mean ${meant}?`];
    return name.startsWith('HUSH_') ? [`${name}: there is no such variable; README.md lists them all`] : [];
  });
}

interface Tree {
  [key: string]: string | Tree | undefined;
  apps?: Tree;
  vendor?: string;
}

/**
 * The whole configuration, checked, from the environment and the `hush.yml` that `HUSH_CONFIG` names. Throws {@link ConfigError} with
 * every problem at once.
 */
export function readConfig(environment: Environment): Config {
  const file = readHushFile(environment);
  const tree: Tree = { slack: {}, apps: {} };
  const problems = [...unknownVariables(environment, file.uses), ...file.problems];
  for (const [path, variable] of settings) {
    const value = environment[variable]?.trim();
    if (value) put(tree, path, value);
  }
  const apps = tree.apps as Tree;
  const { apps: fileApps = {}, ...sections } = file.content;
  for (const vendor of ['zim', 'netease']) {
    const app = apps[vendor];
    if (typeof app !== 'object') continue;
    app.vendor = vendor;
    if (isRecord(fileApps) && vendor in fileApps) {
      const where = place(['apps', vendor], file.lineOf(['apps', vendor]));
      problems.push(`${where}: the environment sets an app of this name too; rename one`);
    }
  }
  const merged = isRecord(fileApps) ? { ...fileApps, ...apps } : fileApps;
  const result = configSchema.safeParse({ ...tree, ...sections, apps: merged });
  if (!result.success) {
    // Whether any app is set up cannot be said of a file that could not be read.
    const issues = result.error.issues.filter(({ path }) => !(file.broken && path.join('.') === 'apps'));
    problems.push(...issues.flatMap((issue) => describe(issue, file)));
  }
  problems.push(...policyIssues(file, { apps: merged, moderators: tree.moderators !== undefined }));
  if (!result.success || problems.length > 0) throw new ConfigError([...new Set(problems)]);
  return result.data;
}

/** What the policy says against apps and moderators: that they are wrong themselves hides nothing of it. */
function policyIssues(
  file: HushFile,
  { apps, moderators }: { readonly apps: unknown; readonly moderators: boolean },
): readonly string[] {
  if (!isRecord(apps)) return [];
  const vendors = new Map(Object.entries(apps).map(([name, app]) => [name, isRecord(app) ? app.vendor : undefined]));
  return policyProblems(file.content.policy, { apps: vendors, moderators }).map(({ path, message }) => {
    const all = ['policy', ...path.map(String)];
    return `${place(all, file.lineOf(all))}: ${message}`;
  });
}

/**
 * What somebody needs who only checks the audit: where the database is, and the keys of `hush.yml`, or without those the one in
 * `HUSH_AUDIT_KEY`; private or public, and none where none is set. Everything else may be missing. Throws {@link ConfigError}.
 */
export function readAuditAccess(environment: Environment): {
  readonly dataDir: string;
  readonly keys: readonly CheckingKey[];
} {
  const file = readHushFile(environment);
  if (file.broken) throw new ConfigError(file.problems);
  const result = auditCheckSchema.safeParse(file.content.audit ?? { key: environment.HUSH_AUDIT_KEY?.trim() ?? '' });
  if (result.success) return { dataDir: environment.HUSH_DATA_DIR?.trim() || './data', keys: result.data };
  const inFile = file.content.audit !== undefined;
  throw new ConfigError(
    result.error.issues.flatMap((issue) =>
      inFile ? describe({ ...issue, path: ['audit', ...issue.path] }, file) : [`HUSH_AUDIT_KEY ${issue.message}`],
    ),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function put(tree: Tree, path: readonly string[], value: string): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) tree[key] = value;
  else {
    tree[key] ??= {};
    const branch = tree[key];
    if (typeof branch === 'object') put(branch, rest, value);
  }
}

function describe(issue: z.core.$ZodIssue, file: HushFile): readonly string[] {
  const path = issue.path.map(String);
  const line = lineOf(path, file);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const at = line === undefined ? undefined : (file.lineOf([...path, key]) ?? line);
      return unknownSetting(place([...path, shownKey(key)], at));
    });
  }
  if (issue.code === 'invalid_key') return [`${place(path, line)}: ${issue.issues[0]?.message ?? issue.message}`];
  const variable = settings.find(
    ([known]) => known.length <= path.length && known.every((key, index) => key === path[index]),
  )?.[1];
  if (line === undefined && variable)
    return [
      `${variable} ${issue.message}. It is ${variables[variable].what}, for example ${variable}=${variables[variable].example}`,
    ];
  return [path.length > 1 || line !== undefined ? `${place(path, line)}: ${issue.message}` : issue.message];
}

/** The line of `hush.yml` that a setting stands on; undefined if it is the environment's. */
function lineOf(path: readonly string[], file: HushFile): number | undefined {
  const [section = '', app = ''] = path;
  const content: unknown = Object.entries(file.content).find(([name]) => name === section)?.[1];
  const isInFile = section === 'apps' && path.length > 1 ? isRecord(content) && app in content : content !== undefined;
  return isInFile ? file.lineOf(path) : undefined;
}

function place(path: readonly string[], line: number | undefined): string {
  return `${path.map(shownPart).join('.')}${line === undefined ? '' : ` in hush.yml, line ${line}`}`;
}

/** Names that people choose stand in a path too; what could be a secret in the wrong place does not look like one. */
function shownPart(key: string): string {
  return /^\(not a name\)$|^[\p{L}\p{N}][\p{L}\p{N} .,_'’/&-]{0,59}$/u.test(key) ? key : '(not a name)';
}
