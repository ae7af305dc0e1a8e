import { programmingModel } from '../../emulator/host/core-module.ts';
import { startApp } from '../../emulator/host/start-app.ts';

/** Loads an app in this fresh process as the host does, and prints what that took. */
const [, , appFolder = ''] = process.argv;
const cpu = process.cpuUsage();
const begin = performance.now();
const { app } = await startApp({ appFolder }, () => {});
const inMs = performance.now() - begin;
const { user, system } = process.cpuUsage(cpu);
if (!programmingModel() || app.functions.size === 0) throw new Error(`${appFolder} registered nothing`);
process.stdout.write(JSON.stringify({ inMs, cpuInMs: (user + system) / 1000 }));
process.exit();
