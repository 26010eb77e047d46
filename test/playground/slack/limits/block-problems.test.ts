import { describe, expect, it } from 'vitest';
import { blockProblems, blocksLength, type Surface } from '../../../../src/playground/slack/limits/block-problems.ts';
import { writeProblem } from '../../../../src/playground/slack/limits/problem.ts';
import { viewProblems } from '../../../../src/playground/slack/limits/view-problems.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const of = (length: number) => 'x'.repeat(length);
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

const section = (rest: object = {}) => ({ type: 'section', text: mrkdwn('x'), ...rest });
const button = (rest: object = {}) => ({ type: 'button', text: plain('x'), ...rest });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const option = (text = 'a', value = text) => ({ text: plain(text), value });
const select = (rest: object = {}) => ({ type: 'static_select', options: [option()], ...rest });
const input = (element: object, rest: object = {}) => ({ type: 'input', label: plain('x'), element, ...rest });
const point = (label: string, value = 1) => ({ label, value });
const chart = (made: object = { type: 'pie', segments: [point('a')] }, rest: object = {}) => ({
  type: 'data_visualization',
  title: 'x',
  chart: made,
  ...rest,
});
const bars = (
  labels: readonly string[],
  series: readonly object[] = [{ name: 'n', data: labels.map((each) => point(each, 0)) }],
) => chart({ type: 'bar', series, axis_config: { categories: labels } });
const typed = (rest: object = {}) => ({ type: 'plain_text_input', ...rest });
const confirm = (rest: object = {}) => ({
  title: plain('x'),
  text: plain('x'),
  confirm: plain('x'),
  deny: plain('x'),
  ...rest,
});

const problems = (blocks: readonly object[], surface: Surface = 'message') =>
  blockProblems({ blocks, surface }).map(writeProblem);

describe('blockProblems', () => {
  it.each<[string, object]>([
    ['a section with text', section({ text: mrkdwn(of(3000)) })],
    ['a section with ten fields', { type: 'section', fields: times(10, () => mrkdwn(of(2000))) }],
    ['a header', { type: 'header', text: plain(of(150)) }],
    ['a context', { type: 'context', elements: times(10, () => mrkdwn('x')) }],
    ['buttons', actions(...times(25, (index) => button({ action_id: `a${index}`, value: of(2000) })))],
    ['a danger button that asks', actions(button({ style: 'danger', confirm: confirm({ text: mrkdwn(of(300)) }) }))],
    ['a menu of 100', actions(select({ options: times(100, (index) => option(of(70) + index)) }))],
    ['an accessory', section({ accessory: button({ text: plain(of(75)) }) })],
    ['an input', input(typed({ max_length: 3000, multiline: true, initial_value: of(3000) }))],
    ['a date and time', actions({ type: 'datetimepicker', initial_date_time: 1_700_000_000 })],
    ['a divider', { type: 'divider', block_id: of(255) }],
    ['a pie of six', chart({ type: 'pie', segments: times(6, (index) => point(`s${index}`)) }, { title: of(50) })],
    ['twenty bars', bars(times(20, (index) => `b${index}`))],
    ['a table', { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] }],
  ])('takes %s', (_, block) => {
    expect(problems([block])).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      'an empty text',
      section({ text: mrkdwn('') }),
      'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'a long text',
      section({ text: mrkdwn(of(3001)) }),
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['a text that is no object', section({ text: 'x' }), 'must provide an object [json-pointer:/blocks/0/text]'],
    [
      'a seventh slice',
      chart({ type: 'pie', segments: times(7, (index) => point(`s${index}`)) }),
      'no more than 6 items allowed [json-pointer:/blocks/0/chart/segments]',
    ],
    [
      'a slice of nothing',
      chart({ type: 'pie', segments: [point('a', 0)] }),
      'must be more than -1 [json-pointer:/blocks/0/chart/segments/0/value]',
    ],
    [
      'a long label',
      chart({ type: 'pie', segments: [point(of(21))] }),
      'must be less than 21 characters [json-pointer:/blocks/0/chart/segments/0/label]',
    ],
    [
      'a twenty-first bar',
      bars(
        times(21, (index) => `b${index}`),
        [{ name: 'n', data: [point('b0')] }],
      ),
      'no more than 20 items allowed [json-pointer:/blocks/0/chart/axis_config/categories]',
    ],
    [
      'bars without their categories',
      bars(['a', 'b'], [{ name: 'n', data: [point('a')] }]),
      'data labels must match axis_config.categories [json-pointer:/blocks/0/chart/series]',
    ],
    [
      'a long title of a chart',
      chart(undefined, { title: of(51) }),
      'must be less than 51 characters [json-pointer:/blocks/0/title]',
    ],
    ['no text at all', { type: 'section' }, 'missing required field: text [json-pointer:/blocks/0]'],
    [
      'a mrkdwn header',
      { type: 'header', text: mrkdwn('x') },
      'failed to match all allowed schemas [json-pointer:/blocks/0/text/type]',
    ],
    [
      'a long header',
      { type: 'header', text: plain(of(151)) },
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      '11 fields',
      { type: 'section', fields: times(11, () => mrkdwn('x')) },
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a long field',
      { type: 'section', fields: [mrkdwn(of(2001))] },
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    ],
    [
      '11 in a context',
      { type: 'context', elements: times(11, () => mrkdwn('x')) },
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      '26 buttons',
      actions(...times(26, () => button())),
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'a long label',
      actions(button({ text: plain(of(76)) })),
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a long value',
      actions(button({ value: of(2001) })),
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'a mrkdwn label',
      actions(button({ text: mrkdwn('x') })),
      'failed to match all allowed schemas [json-pointer:/blocks/0/elements/0/text/type]',
    ],
    [
      'a style that is none',
      actions(button({ style: 'default' })),
      'failed to match all allowed schemas [json-pointer:/blocks/0/elements/0/style]',
    ],
    [
      'a field that is none',
      actions(button({ url_: 'x' })),
      'invalid additional property: url_ [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'a long action_id',
      actions(button({ action_id: of(256) })),
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'two of one action_id',
      actions(button({ action_id: 'a' }), button({ action_id: 'a' })),
      'duplicate action_id: a [json-pointer:/blocks/0/elements/1/action_id]',
    ],
    [
      '101 options',
      actions(select({ options: times(101, (index) => option(`${index}`)) })),
      'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'no options',
      actions({ type: 'static_select' }),
      'must provide either options or option_groups [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'a long option',
      actions(select({ options: [option(of(76), 'a')] })),
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
    ],
    [
      'a long option value',
      actions(select({ options: [option('a', of(76))] })),
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/value]',
    ],
    [
      'an initial option from elsewhere',
      actions(select({ initial_option: option('b') })),
      'initial option is not among the options: b [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'a long question',
      actions(button({ confirm: confirm({ text: plain(of(301)) }) })),
      'must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]',
    ],
    [
      'a long yes',
      actions(button({ confirm: confirm({ confirm: plain(of(31)) }) })),
      'must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/confirm/text]',
    ],
    [
      'a long input label',
      input(typed(), { label: plain(of(2001)) }),
      'must be less than 2001 characters [json-pointer:/blocks/0/label/text]',
    ],
    ['a button as input', input(button()), 'unsupported type [json-pointer:/blocks/0/element/type]'],
    [
      'a max_length over 3000',
      input(typed({ max_length: 3001 })),
      'must be less than 3001 [json-pointer:/blocks/0/element/max_length]',
    ],
    [
      'more than max_length at the start',
      input(typed({ max_length: 2, initial_value: 'abc' })),
      'must be less than 3 characters [json-pointer:/blocks/0/element/initial_value]',
    ],
    [
      'a date and time as accessory',
      section({ accessory: { type: 'datetimepicker' } }),
      'unsupported type [json-pointer:/blocks/0/accessory/type]',
    ],
    [
      'a file input in a message',
      input({ type: 'file_input' }),
      'unsupported type: file_input [json-pointer:/blocks/0]',
    ],
    ['an unknown block', { type: 'banner' }, 'unsupported type [json-pointer:/blocks/0/type]'],
  ])('refuses %s', (_, block, problem) => {
    expect(problems([block])).toEqual([problem]);
  });

  it('counts blocks by where they are shown, and wants each block_id once', () => {
    expect(problems(times(50, () => section()))).toEqual([]);
    expect(problems(times(51, () => section()))).toEqual(['no more than 50 items allowed [json-pointer:/blocks]']);
    expect(
      problems(
        times(100, () => section()),
        'modal',
      ),
    ).toEqual([]);
    expect(problems([section({ block_id: 'a' }), section({ block_id: 'a' })])).toEqual([
      'duplicate block_id: a [json-pointer:/blocks/1/block_id]',
    ]);
  });

  it('measures all texts together', () => {
    expect(
      blocksLength([section({ text: mrkdwn(of(100)) }), actions(button({ text: plain(of(20)), value: of(99) }))]),
    ).toBe(120);
  });
});

