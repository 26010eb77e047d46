import { z } from 'zod';
import { type DigestSchedule, isTimezone } from '../moderation/digest.ts';

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** The section `digest` of `hush.yml`. That it is there turns the digest on, also without anything in it. */
export const digestSchema = z
  .strictObject(
    {
      day: z
        .string(`must be a day of the week: ${days.join(', ')}`)
        .transform((day) => day.toLowerCase())
        .pipe(z.enum(days, `must be a day of the week: ${days.join(', ')}`))
        .default('monday'),
      at: z
        .string("must be a time of day in quotes, from '00:00' to '23:59'")
        .regex(/^(?:[01]?\d|2[0-3]):[0-5]\d$/, "must be a time of day in quotes, from '00:00' to '23:59'")
        .default('09:00'),
      timezone: z
        .string('must be the name of a time zone, such as Europe/Berlin or UTC')
        // An offset is no place: it would be an hour off for half of the year.
        .refine(
          (name) => /^[A-Za-z]/.test(name) && isTimezone(name),
          'there is no such time zone; it is a name such as Europe/Berlin, America/New_York or UTC',
        )
        .default('UTC'),
    },
    'must hold day, at and timezone; {} takes monday, 09:00 and UTC',
  )
  .transform(({ day, at, timezone }): DigestSchedule => {
    const [hour, minute] = at.split(':').map(Number);
    return { weekday: days.indexOf(day) + 1, hour: hour ?? 0, minute: minute ?? 0, timezone };
  });
