import { text } from './checks';

/** A field of a schedule: the least and the most, and the names that stand for numbers. */
interface ScheduleField {
  readonly least: number;
  readonly most: number;
  readonly names?: string;
}

const FIELDS: ScheduleField[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: 'jan feb mar apr may jun jul aug sep oct nov dec' },
  { least: 0, most: 6, names: 'sun mon tue wed thu fri sat' },
];

const NAMED = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every [\dhmsuµn.]+)$/;

function isSchedule(schedule: string): boolean {
  const fields = schedule.trim().split(/\s+/);
  return (
    NAMED.test(schedule.trim()) ||
    (fields.length === FIELDS.length &&
      fields.every((field, i) => field.split(',').every((part) => isPart(part.toLowerCase(), FIELDS[i]))))
  );
}

/** `*`, a number or a range, with a step behind it. */
function isPart(part: string, field: ScheduleField): boolean {
  const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
  const ends = range.split('-').map((end) => numberOf(end, field));
  const isFine =
    range === '*' ||
    range === '?' ||
    (ends.length <= 2 && ends.every((end) => end >= field.least && end <= field.most));
  return isFine && !(ends[0] > ends[1]) && Number(step ?? 1) > 0;
}

function numberOf(value: string, { least, names = '' }: ScheduleField): number {
  const position = value === '' ? -1 : names.split(' ').indexOf(value);
  return position >= 0 ? position + least : /^\d+$/.test(value) ? Number(value) : NaN;
}

/** The schedule of a CronJob, as github.com/robfig/cron reads it. */
export const schedule = text(
  isSchedule,
  'a schedule has five fields (minute, hour, day, month, weekday from 0 to 6), and no time zone',
  'Write one such as "0 * * * *", and the zone into timeZone',
);
