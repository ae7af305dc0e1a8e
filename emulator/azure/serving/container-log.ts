import { type FlowError, isFlowError } from './flow-error.ts';

/** The console of the container, as `getLogs` reads it. Old lines make room for new ones. */
export interface ContainerLog {
  info(text: string): void;
  warning(text: string): void;
  /** What an unhandled or answered error leaves behind. */
  error(error: unknown): void;
  /** A line without time and level, as start-up scripts print it. */
  plain(text: string): void;
  text(): string;
}

const linesKept = 200;

/** Opens an empty log; `now` gives the time of its lines, in milliseconds since 1970. */
export function containerLog(now: () => number): ContainerLog {
  const lines: string[] = [];
  const write = (line: string) => {
    lines.push(line);
    if (lines.length > linesKept) lines.splice(0, lines.length - linesKept);
  };
  const stamped = (level: string, text: string) => write(`[${stamp(now())}][pfserving-app][${level}] - ${text}`);
  return {
    info: (text) => stamped('INFO', text),
    warning: (text) => stamped('WARNING', text),
    error(error) {
      const [first, second] = isFlowError(error) ? answered(error) : [String(error), String(error)];
      stamped('ERROR', `Promptflow serving app error: ${first}`);
      stamped('ERROR', `Promptflow serving error traceback: ${second}`);
    },
    plain: write,
    text: () => `${lines.join('\n')}\n`,
  };
}

const answered = (error: FlowError): [string, string] => [
  JSON.stringify({ code: error.codes.split('/')[0], message: error.message }),
  tracebackOf(error),
];

/** The last lines of a Python traceback: the class and the text that others search logs for. */
export const tracebackOf = (error: FlowError): string =>
  `Traceback (most recent call last):\n  (frames are not emulated)\n${error.pythonClass}: ${error.message}`;

/** What gunicorn writes when its worker cannot start the app, and gives up. */
export function workerFailure(error: FlowError, now: number): string {
  const time = stamp(now);
  return [
    `[${time}] [15] [ERROR] Exception in worker process`,
    tracebackOf(error),
    `[${time}] [15] [INFO] Worker exiting (pid: 15)`,
    `[${time}] [7] [ERROR] Worker (pid:15) exited with code 3`,
    `[${time}] [7] [ERROR] Shutting down: Master`,
    `[${time}] [7] [ERROR] Reason: Worker failed to boot.`,
  ].join('\n');
}

const stamp = (time: number) => `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} +0000`;
