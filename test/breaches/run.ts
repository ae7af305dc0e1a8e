import { parseArgs } from 'node:util';
import { areas } from './areas.ts';
import type { Breach } from './breach.ts';
import { type Checkout, copyCheckout } from './checkout.ts';
import { runNamedTests } from './named-tests.ts';

/*
 * Plants every breach in a copy of this checkout, one at a time, and runs the test that it names: that must pass without
 * the breach, and fail with it. Takes names of areas, and --only with a part of an item's text.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', default: '' } },
});
const unknown = positionals.filter((name) => !(name in areas));
if (unknown.length > 0) {
  console.error(`There is no area ${unknown.join(', ')}. There are ${Object.keys(areas).join(', ')}.`);
  process.exit(2);
}

const wanted = Object.entries(areas)
  .filter(([name]) => positionals.length === 0 || positionals.includes(name))
  .flatMap(([, breaches]) => breaches)
  .filter(({ item }) => item.includes(values.only));
const checkout = copyCheckout();
process.once('SIGINT', () => process.exit(130));
process.once('exit', checkout.remove);

const missed = (await tryAll(checkout, wanted)).filter((isCaught) => !isCaught).length;
console.log(`\n${wanted.length - missed} caught, ${missed} missed`);
process.exitCode = missed === 0 && wanted.length > 0 ? 0 : 1;

async function tryAll({ folder, plant }: Checkout, breaches: readonly Breach[]): Promise<boolean[]> {
  const without = await runNamedTests(folder, breaches);
  const caught: boolean[] = [];
  for (const breach of breaches) {
    const sound = without(breach);
    if (sound !== 'passed') {
      caught.push(tell(breach, false, `without it the test ${sound === 'failed' ? 'fails' : 'does not run'} too`));
      continue;
    }
    const takeOut = plant(breach);
    const verdict = (await runNamedTests(folder, [breach]))(breach);
    takeOut();
    caught.push(tell(breach, verdict === 'failed', verdict === 'broken' ? 'the test does not even load' : 'unnoticed'));
  }
  return caught;
}

function tell({ item, file, testName }: Breach, isCaught: boolean, reason: string): boolean {
  const line = `${isCaught ? 'caught' : 'MISSED'}  ${item.padEnd(44)}  ${file}  by '${testName}'`;
  console.log(isCaught ? line : `${line}: ${reason}`);
  return isCaught;
}
