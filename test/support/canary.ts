import { done } from '../../domain/outcome.ts';
import { completePart, minutesOf } from '../../domain/series.ts';
import type { World } from '../../domain/world.ts';
import { type AppUnderTest, release, startApp } from './app-under-test.ts';

export interface Behaviour {
  readonly requests: number;
  readonly errors: number;
}

/** What Azure Monitor would say of two deployments: so many requests and errors in every minute. */
function measuring(clock: () => number, behaviour: (isCandidate: boolean, at: string) => Behaviour): World['metrics'] {
  return {
    readLoad: async () => done([]),
    async read(endpoints, asked) {
      const window = completePart(asked, new Date(clock()));
      const series = (deployment: string, isCandidate: boolean) => ({
        deployment,
        minutes: minutesOf(window).map((at) => {
          const { requests, errors } = behaviour(isCandidate, at);
          return { at, requests: { succeeded: requests - errors, modelErrors: errors }, latency: { p95: 800 } };
        }),
      });
      const deployments = [series(sides.candidate, true), series(sides.stable, false)];
      return done({ window, endpoints: endpoints.map((endpoint) => ({ endpoint, deployments, gaps: [] })) });
    },
  };
}

/** The two sides of the canary that a test runs. */
export const sides = { candidate: '', stable: '' };

const steps = '[{traffic: 10, hold: 10m}, {traffic: 50, hold: 5m}, {traffic: 100}]';
const canary = `endpoint: {name: chat}\nrollout: {strategy: canary, steps: ${steps}, maxDuration: 1h}\n`;
export const manifestWith = (more: string) => ({
  'answer.jinja2': 'Second',
  'deploy.yaml': canary.replace('maxDuration: 1h', `maxDuration: 1h, ${more}`),
});
export const second = { 'answer.jinja2': 'Second', 'deploy.yaml': canary };

export const healthy = (isCandidate: boolean): Behaviour => ({ requests: isCandidate ? 60 : 540, errors: 0 });
export const failing = (isCandidate: boolean): Behaviour => ({
  requests: isCandidate ? 60 : 540,
  errors: isCandidate ? 20 : 1,
});
export const silent = (): Behaviour => ({ requests: 0, errors: 0 });

export async function startCanary(behaviour: (isCandidate: boolean, at: string) => Behaviour): Promise<AppUnderTest> {
  const clock = { now: () => 0 };
  const app = await startApp({ metrics: measuring(() => clock.now(), behaviour) });
  clock.now = app.clock.now;
  sides.stable = (await release(app)).deployment ?? '';
  sides.candidate = 'f-candidate';
  const { update } = app.world.releases;
  Object.assign(app.world.releases, {
    async update(id: string, change: { deployment?: string }) {
      if (change.deployment) sides.candidate = change.deployment;
      await update(id, change);
    },
  });
  return app;
}
