import type { LogLevel } from './core-protocol.ts';

/** One line of the host's log: what a function said (`user`), or the host and its extensions (`system`). */
export interface HostLogLine {
  readonly level: LogLevel;
  readonly category: 'user' | 'system';
  readonly functionName?: string;
  readonly message: string;
}

export type HostLog = (line: HostLogLine) => void;

/** What the host itself has to say. */
export const systemLog =
  (log: HostLog) =>
  (level: LogLevel, message: string, functionName?: string): void =>
    log({ level, category: 'system', message, ...(functionName === undefined ? {} : { functionName }) });

export type SystemLog = ReturnType<typeof systemLog>;

export const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
