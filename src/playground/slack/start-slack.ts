import { type Clock, systemClock } from '../../lib/clock.ts';
import { type ChangeListener, Changes, type Found, waitFor } from '../wire/changes.ts';
import type { Data } from '../wire/data.ts';
import { FaultBoard } from '../wire/fault-board.ts';
import { listen } from '../wire/server.ts';
import { WorkspaceAdmin } from './admin.ts';
import { SlackDesk } from './desk.ts';
import { PeopleInSlack } from './driver/people.ts';
import type {
  SlackCall,
  SlackChannel,
  SlackFile,
  SlackMessage,
  SlackPing,
  SlackUser,
  SlackView,
  SlackViolation,
} from './model.ts';
import type { OtherWay } from './other-way.ts';
import { ResponseUrls } from './response-urls.ts';
import { defaultScopes, playgroundSlack, type SlackSeed, slackSeed } from './seed.ts';
import type { SlackFault, SlackSwitches } from './switches.ts';
import { plainText, plainView, type Readable } from './text/plain-text.ts';
import { Triggers } from './triggers.ts';
import { ViewStacks } from './view-stacks.ts';
import { Workspace } from './workspace.ts';

/** How to start a Slack stand-in. */
export interface SlackOptions {
  readonly clock: Clock;
  /** For the deadline of acknowledgements, and for {@link SlackStandIn.waitFor}; left out: the machine's clock. */
  readonly realClock?: Clock;
  /** The bot's `/slack/events`; may be set later. */
  readonly eventsUrl?: string;
  /** Left out: those of {@link playgroundSlack}. */
  readonly signingSecret?: string;
  readonly botToken?: string;
  /** Left out: the workspace of {@link slackSeed}. */
  readonly seed?: Partial<SlackSeed>;
  readonly switches?: Partial<SlackSwitches>;
  /** How the bot is reached in place of `eventsUrl`. */
  readonly otherWay?: OtherWay;
  /** Left out: any free one. */
  readonly port?: number;
}

/** A running Slack stand-in. What it returns is a copy, as plain data. */
export interface SlackStandIn {
  /** For `SLACK_API_URL`; ends in `/api/`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly signingSecret: string;
  /** Where the bot listens. */
  eventsUrl: string;
  readonly switches: SlackSwitches;
  /** By Web API method, or `response_url`, `upload` or `download`. */
  readonly faults: FaultBoard<SlackFault>;
  /** The people: they type, press and fill in forms. */
  readonly people: PeopleInSlack;
  /** The admins: channels, people, groups, files. */
  readonly admin: WorkspaceAdmin;
  /** What a channel's members see, thread replies too, oldest first. */
  messages(channel: string): readonly SlackMessage[];
  /** What only this person sees, in all channels or one, oldest first. */
  ephemerals(user: string, channel?: string): readonly SlackMessage[];
  /** The id of the direct messages between the bot and this person. */
  directChannel(user: string): string;
  /** What the bot wrote to this person directly. */
  directMessages(user: string): readonly SlackMessage[];
  /** Forms on somebody's screen, bottom first. */
  views(user: string): readonly SlackView[];
  /** What was published as somebody's Home tab. */
  home(user: string): Data | undefined;
  /** One file with its bytes, if it has come in. */
  file(id: string): SlackFile | undefined;
  files(): readonly (Omit<SlackFile, 'content'> & { readonly content?: string })[];
  calls(method?: string): readonly SlackCall[];
  violations(): readonly SlackViolation[];
  /** Mentions that ring a phone. */
  pings(): readonly SlackPing[];
  channels(): readonly (Omit<SlackChannel, 'members'> & { readonly members: readonly string[] })[];
  users(): readonly SlackUser[];
  /** Members of a user group; nobody if there is none. */
  userGroup(id: string): readonly string[];
  /** What a person sees of a message, or of a view, as text; `user`'s time zone, else UTC. */
  plainText(message: Readable | SlackView, user?: string): string;
  /** True: connections are refused until it is set to false again. */
  refuseConnections(on: boolean): Promise<void>;
  /** Calls `listener` after every change until the returned function is called. */
  onChange(listener: ChangeListener): () => void;
  /** Resolves as soon as `predicate` finds something; rejects after `ms` of real time (left out: 5 s). */
  waitFor<T>(predicate: () => T, ms?: number): Promise<Found<T>>;
  close(): Promise<void>;
}

