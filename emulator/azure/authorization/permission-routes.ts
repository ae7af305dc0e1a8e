import type { Cloud } from '../cloud.ts';
import { json } from '../exchange.ts';
import type { Route } from '../routing.ts';
import { permissionsOfCaller } from './permissions.ts';

/** What the caller may do on a scope (Authorization REST reference 2022-04-01: Permissions). */
export const permissionRoutes = (cloud: Cloud): Route[] => [
  {
    host: 'management.azure.com',
    scope: 'https://management.azure.com/.default',
    apiVersions: ['2022-04-01', '2018-07-01', '2015-07-01'],
    method: 'GET',
    path: '{scope*}/providers/Microsoft.Authorization/permissions',
    handle({ caller }, { scope }) {
      const found = permissionsOfCaller(cloud, caller.principalId, `/${(scope ?? '').replace(/^\/+|\/+$/g, '')}`);
      const value = found.map(({ actions, notActions, dataActions, notDataActions }) => ({
        ...{ actions, notActions, dataActions, notDataActions },
      }));
      return json(200, { value });
    },
  },
];
