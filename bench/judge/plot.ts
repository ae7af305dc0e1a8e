import type { Cell } from './cells.ts';
import type { Outcome } from './run-cell.ts';

interface Result {
  readonly cell: Cell;
  readonly outcomes: readonly Outcome[];
}

const colours = ['#0b6e4f', '#d1495b', '#edae49', '#30638e', '#8d6a9f'];
const rowHeight = 22;
const left = 300;
const width = 560;
const right = 120;

/** How often each rule rolled back, a row for each cell, good releases above and bad ones below. */
export function plot(rules: readonly string[], results: readonly Result[], runs: number): string {
  const good = results.filter(({ cell }) => cell.target.kind === 'false');
  const bad = results.filter(({ cell }) => cell.target.kind === 'found');
  const top = 70;
  const middle = top + good.length * rowHeight + 40;
  const height = middle + bad.length * rowHeight + 50;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + width + right}" height="${height}" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>Share of rollouts that each rule rolls back, ${runs} simulated rollouts a row</title>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...rules.map((name, at) => legend(name, at)),
    heading('Good releases: how often rolled back (left is better)', top),
    ...good.flatMap((result, at) => row(result, top + 14 + at * rowHeight)),
    heading('Bad releases: how often found (right is better), and our median minute', middle),
    ...bad.flatMap((result, at) => row(result, middle + 14 + at * rowHeight)),
    ...[0, 25, 50, 75, 100].map(
      (percent) => `<text x="${x(percent / 100)}" y="${height - 12}" text-anchor="middle">${percent} %</text>`,
    ),
    '</svg>',
    '',
  ].join('\n');
}

const x = (share: number): number => Math.round((left + share * width) * 10) / 10;

const legend = (name: string, at: number): string =>
  `<circle cx="${20 + at * 190}" cy="24" r="5" fill="${colours[at]}"/><text x="${30 + at * 190}" y="28">${name}</text>`;

const heading = (text: string, y: number): string => `<text x="20" y="${y}" font-weight="600">${text}</text>`;

function row({ cell, outcomes }: Result, y: number): string[] {
  const name = `${cell.family}, ${cell.rates.candidate}/${cell.rates.stable}`.replace('<', '&lt;');
  const middle = y + rowHeight / 2;
  const target =
    cell.target.kind === 'false' ? cell.target.atMost : cell.target.kind === 'found' ? cell.target.atLeast : 0;
  const median = cell.target.kind === 'found' ? `${outcomes[0]?.medianMinutes ?? '–'} min` : '';
  return [
    `<text x="20" y="${middle + 4}">${name}</text>`,
    `<line x1="${x(0)}" y1="${middle}" x2="${x(1)}" y2="${middle}" stroke="#dddddd"/>`,
    `<line x1="${x(target)}" y1="${middle - 8}" x2="${x(target)}" y2="${middle + 8}" stroke="#333333"/>`,
    ...outcomes
      .map(
        ({ share }, at) => `<circle cx="${x(share)}" cy="${middle}" r="5" fill="${colours[at]}" fill-opacity="0.8"/>`,
      )
      .toReversed(),
    `<text x="${x(1) + 14}" y="${middle + 4}">${median}</text>`,
  ];
}
