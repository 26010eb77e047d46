import type { Changes } from '../wire/changes.ts';
import type { Data } from '../wire/data.ts';
import type { SlackView } from './model.ts';

/** Most modals on top of each other. */
export const deepestStack = 3;

/** Every modal ever shown, the stack on each person's screen, and Home tabs. */
export class ViewStacks {
  readonly all = new Map<string, SlackView>();
  /** Home tabs by person. */
  readonly homes = new Map<string, SlackView>();
  readonly #changes: Changes;
  #shown = 0;
  #hashes = 0;

  readonly #team: string;
  readonly #first: number;

  /** `team` is the workspace's id; `first` what its views are counted from: no two workspaces have the same. */
  constructor(changes: Changes, { team, first }: { team: string; first: number }) {
    this.#changes = changes;
    this.#team = team;
    this.#first = first;
  }

  /** What is on somebody's screen, bottom first. */
  stack(user: string): readonly SlackView[] {
    return [...this.all.values()].filter((each) => each.user === user && each.open);
  }

  /** Shows a modal alone: whatever was open is gone. */
  open(user: string, view: Data): SlackView {
    for (const each of this.stack(user)) each.open = false;
    return this.#show({ user, view });
  }

  /** Shows a modal on top; undefined when three are open already, or none. */
  push(user: string, view: Data): SlackView | undefined {
    const top = this.stack(user).at(-1);
    if (!top || this.stack(user).length >= deepestStack) return undefined;
    return this.#show({ user, view, below: top });
  }

  /** Changes what an open modal shows. */
  update(shown: SlackView, view: Data): void {
    shown.view = view;
    shown.versions += 1;
    shown.hash = this.#hash();
    this.#changes.tell('view');
  }

  close(shown: SlackView): void {
    shown.open = false;
    this.#changes.tell('view');
  }

  /** Closes everything on somebody's screen. */
  clear(user: string): void {
    for (const each of this.stack(user)) each.open = false;
    this.#changes.tell('view');
  }

  /** Changes somebody's Home tab; it stays the same view for good. */
  publish(user: string, view: Data): SlackView {
    const before = this.homes.get(user);
    const id = before?.id ?? this.#nextId();
    const versions = (before?.versions ?? 0) + 1;
    const home: SlackView = { id, team: this.#team, user, rootId: id, view, hash: this.#hash(), open: true, versions };
    this.homes.set(user, home);
    this.#changes.tell('home');
    return home;
  }

  /** By id, or by the bot's own external id. */
  find(by: { id?: string; externalId?: string }): SlackView | undefined {
    if (by.id) return this.all.get(by.id);
    return [...this.all.values()].findLast((each) => by.externalId && each.view.external_id === by.externalId);
  }

  #show(shown: { user: string; view: Data; below?: SlackView }): SlackView {
    const id = this.#nextId();
    const added: SlackView = {
      id,
      team: this.#team,
      user: shown.user,
      rootId: shown.below?.rootId ?? id,
      ...(shown.below ? { previousId: shown.below.id } : {}),
      view: shown.view,
      hash: this.#hash(),
      open: true,
      versions: 1,
    };
    this.all.set(id, added);
    this.#changes.tell('view');
    return added;
  }

  #nextId(): string {
    this.#shown += 1;
    return `V${String(this.#first + this.#shown).padStart(10, '0')}`;
  }

  #hash(): string {
    this.#hashes += 1;
    return `${this.#hashes}.${'h'.repeat(8)}`;
  }
}
