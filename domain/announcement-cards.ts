import { type Announcement, announcementKinds, type Severity } from './announcement.ts';
import { type Links, linkOf, runbookOf } from './announcement-event.ts';
import { workspaceParts } from './workspace.ts';

/**
 * A message for people. What others have written (names of packages, answers of models) is never read as markup: it could
 * hold links and mentions of its own.
 */

/** For a Teams workflow. Source: Adaptive Cards schema 1.4; "Create incoming webhooks with Workflows". */
export function teamsCard(told: Announcement, links: Links): object {
  const { headline, severity } = announcementKinds[told.kind];
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          msteams: { width: 'Full' },
          body: [
            { type: 'TextBlock', text: headline, size: 'Medium', weight: 'Bolder', color: teamsColors[severity] },
            plainRuns(told.text),
            { type: 'FactSet', facts: factsOf(told, links).map(([title, value]) => ({ title, value })) },
            ...(told.remedy === undefined ? [] : [plainRuns(told.remedy)]),
          ],
          actions: addressesOf(told, links).map(([title, url]) => ({ type: 'Action.OpenUrl', title, url })),
        },
      },
    ],
  };
}

const teamsColors: Readonly<Record<Severity, string>> = {
  information: 'Good',
  attention: 'Warning',
  urgent: 'Attention',
};

/** Runs are shown as they are; a text block would read them as Markdown. */
const plainRuns = (text: string) => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text }] });

/** For a Slack incoming webhook. Source: Slack, Block Kit reference; "Formatting message text". */
export function slackMessage(told: Announcement, links: Links): object {
  const { headline, severity } = announcementKinds[told.kind];
  const title = `${slackMarks[severity]} ${headline}`;
  const facts = factsOf(told, links).map(([name, value]) => ({ type: 'plain_text', text: `${name}: ${value}` }));
  const addresses = addressesOf(told, links).map(([name, url]) => `<${escaped(url)}|${name}>`);
  return {
    text: escaped(`${title}: ${told.text}`),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title, emoji: true } },
      plainSection(told.text),
      ...(told.remedy === undefined ? [] : [plainSection(told.remedy)]),
      { type: 'section', fields: facts },
      ...(addresses.length === 0
        ? []
        : [{ type: 'context', elements: [{ type: 'mrkdwn', text: addresses.join(' · ') }] }]),
    ],
  };
}

const slackMarks: Readonly<Record<Severity, string>> = {
  information: ':white_check_mark:',
  attention: ':warning:',
  urgent: ':rotating_light:',
};

const plainSection = (text: string) => ({ type: 'section', text: { type: 'plain_text', text, emoji: false } });

/** Slack's three control characters. */
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** There is always one: a list without entries is refused by either. */
function factsOf(told: Announcement, links: Links): readonly (readonly [string, string])[] {
  const { endpoint, releaseId, deployment, fault } = told;
  const workspace = endpoint && workspaceParts(endpoint.workspaceId)?.name;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Endpoint', endpoint?.name],
    ['Workspace', workspace],
    ['Package', told.package],
    ['Release', releaseId],
    ['Deployment', deployment],
    ['Fault', fault],
    ['Runbook', runbookOf(told, links)],
  ];
  return facts.flatMap(([name, value]) =>
    value === undefined ? [] : [[name, name === 'Package' ? plain(value) : value] as const],
  );
}

/** The value of a fact is read as Markdown by Teams. */
const plain = (name: string) => name.replace(/[^\p{L}\p{N} ._@-]/gu, '?').slice(0, 200);

function addressesOf(told: Announcement, links: Links): readonly (readonly [string, string])[] {
  const addresses = [
    ['The release', linkOf(told, links)],
    ['What to do', runbookOf(told, links)],
  ] as const;
  return addresses.flatMap(([name, url]) => (url !== undefined && /^https?:/.test(url) ? [[name, url] as const] : []));
}
