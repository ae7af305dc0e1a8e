import type { Clock } from '../clock.ts';
import type { Story, StoryStep } from './releases.ts';

/** Prints what happens, with the virtual time it happens at and the real time that has passed. */
export interface Printer {
  headline(text: string): void;
  line(text: string): void;
  /** Prints what is new in a release's story since the last look at it. */
  story(story: Story): void;
}

const bold = (text: string) => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[0m` : text);

export function printer(clock: Clock, print: (text: string) => void): Printer {
  const virtualStart = clock.now();
  const realStart = Date.now();
  const shown = new Set<string>();
  const at = (virtual: number) =>
    `${span((virtual - virtualStart) / 1000)}  ${((Date.now() - realStart) / 1000).toFixed(1).padStart(5)} s`;
  const show = (virtual: string, text: string) => print(`  ${at(Date.parse(virtual))}  ${text}`);
  return {
    headline: (text) => print(`\n${bold(text)}`),
    line: (text) => print(`  ${text}`),
    story(story) {
      const news = story.steps.flatMap((step) => tidings(story.id, step)).filter(({ key }) => !shown.has(key));
      for (const { key, time, text } of news.sort((a, b) => a.time.localeCompare(b.time))) {
        shown.add(key);
        show(time, text);
      }
    },
  };
}

/** What a step has to tell: that it began, and how it ended. */
function tidings(id: string, step: StoryStep): { key: string; time: string; text: string }[] {
  const { name, state, startedAt, endedAt, reason } = step;
  const start = { key: `${id}/${name}/start`, time: startedAt, text: `… ${name}` };
  if (!endedAt) return [start];
  return [
    start,
    { key: `${id}/${name}/end`, time: endedAt, text: `${state === 'done' ? '✓' : '✗'} ${name}: ${reason}` },
  ];
}

/** Hours, minutes and seconds: `0:07:42`. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}
