import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { releasesApi, type Story } from '../../emulator/demo/releases.ts';

/** The local stack in a process of its own, so that it can be killed. */
export interface StackProcess {
  readonly addresses: Addresses;
  readonly api: ReturnType<typeof releasesApi>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}
interface Addresses {
  readonly api: string;
  readonly azure: string;
  readonly control: string;
  readonly workspace: string;
  readonly storage: string;
}

export async function startStackProcess(stateFolder: string): Promise<StackProcess> {
  const options = ['--json', '--state', stateFolder, '--speed', '300', '--port', '0'];
  const child = spawn(process.execPath, ['emulator/start.ts', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const addresses = JSON.parse(await firstLine(child)) as Addresses;
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return {
    addresses,
    api: releasesApi(new URL(addresses.api).origin),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('the process has no output to read');
  let complaint = '';
  stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2000);
  });
  for await (const line of createInterface({ input: stdout })) return line;
  throw new Error(`the stack did not start: ${complaint}`);
}

/** Looks at a release until it is as wanted, or has ended. */
export async function until(stack: StackProcess, id: string, wanted: (story: Story) => boolean): Promise<Story> {
  for (;;) {
    const story = await stack.api.get(id);
    if (wanted(story) || ['succeeded', 'refused'].includes(story.state)) return story;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
