import { setTimeout as wait } from 'node:timers/promises';

/** A release, as the API shows it; only what the demo looks at. */
export interface Story {
  readonly id: string;
  readonly state: string;
  readonly deployment?: string;
  readonly fault?: { readonly slug: string; readonly message: string };
  readonly handOff?: {
    readonly principalId: string;
    readonly roles: readonly { readonly role: string; readonly scope: string }[];
    readonly commands: readonly string[];
  };
  readonly steps: readonly StoryStep[];
}
export interface StoryStep {
  readonly name: string;
  readonly state: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly reason?: string;
}

const endings = ['succeeded', 'refused', 'superseded', 'ignored'];

/** The API of Flowferry, as any client sees it. */
export function releasesApi(origin: string) {
  const ask = async (path: string, init?: RequestInit): Promise<Response> => await fetch(`${origin}/api${path}`, init);
  return {
    async post(zip: Uint8Array, name: string): Promise<Story> {
      const form = new FormData();
      form.set('package', new Blob([new Uint8Array(zip)], { type: 'application/zip' }), name);
      const answer = await ask('/releases', { method: 'POST', body: form });
      if (answer.status !== 202)
        throw new Error(`POST /api/releases answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as Story;
    },
    async list(endpoint: string): Promise<readonly Story[]> {
      const answer = await ask(`/releases?endpoint=${endpoint}`);
      return ((await answer.json()) as { releases: readonly Story[] }).releases;
    },
    async get(id: string): Promise<Story> {
      return (await (await ask(`/releases/${id}`)).json()) as Story;
    },
    /** Looks until the release has ended, and shows every look. */
    async follow(id: string, show: (story: Story) => void, limitInSeconds = 120): Promise<Story> {
      const until = Date.now() + limitInSeconds * 1000;
      for (;;) {
        const story = await this.get(id);
        show(story);
        if (endings.includes(story.state)) return story;
        if (Date.now() > until)
          throw new Error(`release ${id} was still ${story.state} after ${limitInSeconds} seconds`);
        await wait(100);
      }
    },
  };
}
