/** Works on every item, a few at a time; the answers come in the order of the items. */
export async function someAtOnce<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const answers = new Array<R>(items.length);
  const rest = items.entries();
  const worker = async () => {
    for (const [at, item] of rest) answers[at] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return answers;
}