const defaults: SlackSwitches = {
  escaping: 'full',
  scopes: defaultScopes,
  messagesPerSecond: 1,
  messageBurst: 5,
  tierLimits: false,
  deadlineMs: 3000,
  messageInEphemeralPayload: false,
};

/** Starts a strict stand-in for Slack on 127.0.0.1: its Web API, response_urls, files, and the people in it. */
export async function startSlack(options: SlackOptions): Promise<SlackStandIn> {
  const { clock } = options;
  const realClock = options.realClock ?? systemClock;
  const botToken = options.botToken ?? playgroundSlack.botToken;
  const signingSecret = options.signingSecret ?? playgroundSlack.signingSecret;
  const switches: SlackSwitches = { ...defaults, ...options.switches };
  const changes = new Changes();
  const workspace = new Workspace({ clock, changes, seed: { ...slackSeed, ...options.seed } });
  const views = new ViewStacks(changes);
  const triggers = new Triggers(clock);
  const urls = new ResponseUrls(workspace);
  const faults = new FaultBoard<SlackFault>(() => changes.tell('faults'));
  const closing = new AbortController();
  const at = { origin: '' };
  let eventsUrl = options.eventsUrl ?? '';
  const desk = new SlackDesk({
    workspace,
    views,
    triggers,
    switches,
    urls,
    faults,
    botToken,
    otherWay: options.otherWay,
    signal: closing.signal,
    origin: () => at.origin,
  });
  const server = await listen({
    ...(options.port === undefined ? {} : { port: options.port }),
    handle: (request, response) => desk.handle(request, response),
  });
  at.origin = server.origin;
  const people = new PeopleInSlack({
    workspace,
    views,
    triggers,
    urls,
    switches,
    realClock,
    signingSecret,
    eventsUrl: () => eventsUrl,
    otherWay: options.otherWay,
    origin: () => at.origin,
    signal: closing.signal,
  });
  const messages = (wanted: (message: SlackMessage) => boolean) =>
    structuredClone(workspace.messages.filter((message) => !message.deleted && wanted(message)));
  return {
    apiUrl: `${at.origin}/api/`,
    botToken,
    signingSecret,
    get eventsUrl() {
      return eventsUrl;
    },
    set eventsUrl(url) {
      eventsUrl = url;
    },
    switches,
    faults,
    people,
    admin: new WorkspaceAdmin(workspace),
    messages: (channel) => messages((each) => each.channel === channel && each.onlyFor === undefined),
    ephemerals: (user, channel) =>
      messages((each) => each.onlyFor === user && (channel === undefined || each.channel === channel)),
    directChannel: (user) => workspace.directChannel(user).id,
    directMessages: (user) =>
      messages((each) => each.channel === workspace.directChannel(user).id && each.onlyFor === undefined),
    views: (user) => structuredClone(views.stack(user)),
    home: (user) => structuredClone(views.homes.get(user)?.view),
    file: (id) => structuredClone(workspace.files.get(id)),
    files: () =>
      [...workspace.files.values()].map(({ content, ...file }) => ({
        ...structuredClone(file),
        ...(content ? { content: content.toString('utf8') } : {}),
      })),
    calls: (method) => workspace.calls.filter((call) => method === undefined || call.method === method),
    violations: () => [...workspace.violations],
    pings: () => [...workspace.pings],
    channels: () => [...workspace.channels.values()].map((each) => ({ ...each, members: [...each.members] })),
    users: () => structuredClone([...workspace.users.values()]),
    userGroup: (id) => [...(workspace.userGroups.get(id)?.users ?? [])],
    plainText: (readable, user) =>
      'view' in readable
        ? plainView(readable.view, workspace.reader(user))
        : plainText(readable, workspace.reader(user)),
    refuseConnections: (on) => server.refuse(on),
    onChange: (listener) => changes.on(listener),
    waitFor: (predicate, ms = 5000) => waitFor({ changes, predicate, ms, clock: realClock }),
    close: async () => {
      closing.abort(new Error('The stand-in was closed'));
      await server.close();
    },
  };
}
