import { at, differences, listAt, ofType, policy, textAt } from './policy.ts';

const services = ['blob', 'queue', 'table'];

/** What ids, names and networks must be like. */
export const networkPolicies = [
  policy('the storage account is shut to the internet where that is wanted, and only there', (deployed) => {
    const wanted = deployed.case.parameters['privateNetwork'] === true ? 'Deny' : 'Allow';
    return ofType(deployed, 'Microsoft.Storage/storageAccounts')
      .filter((each) => textAt(each, 'properties.networkAcls.defaultAction') !== wanted)
      .map(({ name }) => `${name} is not ${wanted}`);
  }),
  policy('each service of the storage account has a private endpoint, a zone, a link and a name in it', (deployed) => {
    const wanted = deployed.case.parameters['privateNetwork'] === true ? services : [];
    const [account] = ofType(deployed, 'Microsoft.Storage/storageAccounts');
    const endpoints = ofType(deployed, 'Microsoft.Network/privateEndpoints');
    const connections = endpoints.flatMap((each) => listAt(each, 'properties.privateLinkServiceConnections'));
    const zones = ofType(deployed, 'Microsoft.Network/privateDnsZones');
    const zoneOf = (id: string) => id.split('/').at(-1)?.split('.')[1] ?? '';
    const groups = ofType(deployed, 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups').map((each) => {
      const zone = zoneOf(textAt(listAt(each, 'properties.privateDnsZoneConfigs')[0], 'properties.privateDnsZoneId'));
      return each.id.includes(`/pe-${zone}-`) ? zone : `${each.id} is in ${zone}`;
    });
    const links = ofType(deployed, 'Microsoft.Network/privateDnsZones/virtualNetworkLinks');
    const networks = ofType(deployed, 'Microsoft.Network/virtualNetworks').map(({ id }) => id);
    return [
      ...differences(
        'endpoints',
        connections.flatMap((each) => listAt(each, 'properties.groupIds').map(String)),
        wanted,
      ),
      ...connections
        .filter((each) => textAt(each, 'properties.privateLinkServiceId') !== account?.id)
        .map(() => 'an endpoint leads elsewhere'),
      ...endpoints
        .filter((each) => !networks.some((id) => textAt(each, 'properties.subnet.id') === `${id}/subnets/storage`))
        .map(({ name }) => `${name} is in another subnet`),
      ...differences(
        'zones',
        zones.map(({ name }) => name),
        wanted.map((each) => `privatelink.${each}.core.windows.net`),
      ),
      ...differences('names', groups, wanted),
      ...differences(
        'links',
        links.map(({ id }) => zoneOf(id.split('/virtualNetworkLinks/')[0] ?? '')),
        wanted,
      ),
      ...links
        .filter((each) => !networks.includes(textAt(each, 'properties.virtualNetwork.id')))
        .map(({ name }) => `${name} links another network`),
    ];
  }),
  policy('the app is in its own subnet, which is lent to it, where there is a network', (deployed) => {
    const [network] = ofType(deployed, 'Microsoft.Network/virtualNetworks');
    const [site] = ofType(deployed, 'Microsoft.Web/sites');
    const found = at(site, 'properties.virtualNetworkSubnetId');
    if (!network) return found === undefined ? [] : ['there is no such subnet'];
    const subnets = listAt(network, 'properties.subnets');
    const own = subnets.find((each) => textAt(each, 'name') === 'app');
    const lent = listAt(own, 'properties.delegations').map((each) => textAt(each, 'properties.serviceName'));
    const prefixes = subnets.map((each) => textAt(each, 'properties.addressPrefix'));
    return [
      ...(found === `${network.id}/subnets/app` ? [] : ['the app is elsewhere']),
      ...differences('lent to', lent, ['Microsoft.App/environments']),
      ...(new Set(prefixes).size === prefixes.length ? [] : ['two subnets have the same addresses']),
    ];
  }),
  policy('no two deployments have one name in one place', ({ deployments }) => {
    const places = deployments.map(({ name, scope }) => `${name} in ${scope}`.toLowerCase());
    return [
      ...places.filter((place, i) => places.indexOf(place) < i),
      ...deployments.filter(({ name }) => name.length > 64).map(({ name }) => `${name} is too long a name`),
    ];
  }),
  policy('ids are used once, and names fit', ({ resources }) => {
    // Workspaces that share something need the same role on it: asking for the same twice is asking once.
    const different = resources.filter(
      (each, i) =>
        !each.type.includes('roleAssignments') ||
        resources.findIndex(({ id, body }) => id === each.id && JSON.stringify(body) === JSON.stringify(each.body)) ===
          i,
    );
    const ids = different.map(({ id }) => id.toLowerCase());
    const forms: readonly (readonly [RegExp, RegExp])[] = [
      [/^Microsoft\.Storage\/storageAccounts@/, /^[a-z0-9]{3,24}$/],
      [/\/(containers|queues)@/, /^[a-z0-9](-?[a-z0-9]){2,62}$/],
      [/^Microsoft\.Web\/sites@/, /^[a-z0-9][a-z0-9-]{0,58}[a-z0-9]$/],
      [/^Microsoft\.Authorization\//, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
      [/^Microsoft\.EventGrid\//, /^[A-Za-z0-9-]{3,50}$|^[A-Za-z0-9-]{3,64}$/],
      [/^Microsoft\.DurableTask\/schedulers(\/taskHubs)?@/, /^[a-zA-Z0-9-]{3,64}$/],
    ];
    const misfits = resources.filter(({ type, name }) =>
      forms.some(([types, form]) => types.test(type) && !form.test(name)),
    );
    return [
      ...ids.filter((id, i) => ids.indexOf(id) < i).map((id) => `${id} is there twice`),
      ...misfits.map(({ type, name }) => `${type} is called ${name}`),
    ];
  }),
  policy('the app runs on Flex Consumption, on a Node that it is offered with', (deployed) => {
    const [plan] = ofType(deployed, 'Microsoft.Web/serverfarms');
    const [site] = ofType(deployed, 'Microsoft.Web/sites');
    const wanted = String(deployed.case.parameters['nodeVersion'] ?? '24');
    return [
      ...(textAt(plan, 'sku.name') === 'FC1' && textAt(plan, 'sku.tier') === 'FlexConsumption' ? [] : ['another plan']),
      ...(at(plan, 'properties.reserved') === true ? [] : ['the plan is not Linux']),
      ...(textAt(site, 'properties.serverFarmId') === plan?.id ? [] : ['the app is on another plan']),
      ...(textAt(site, 'properties.functionAppConfig.runtime.version') === wanted ? [] : [`Node is not ${wanted}`]),
    ];
  }),
];
