import { createRequire } from 'node:module';
import { createConnection } from 'node:net';

/*
 * The process that Azurite runs in. Azurite takes its settings from the command line, starts when its file is loaded, and
 * closes its servers, saving what they hold, when it is asked to end.
 */
const require = createRequire(import.meta.url);
// Azurite's own copy: it is not ours to depend on.
const Loki = createRequire(require.resolve('azurite'))('lokijs') as { prototype: LokiAutosave };

interface LokiAutosave {
  autosaveInterval: number;
  autosaveEnable(options?: unknown, callback?: unknown): unknown;
}

// Azurite saves its tables every five seconds, too seldom when a whole machine is lost at once. Nothing is written when
// nothing has changed.
const enable = Loki.prototype.autosaveEnable;
Loki.prototype.autosaveEnable = function (this: LokiAutosave, ...rest) {
  this.autosaveInterval = 500;
  return enable.apply(this, rest);
};

require('azurite/dist/src/azurite.js');

// An interrupt at the terminal is for the parent to act upon.
process.on('SIGINT', () => {});
process.once('disconnect', endWithParent);

const portOf = (option: string) => Number(process.argv[process.argv.indexOf(option) + 1]);

/** The parent is gone, killed or finished. Azurite's own handler closes everything, from when its start is complete. */
function endWithParent(): void {
  setInterval(() => process.emit('SIGTERM'), 50).unref();
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createConnection(port, '127.0.0.1');
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

async function tellWhenReady(): Promise<void> {
  // The table service is the last that Azurite starts.
  while (!(await listens(portOf('--tablePort')))) await new Promise((resolve) => setTimeout(resolve, 20));
  if (process.connected) process.send?.('ready');
  else endWithParent();
}

void tellWhenReady();
