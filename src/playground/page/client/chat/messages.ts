import { html } from 'htm/preact';
import type { ComponentChildren, VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { sentLines } from '../state/command-box.ts';
import { me, messages } from '../state/playground.ts';
import { today } from '../state/time.ts';
import { countText } from '../text/dates.ts';
import { Message } from './message.ts';
import { type Entry, timelineOf } from './timeline.ts';

/** A channel's messages. */
export function Messages({ channel, label, empty }: { channel: string; label: string; empty: VNode | null }): VNode {
  const lines = sentLines.value.filter((line) => line.channel === channel && line.user === me.value);
  const entries = timelineOf(messages.value.get(channel) ?? [], { lines, now: today.value });
  const count = entries.filter(({ kind }) => kind === 'message').length;
  return html`<${ReadingList} key=${`${me.value} ${channel}`} label=${label} count=${count}>
    ${entries.length === 0 ? empty : entries.map(drawEntry)}
  </${ReadingList}>`;
}

function drawEntry(entry: Entry): VNode {
  switch (entry.kind) {
    case 'day':
      return html`<div class="day" key=${entry.key}><span>${entry.text}</span></div>`;
    case 'line':
      return html`<p class="sent-line" key=${entry.key}><span>You typed</span> <code>${cut(entry.line.text)}</code></p>`;
    case 'message': {
      const { key, message, first, replies, lastReplyAt } = entry;
      return html`<${Message} key=${key} message=${message} first=${first} replies=${replies} lastReplyAt=${lastReplyAt} />`;
    }
  }
}

/** A line with 2,000 names need not be shown whole to be known again. */
const longest = 120;

function cut(text: string): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 40)} … ${text.slice(-40)} (${countText(text.length)} characters)`;
}

/** Within this many pixels of the end somebody reads the newest, and new messages scroll into view. */
const nearEnd = 80;

/** A list that stays at its end for whoever reads there, and stays put for whoever reads further up. */
export function ReadingList({
  label,
  count,
  children,
}: {
  label: string;
  count: number;
  children?: ComponentChildren;
}): VNode {
  const list = useRef<HTMLDivElement>(null);
  const inside = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const top = useRef(0);
  const [seen, setSeen] = useState(count);
  const follow = () => {
    const element = list.current;
    if (element && atEnd.current) element.scrollTop = element.scrollHeight;
  };
  // Messages that grow (a case's summary replaces its first words) move the end as much as new ones do.
  useLayoutEffect(() => {
    const observer = new ResizeObserver(follow);
    for (const each of [list.current, inside.current]) if (each) observer.observe(each);
    return () => observer.disconnect();
  }, []);
  // At once, so that no scroll event sees a list that has grown and was not followed yet.
  useLayoutEffect(() => {
    follow();
    if (atEnd.current && seen !== count) setSeen(count);
  });
  const scrolled = () => {
    const element = list.current;
    if (!element) return;
    const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
    // Only going up leaves the end: a list that has just grown is not at its end either, before it is followed.
    if (isNear || element.scrollTop < top.current) atEnd.current = isNear;
    top.current = element.scrollTop;
    if (atEnd.current && seen !== count) setSeen(count);
  };
  const toEnd = () => {
    atEnd.current = true;
    follow();
    setSeen(count);
  };
  return html`<div class="reading">
    <div class="reading-list" ref=${list} onScroll=${scrolled} role="log" aria-label=${label} tabindex="0">
      <div class="reading-inside" ref=${inside}>${children}</div>
    </div>
    ${
      count > seen &&
      html`<button type="button" class="to-end" onClick=${toEnd}>
        ${countText(count - seen)} new ${count - seen === 1 ? 'message' : 'messages'} ↓
      </button>`
    }
  </div>`;
}
