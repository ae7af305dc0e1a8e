import type { Cloud } from '../cloud.ts';
import { type AzureRequest, json } from '../exchange.ts';
import type { Route } from '../routing.ts';
import { type VmSize, vmSizes } from '../vm-sizes.ts';
import { armOperation, machineLearningVersions, page } from './call.ts';
import { coreLimitOf, coresInUse } from './cores.ts';

const provider = '/subscriptions/{subscription}/providers/Microsoft.MachineLearningServices/locations/{location}';

/** Machines with their prices, usage and quota of a region (Machine Learning REST reference). Scoped to the subscription. */
export function computeOperations(cloud: Cloud): Route[] {
  const route = (
    path: string,
    answer: (request: AzureRequest, location: string) => ReturnType<typeof json>,
  ): Route => ({
    ...armOperation,
    apiVersions: machineLearningVersions,
    method: 'GET',
    path: `${provider}/${path}`,
    handle: (request, params) => answer(request, params['location'] ?? ''),
  });
  return [
    route('vmSizes', () => json(200, { value: vmSizes.map(shown) })),
    route('usages', (request, location) => {
      const used = coresInUse(cloud, location);
      return page({ request }, familyNames, (family) => ({
        ...described(request, family, 'usages'),
        currentValue: used.get(family) ?? 0,
        limit: coreLimitOf(cloud, family),
      }));
    }),
    route('quotas', (request) =>
      page({ request }, familyNames, (family) => ({
        ...described(request, family, 'quotas'),
        limit: coreLimitOf(cloud, family),
      })),
    ),
  ];
}

const familyNames = [...new Set(vmSizes.map((each) => each.family))];

const described = (request: AzureRequest, family: string, kind: 'usages' | 'quotas') => ({
  id: `/subscriptions/${request.path.split('/')[2]}/${kind}/${family.replaceAll(' ', '_')}`,
  type: `Microsoft.MachineLearningServices/vmFamily/${kind}`,
  unit: 'Count',
  name: { value: family, localizedValue: localized(family) },
});

/** `standardDASv4Family` → `Standard DASv4 Family Cluster Dedicated vCPUs`, as the portal has it. */
const localized = (family: string) =>
  `${family.replace(/^standard\s?/i, 'Standard ').replace(/\s?Family$/, ' Family')} Cluster Dedicated vCPUs`;

const shown = (size: VmSize) => ({
  name: size.name,
  family: size.family,
  vCPUs: size.cores,
  gpus: size.gpus,
  osVhdSizeMB: 1_047_552,
  maxResourceVolumeMB: size.cores * 8192,
  memoryGB: size.memoryInGb,
  lowPriorityCapable: true,
  premiumIO: true,
  estimatedVMPrices: {
    billingCurrency: 'USD',
    unitOfMeasure: 'OneHour',
    // Not in an order that one could rely on.
    values: [
      { retailPrice: rounded(size.pricePerHour * 1.8), osType: 'Windows', vmTier: 'Standard' },
      { retailPrice: rounded(size.pricePerHour * 0.2), osType: 'Linux', vmTier: 'LowPriority' },
      { retailPrice: size.pricePerHour, osType: 'Linux', vmTier: 'Standard' },
      { retailPrice: rounded(size.pricePerHour * 0.5), osType: 'Windows', vmTier: 'LowPriority' },
    ],
  },
  supportedComputeTypes: ['AmlCompute', 'ComputeInstance', 'MIR'],
});

const rounded = (price: number) => Math.round(price * 1e4) / 1e4;
