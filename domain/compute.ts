/** The virtual machines of a region. */
export interface Compute {
  /** `undefined` where Flowferry may not read the region's machines: that is nobody's fault. */
  get(workspaceId: string, location: string, instanceType: string): Promise<ComputeFacts | undefined>;
}

export interface ComputeFacts {
  /** The size that was asked for, if the region has it. */
  readonly size?: MachineSize;
  /** The names of all sizes of the region. */
  readonly known: readonly string[];
}

export interface MachineSize {
  readonly name: string;
  readonly family: string;
  readonly vCpus: number;
  /** Of one machine: Linux, pay as you go. An estimate, without what was agreed with Microsoft. */
  readonly pricePerHour?: Price;
  /** Cores of the family in the region; absent where they may not be read. */
  readonly cores?: { readonly used: number; readonly limit: number };
}

export interface Price {
  readonly amount: number;
  /** As the service says it, for example `USD`. */
  readonly currency: string;
}
