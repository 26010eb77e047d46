import { longestPiece } from './limits.ts';

/** A text that is not read yet, and its beginning. */
export interface Peeked {
  readonly head: string;
  /** The whole, the beginning included. */
  readonly all: AsyncIterable<string>;
}

/** Reads ahead until the beginning matches, as far as that is near; it is shorter where the text ends before. */
export async function peek(text: AsyncIterable<string>, enough: RegExp): Promise<Peeked> {
  const pieces = text[Symbol.asyncIterator]();
  let head = '';
  while (head.length < longestPiece && !enough.test(head)) {
    const { value, done } = await pieces.next();
    if (done) break;
    head += value;
  }
  const rest = { [Symbol.asyncIterator]: () => pieces };
  return {
    head,
    all: (async function* () {
      if (head !== '') yield head;
      yield* rest;
    })(),
  };
}
