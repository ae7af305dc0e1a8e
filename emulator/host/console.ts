import type { Host } from './host-options.ts';
import type { HostLogLine } from './log.ts';

/** What the host says on the terminal: for people, or as JSON for scripts. */
export interface Printer {
  log(line: HostLogLine): void;
  /** The host is up. Scripts read its address in the first line, so what was said before comes after it. */
  ready(host: Host, stateFolder: string): void;
}

export const printerOf = (isJson: boolean): Printer => (isJson ? jsonPrinter() : textPrinter());

function jsonPrinter(): Printer {
  let early: HostLogLine[] | undefined = [];
  const print = (value: object) => void process.stdout.write(`${JSON.stringify(value)}\n`);
  const log = (line: HostLogLine) => print({ time: new Date().toISOString(), ...line });
  return {
    log: (line) => void (early ? early.push(line) : log(line)),
    ready({ url, functions, gaps }, stateFolder) {
      print({ url, functions, gaps, stateFolder });
      for (const line of early ?? []) log(line);
      early = undefined;
    },
  };
}

const detailLevels: readonly string[] = ['trace', 'debug'];

function textPrinter(): Printer {
  return {
    log({ level, category, functionName, message }) {
      if (category === 'system' && detailLevels.includes(level)) return;
      process.stdout.write(`${level.padEnd(11)} ${functionName === undefined ? '' : `${functionName}: `}${message}\n`);
    },
    ready({ url, functions }, stateFolder) {
      const list = functions.map(({ name, trigger }) => `  ${name} (${trigger})\n`).join('');
      process.stdout.write(`\n${url}, state in ${stateFolder}\n${list}\n`);
    },
  };
}
