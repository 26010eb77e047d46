import { chartFacts } from '../home/show-home.ts';
import { type FormVerb, formVerbs } from '../line/command.ts';
import { activityCharts } from '../messages/activity-charts.ts';
import { chartText } from '../messages/chart.ts';
import { paragraph, section } from '../messages/message.ts';
import { openModal } from '../modals/open.ts';
import type { PressHandler } from './press.ts';

/** On Hush's own page: opens a form, or without a verb the way to every form. */
export const openFromHome: PressHandler = async ({ value, interaction }, parts) => {
  const verb = formVerbs.find((known): known is FormVerb => known === value);
  await openModal({ fields: verb && { verb }, interaction }, parts);
};

/** Another page, or the same one anew: whatever is pressed on Hush's own page, it is shown again (see `hear-button.ts`). */
export const turnHome: PressHandler = async ({ interaction }) => interaction.ack();

/** The charts themselves, which a Home tab cannot hold, as a direct message. */
export const sendCharts: PressHandler = async ({ interaction }, parts) => {
  await interaction.ack();
  const facts = await chartFacts(parts);
  const charts = [...activityCharts(facts)];
  const heading = `*Mutes and silences of the last ${facts.perDay.length} days*`;
  if (charts.length === 0) return interaction.tell(paragraph(`${heading}: none.`));
  await interaction.tell({
    text: [heading, ...charts.map(chartText)].join('\n'),
    blocks: [section(heading), ...charts],
  });
};
