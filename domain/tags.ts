/** The tag by which Flowferry knows what it made, and for which release. */
const releaseTag = 'flowferry-release';

export const tagsOf = (releaseId: string, own: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  ...own,
  [releaseTag]: releaseId,
});

export const madeByFlowferry = (tags: Readonly<Record<string, string>>): boolean => releaseTag in tags;

/** What a person gave, without the mark that differs from release to release. */
export const withoutReleaseTag = (tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(tags).filter(([name]) => name !== releaseTag));
