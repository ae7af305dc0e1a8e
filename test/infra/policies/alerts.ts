import { readFileSync } from 'node:fs';
import { timers } from '../../../functions/timers/timers.ts';
import { differences, listAt, ofType, policy, textAt } from './policy.ts';

const runbook = readFileSync('docs/runbook.md', 'utf8');
const operations = readFileSync('docs/operations.md', 'utf8');

/** As GitHub makes the address of a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
export const anchors = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? ''));
const eventsOfLog = [...operations.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name ?? '');

const alertTypes = ['Microsoft.Insights/metricAlerts', 'Microsoft.Insights/scheduledQueryRules'];
type Deployed = Parameters<typeof ofType>[0];
const alertsOf = (deployed: Deployed) => alertTypes.flatMap((type) => ofType(deployed, type));
const queriesOf = (deployed: Deployed) =>
  alertsOf(deployed).flatMap((each) => listAt(each, 'properties.criteria.allOf').map((one) => textAt(one, 'query')));

/** How long the watch may be silent: three of its turns. */
const watchedEveryMinutes = 5;

export const alertPolicies = [
  policy('every alert says which section of the runbook to open', (deployed) => {
    const address = String(deployed.case.parameters['runbookAddress'] ?? 'docs/runbook.md');
    return alertsOf(deployed).flatMap((each) => {
      const [, link = '', anchor = ''] = / What to do: (.*)#(.*)$/.exec(textAt(each, 'properties.description')) ?? [];
      return link === address && anchors.includes(anchor) ? [] : [`${each.name} leads to ${link}#${anchor}`];
    });
  }),
  policy('every alert is on, and reaches whoever is to be told', (deployed) => {
    const groups = ofType(deployed, 'Microsoft.Insights/actionGroups');
    const ids = groups.map(({ id }) => id);
    const email = deployed.case.parameters['alertEmail'];
    const reached = groups.map((each) => textAt(listAt(each, 'properties.emailReceivers')[0], 'emailAddress'));
    const toldBy = (each: Parameters<typeof listAt>[0]) => [
      ...listAt(each, 'properties.actions').map((action) => textAt(action, 'actionGroupId')),
      ...listAt(each, 'properties.actions.actionGroups').map(String),
    ];
    return [
      ...differences('people', reached, email === undefined ? [] : [String(email)]),
      ...alertsOf(deployed).flatMap((each) => differences(each.name, toldBy(each), ids)),
      ...[...alertsOf(deployed), ...groups]
        .filter((each) => textAt(each, 'properties.enabled') !== 'true')
        .map(({ name }) => `${name} is off`),
    ];
  }),
  policy('alerts ask for what the app and the host really write', (deployed) => {
    const told = queriesOf(deployed).flatMap((query) =>
      [...query.matchAll(/"event":"([^"]+)"/g)].map(([, name]) => name ?? ''),
    );
    const named = queriesOf(deployed).flatMap((query) =>
      [...query.matchAll(/name == '([^']+)'/g)].map(([, name]) => name ?? ''),
    );
    return [
      ...told.filter((name) => !eventsOfLog.includes(name)).map((name) => `nobody writes ${name}`),
      ...named
        .filter((name) => !timers.some((timer) => timer.name === name))
        .map((name) => `there is no timer ${name}`),
      ...differences('told', told, ['page', 'regressed', 'poison']),
      ...differences('timers', named, ['watchEndpoints']),
    ];
  }),
  policy('an alert looks at what is made, as far back as it looks often', (deployed) => {
    const made = deployed.resources.map(({ id }) => id);
    const own = [...made, ...Object.keys(deployed.case.existing)].map((id) => id.toLowerCase());
    return alertsOf(deployed).flatMap((each) => [
      ...listAt(each, 'properties.scopes')
        .filter((id) => !own.includes(String(id).toLowerCase()))
        .map((id) => `${each.name} looks at ${String(id)}`),
      ...(textAt(each, 'properties.windowSize') === textAt(each, 'properties.evaluationFrequency')
        ? []
        : [`${each.name} has gaps`]),
      ...(/^[0-4]$/.test(textAt(each, 'properties.severity')) ? [] : [`${each.name} has no severity`]),
    ]);
  }),
  policy('something that should happen is missed, and something that should not is seen the first time', (deployed) =>
    alertsOf(deployed).flatMap((each) =>
      listAt(each, 'properties.criteria.allOf').flatMap((one) => {
        const isSilence = textAt(one, 'query').includes('requests');
        const window = Number(/^PT(\d+)M$/.exec(textAt(each, 'properties.windowSize'))?.[1] ?? 60);
        const isRight = isSilence
          ? textAt(one, 'operator') === 'LessThan' &&
            textAt(one, 'threshold') === '1' &&
            window >= 3 * watchedEveryMinutes
          : textAt(one, 'operator') === 'GreaterThan' &&
            (each.type.includes('metricAlerts') || textAt(one, 'threshold') === '0');
        return isRight ? [] : [`${each.name} is raised at the wrong time`];
      }),
    ),
  ),
  policy('what happens to each event, and to nothing else, is told', (deployed) => {
    const metrics = alertsOf(deployed).flatMap((each) =>
      listAt(each, 'properties.criteria.allOf').map((one) => textAt(one, 'metricName')),
    );
    return differences(
      'metrics',
      metrics.filter((name) => name !== ''),
      ['DeadLetteredCount', 'Http5xx', 'QueueMessageCount'],
    );
  }),
];