describe('viewProblems', () => {
  const view = (rest: object = {}) => ({ type: 'modal', title: plain('x'), blocks: [section()], ...rest });
  const of24 = { title: plain(of(24)), submit: plain(of(24)), close: plain(of(24)) };

  it('takes a modal at its limits, and a Home', () => {
    const blocks = times(100, () => input(typed()));
    expect(viewProblems(view({ ...of24, blocks, private_metadata: of(3000), callback_id: of(255) }))).toEqual([]);
    expect(viewProblems({ type: 'home', blocks: [section()] })).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['no object', 'x', 'must provide an object [json-pointer:/view]'],
    ['no title', view({ title: undefined }), 'missing required field: title [json-pointer:/view]'],
    ['a long title', view({ title: plain(of(25)) }), 'must be less than 25 characters [json-pointer:/view/title/text]'],
    [
      'a long submit',
      view({ submit: plain(of(25)) }),
      'must be less than 25 characters [json-pointer:/view/submit/text]',
    ],
    [
      'long metadata',
      view({ private_metadata: of(3001) }),
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      '101 blocks',
      view({ blocks: times(101, () => section()) }),
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'inputs without submit',
      view({ blocks: [input(typed())] }),
      'missing required field: submit [json-pointer:/view]',
    ],
    [
      'a bad block',
      view({ blocks: [section({ text: mrkdwn('') })] }),
      'must be more than 0 characters [json-pointer:/view/blocks/0/text/text]',
    ],
    ['a chart', view({ blocks: [chart()] }), 'unsupported type: data_visualization [json-pointer:/view/blocks/0]'],
    ['a field that is none', view({ ok: true }), 'invalid additional property: ok [json-pointer:/view]'],
    [
      'two inputs of one block_id',
      view({ submit: plain('x'), blocks: [input(typed(), { block_id: 'a' }), input(typed(), { block_id: 'a' })] }),
      'duplicate block_id: a [json-pointer:/view/blocks/1/block_id]',
    ],
  ])('refuses %s', (_, refused, problem) => {
    expect(viewProblems(refused).map(writeProblem)).toEqual([problem]);
  });
});
