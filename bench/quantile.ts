/** Where a quantile lies among so many sorted values, counted from 1 (type 7 of R. J. Hyndman and Y. Fan, 1996: R's own). */
export const placeOfQuantile = (share: number, count: number): number => share * (count - 1) + 1;

/** The value below which this share of the values lies, between its two neighbours; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = placeOfQuantile(share, sorted.length);
  const below = sorted[Math.floor(place) - 1] ?? 0;
  const above = sorted[Math.ceil(place) - 1] ?? below;
  return below + (place - Math.floor(place)) * (above - below);
}
