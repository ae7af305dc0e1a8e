import { Cron } from 'croner';
import { resolveSettings } from '../app-settings.ts';
import { isTimeSpan, timeSpanInMs } from '../host-json.ts';

/** When a timer trigger fires. */
export interface TimerSchedule {
  /** The first time after `after`, in milliseconds since 1970. */
  next(after: number): number;
  readonly isDaylightSavingAdjusted: boolean;
}

/**
 * An NCRONTAB expression (six fields with seconds first, or five without) or a TimeSpan; `%NAME%` stands for an app
 * setting. Times are UTC, or of the time zone in WEBSITE_TIME_ZONE. Throws for a text that is neither.
 */
export function timerSchedule(given: string): TimerSchedule {
  const text = resolveSettings(given).trim();
  if (isTimeSpan(text)) {
    const spanInMs = timeSpanInMs(text);
    return { next: (after) => after + spanInMs, isDaylightSavingAdjusted: false };
  }
  const cron = parse(text);
  return {
    isDaylightSavingAdjusted: true,
    next(after) {
      const next = cron.nextRun(new Date(after));
      if (!next) throw new Error(`The schedule '${text}' never comes again.`);
      return next.getTime();
    },
  };
}

function parse(text: string): Cron {
  const fields = text.split(/\s+/);
  if (fields.length !== 5 && fields.length !== 6) {
    throw new Error(`The schedule '${text}' is neither an NCRONTAB expression nor a time span.`);
  }
  const expression = fields.length === 5 ? ['0', ...fields] : fields;
  const timezone = process.env['WEBSITE_TIME_ZONE'] ?? 'UTC';
  // In NCRONTAB a day must match both its fields, in cron one of them.
  return new Cron(expression.join(' '), { paused: true, timezone, domAndDow: true });
}
