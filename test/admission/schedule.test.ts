import { PLAIN } from '../support/plain-objects';
import { Edit, refused } from '../support/refused';

test.each<[string, Edit[], string[]]>([
  [
    'cron',
    [['spec/schedule', undefined]],
    ['no spec.schedule: a CronJob has a schedule. Give one such as "0 * * * *".'],
  ],
  [
    'cron',
    [['spec/schedule', 'every hour']],
    [
      'spec.schedule "every hour": a schedule has five fields (minute, hour, day, month, weekday from 0 to 6), and no time zone. Write one such as "0 * * * *", and the zone into timeZone.',
    ],
  ],
  [
    'cron',
    [['spec/schedule', '0 * * *']],
    [
      'spec.schedule "0 * * *": a schedule has five fields (minute, hour, day, month, weekday from 0 to 6), and no time zone. Write one such as "0 * * * *", and the zone into timeZone.',
    ],
  ],
  [
    'cron',
    [['spec/schedule', '61 * * * *']],
    [
      'spec.schedule "61 * * * *": a schedule has five fields (minute, hour, day, month, weekday from 0 to 6), and no time zone. Write one such as "0 * * * *", and the zone into timeZone.',
    ],
  ],
])('%s with %j', (object, edits, messages) => expect(refused(PLAIN[object], ...edits)).toEqual(messages));
