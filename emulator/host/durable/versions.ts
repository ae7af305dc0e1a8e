import type { Instance } from './instance.ts';
import type { DurableSettings } from './settings.ts';

/** Whether this app may run an instance that was started under some version of it (Durable extension 3). */
export function checkVersion(settings: DurableSettings, instance: Instance): 'run' | 'reject' | 'fail' {
  const { defaultVersion, versionMatchStrategy: strategy } = settings;
  if (defaultVersion === undefined || strategy === 'None') return 'run';
  const order = compareVersions(instance.version ?? '', defaultVersion);
  if (order === 0 || (strategy === 'CurrentOrOlder' && order < 0)) return 'run';
  return settings.versionFailureStrategy === 'Fail' ? 'fail' : 'reject';
}

const numericVersion = /^\d+(\.\d+){1,3}$/;

/**
 * Two to four numbers compare as numbers, anything else as text (Durable Task Framework, `VersioningSettings`): "10" is
 * older than "9", but "10.0" is newer than "9.0".
 */
export function compareVersions(a: string, b: string): number {
  if (!numericVersion.test(a) || !numericVersion.test(b)) return compareTexts(a.toUpperCase(), b.toUpperCase());
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let at = 0; at < 4; at++) {
    const difference = (left?.[at] ?? -1) - (right?.[at] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

const compareTexts = (a: string, b: string): number => Number(a > b) - Number(a < b);
