/** A machine that a deployment can run on. */
export interface VmSize {
  readonly name: string;
  readonly family: string;
  readonly cores: number;
  readonly gpus: number;
  readonly memoryInGb: number;
  /** Dollars an hour, pay as you go, Linux. An estimate: the real list changes. */
  readonly pricePerHour: number;
  /** Machines that the reserve of 20 % for upgrades does not count for. */
  readonly isWithoutReserve: boolean;
}

interface Family {
  readonly family: string;
  /** `#` is where the number goes. */
  readonly name: string;
  /** The number in the name and the cores, where these differ; with the count of GPUs where there are some. */
  readonly sizes: readonly (number | readonly [number: number, cores: number, gpus?: number])[];
  readonly memoryPerCore: number;
  readonly pricePerCore: number;
  readonly isWithoutReserve?: boolean;
}

const general = [2, 4, 8, 16, 32, 48, 64, 96];

/**
 * The machines for managed online endpoints (Managed online endpoints VM SKU list; how to manage quotas, for those without
 * the reserve).
 */
const families: readonly Family[] = [
  { family: 'standardDASv4Family', name: 'D#as_v4', sizes: general, memoryPerCore: 4, pricePerCore: 0.048 },
  { family: 'standardDAv4Family', name: 'D#a_v4', sizes: general, memoryPerCore: 4, pricePerCore: 0.048 },
  { family: 'standardESv3Family', name: 'E#s_v3', sizes: general.slice(0, 7), memoryPerCore: 8, pricePerCore: 0.063 },
  {
    ...{ family: 'standardFSv2Family', name: 'F#s_v2', memoryPerCore: 2, pricePerCore: 0.0423 },
    sizes: [2, 4, 8, 16, 32, 48, 64, 72],
  },
  {
    ...{ family: 'standardLASv3Family', name: 'L#as_v3', memoryPerCore: 8, pricePerCore: 0.078 },
    sizes: [8, 16, 32, 48, 64, 80],
  },
  {
    ...{ family: 'standardLSv2Family', name: 'L#s_v2', memoryPerCore: 8, pricePerCore: 0.078 },
    sizes: [8, 16, 32, 48, 64, 80],
  },
  {
    ...{ family: 'standardLSv3Family', name: 'L#s_v3', memoryPerCore: 8, pricePerCore: 0.087 },
    sizes: [8, 16, 32, 48, 64, 80],
  },
  {
    ...{ family: 'standardDSv2Family', name: 'DS#_v2', memoryPerCore: 3.5, pricePerCore: 0.05725 },
    sizes: [1, 2, [3, 4], [4, 8], [5, 16]],
  },
  {
    family: 'standardFXMDVSFamily',
    name: 'FX#mds',
    sizes: [4, 12, 24, 36, 48],
    memoryPerCore: 21,
    pricePerCore: 0.093,
  },
  {
    ...{ family: 'standardNCADSA100v4Family', name: 'NC#ads_A100_v4', memoryPerCore: 9.2, pricePerCore: 0.153 },
    sizes: [
      [24, 24, 1],
      [48, 48, 2],
      [96, 96, 4],
    ],
    isWithoutReserve: true,
  },
  {
    ...{ family: 'standard NCASv3_T4 Family', name: 'NC#as_T4_v3', memoryPerCore: 7, pricePerCore: 0.1315 },
    sizes: [
      [4, 4, 1],
      [8, 8, 1],
      [16, 16, 1],
      [64, 64, 4],
    ],
  },
  {
    ...{ family: 'standardNCSv2Family', name: 'NC#s_v2', memoryPerCore: 18.7, pricePerCore: 0.345 },
    sizes: [
      [6, 6, 1],
      [12, 12, 2],
      [24, 24, 4],
    ],
  },
  {
    ...{ family: 'standardNCSv3Family', name: 'NC#s_v3', memoryPerCore: 18.7, pricePerCore: 0.51 },
    sizes: [
      [6, 6, 1],
      [12, 12, 2],
      [24, 24, 4],
    ],
  },
  {
    ...{ family: 'standardNCADSH100v5Family', name: 'NC#ads_H100_v5', memoryPerCore: 8, pricePerCore: 0.1745 },
    sizes: [[40, 40, 1]],
    isWithoutReserve: true,
  },
  {
    ...{ family: 'standardNCADSH100v5Family', name: 'NC#adis_H100_v5', memoryPerCore: 8, pricePerCore: 0.1745 },
    sizes: [[80, 80, 2]],
    isWithoutReserve: true,
  },
  {
    ...{ family: 'standardNDSv2Family', name: 'ND#rs_v2', memoryPerCore: 16.8, pricePerCore: 0.55 },
    sizes: [[40, 40, 8]],
    isWithoutReserve: true,
  },
  {
    ...{ family: 'standard NDAMSv4_A100Family', name: 'ND#amsr_A100_v4', memoryPerCore: 19.8, pricePerCore: 0.341 },
    sizes: [[96, 96, 8]],
    isWithoutReserve: true,
  },
  {
    ...{ family: 'standard NDASv4_A100 Family', name: 'ND#asr_v4', memoryPerCore: 9.4, pricePerCore: 0.283 },
    sizes: [[96, 96, 8]],
    isWithoutReserve: true,
  },
  {
    ...{ family: 'standardNDv5H100Family', name: 'ND#is_H100_v5', memoryPerCore: 19.8, pricePerCore: 1.02 },
    sizes: [[96, 96, 8]],
    isWithoutReserve: true,
  },
  {
    ...{ family: 'standardNDv5H100Family', name: 'ND#isr_H100_v5', memoryPerCore: 19.8, pricePerCore: 1.02 },
    sizes: [[96, 96, 8]],
    isWithoutReserve: true,
  },
  {
    ...{ family: 'standardNVADSA10v5Family', name: 'NV#ads_A10_v5', memoryPerCore: 9.2, pricePerCore: 0.0757 },
    sizes: [
      [6, 6, 1],
      [12, 12, 1],
      [18, 18, 1],
      [36, 36, 1],
      [72, 72, 2],
    ],
  },
  {
    ...{ family: 'standardNVADSA10v5Family', name: 'NV#adms_A10_v5', memoryPerCore: 24.4, pricePerCore: 0.1 },
    sizes: [[36, 36, 1]],
  },
];

export const vmSizes: readonly VmSize[] = families.flatMap((family) =>
  family.sizes.map((size) => {
    const [number, cores, gpus = 0] = typeof size === 'number' ? [size, size] : size;
    return {
      name: `Standard_${family.name.replace('#', String(number))}`,
      family: family.family,
      cores,
      gpus,
      memoryInGb: Math.round(cores * family.memoryPerCore * 10) / 10,
      pricePerHour: Math.round(cores * family.pricePerCore * 1e4) / 1e4,
      isWithoutReserve: family.isWithoutReserve ?? false,
    };
  }),
);

const byName = new Map(vmSizes.map((size) => [size.name.toLowerCase(), size]));

export const vmSize = (name: string): VmSize | undefined => byName.get(name.toLowerCase());
