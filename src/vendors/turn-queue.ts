/** A queue in which keys take turns: however much one key has waiting, another waits for one turn at most. */
export class TurnQueue<Item> {
  /** Keys in the order of their next turn; a map keeps the order in which keys were put in. */
  readonly #waiting = new Map<string, Item[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(key: string, item: Item): void {
    const items = this.#waiting.get(key);
    if (items) items.push(item);
    else this.#waiting.set(key, [item]);
    this.#size += 1;
  }

  /** The next item of the key whose turn it is, which then goes to the end. */
  take(): Item | undefined {
    for (const [key, items] of this.#waiting) {
      const item = items.shift();
      this.#waiting.delete(key);
      if (items.length > 0) this.#waiting.set(key, items);
      this.#size -= 1;
      return item;
    }
    return undefined;
  }

  remove(key: string, item: Item): void {
    const items = this.#waiting.get(key);
    const index = items?.indexOf(item) ?? -1;
    if (!items || index < 0) return;
    items.splice(index, 1);
    if (items.length === 0) this.#waiting.delete(key);
    this.#size -= 1;
  }
}
