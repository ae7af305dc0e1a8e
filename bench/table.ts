/** What one benchmark found: a table for people, plain JSON for scripts. */
export interface BenchTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly notes?: readonly string[];
}
