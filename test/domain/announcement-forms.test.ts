import { describe, expect, test } from 'vitest';
import {
  type Announcement,
  type AnnouncementKind,
  announcement,
  announcementKinds,
} from '../../domain/announcement.ts';
import { slackMessage, teamsCard } from '../../domain/announcement-cards.ts';
import { announcementEvent } from '../../domain/announcement-event.ts';
import { workspaceId } from '../support/workspace-id.ts';

const links = { app: 'https://flowferry.example.com/', runbook: 'https://wiki.example.com/runbook' };
const unlinked = { runbook: 'docs/runbook.md' };

const told = (over: Partial<Announcement> = {}): Announcement => ({
  ...announcement({
    kind: 'rolledBack',
    about: 'chat-1',
    at: '2026-03-01T10:00:00.000Z',
    text: 'Endpoint chat went back to f-old from release chat-1: errors 11 of 93.',
    remedy: 'Mend the flow.',
    fault: 'regressed',
    releaseId: 'chat-1',
    package: 'chat',
    deployment: 'f-new',
    endpoint: { workspaceId, name: 'chat' },
  }),
  ...over,
});
const ofFleet = announcement({ kind: 'digest', about: 'fleet', at: '2026-03-01T10:00:00.000Z', text: 'All is cheap.' });
const kinds = Object.keys(announcementKinds) as AnnouncementKind[];

interface Card {
  readonly attachments: readonly {
    readonly content: { readonly body: readonly { type: string }[]; actions: unknown[] };
  }[];
}
const cardOf = (message: object) => (message as Card).attachments[0]?.content;

describe('a message as a CloudEvent', () => {
  test('says what, where, when and why, and where to look', () => {
    expect(announcementEvent(told(), links)).toEqual({
      specversion: '1.0',
      id: told().id,
      type: 'Flowferry.RolledBack',
      source: workspaceId,
      subject: 'endpoints/chat/releases/chat-1',
      time: '2026-03-01T10:00:00.000Z',
      datacontenttype: 'application/json',
      data: {
        kind: 'rolledBack',
        headline: 'Rolled back',
        severity: 'attention',
        text: 'Endpoint chat went back to f-old from release chat-1: errors 11 of 93.',
        remedy: 'Mend the flow.',
        fault: 'regressed',
        releaseId: 'chat-1',
        package: 'chat',
        deployment: 'f-new',
        workspaceId,
        endpoint: 'chat',
        link: 'https://flowferry.example.com/api/releases/chat-1',
        runbook: 'https://wiki.example.com/runbook#a-release-was-rolled-back',
      },
    });
  });

  test('about everything is about the fleet', () => {
    expect(announcementEvent(ofFleet, unlinked)).toMatchObject({ source: '/flowferry', subject: 'fleet' });
  });
});

describe('a message for people', () => {
  test.each(kinds)('of the kind %s fits into the limits of Teams and Slack', (kind) => {
    const message = told({ kind, text: 'x'.repeat(2000), remedy: 'y'.repeat(2000), package: 'z'.repeat(500) });

    expect(JSON.stringify(teamsCard(message, links)).length).toBeLessThan(28 * 1024);
    const { blocks } = slackMessage(message, links) as { blocks: { text?: { text: string }; fields?: unknown[] }[] };
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const { text, fields = [] } of blocks) {
      expect(text?.text.length ?? 0).toBeLessThanOrEqual(3000);
      expect(fields.length).toBeLessThanOrEqual(10);
    }
    expect(blocks[0]?.text?.text.length).toBeLessThanOrEqual(150);
  });

  test('leads to the release and to the runbook, where these have addresses', () => {
    expect(cardOf(teamsCard(told(), links))?.actions).toEqual([
      { type: 'Action.OpenUrl', title: 'The release', url: 'https://flowferry.example.com/api/releases/chat-1' },
      {
        type: 'Action.OpenUrl',
        title: 'What to do',
        url: 'https://wiki.example.com/runbook#a-release-was-rolled-back',
      },
    ]);
    expect(cardOf(teamsCard(told(), unlinked))?.actions).toEqual([]);
    expect(JSON.stringify(slackMessage(told(), links))).toContain(
      '<https://flowferry.example.com/api/releases/chat-1|The release>',
    );
    expect(JSON.stringify(slackMessage(ofFleet, unlinked))).not.toContain('mrkdwn');
  });

  const hostile = told({
    text: '<!channel> [click](https://evil.example) <https://evil.example|here> **now** & `x`',
    package: '[click](https://evil.example)',
  });

  test('lets nobody write links, mentions or markup into Teams', () => {
    const { body = [] } = cardOf(teamsCard(hostile, links)) ?? {};
    const marked = JSON.stringify(body.filter(({ type }) => type !== 'RichTextBlock'));

    expect(marked).not.toMatch(/\]\(|evil\.example\)/);
    expect(JSON.stringify(body)).toContain('[click](https://evil.example) <https');
  });

  test('lets nobody write links, mentions or markup into Slack', () => {
    const { text, blocks } = slackMessage(hostile, links) as { text: string; blocks: object[] };
    const marked = blocks.filter((block) => JSON.stringify(block).includes('mrkdwn'));

    expect(text).not.toMatch(/<|>/);
    expect(text).toContain('&lt;!channel&gt;');
    expect(JSON.stringify(marked)).not.toMatch(/evil|channel/);
  });
});
