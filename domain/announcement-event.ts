import { type Announcement, announcementKinds } from './announcement.ts';

/** What links in messages lead to. */
export interface Links {
  /** Where the app answers: `https://flowferry.azurewebsites.net`. Absent: no links to releases. */
  readonly app?: string;
  /** Address or path of the runbook. */
  readonly runbook: string;
}

/** A message as a CloudEvent, for machines. Source: CloudEvents 1.0, JSON format. */
export interface AnnouncementEvent {
  readonly specversion: '1.0';
  /** The same however often it is sent. */
  readonly id: string;
  readonly type: string;
  /** The workspace's resource id where there is one. */
  readonly source: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: AnnouncementData;
}
export interface AnnouncementData extends Omit<Announcement, 'id' | 'at' | 'endpoint'> {
  readonly headline: string;
  readonly severity: string;
  readonly workspaceId?: string;
  /** The endpoint's name. */
  readonly endpoint?: string;
  readonly link?: string;
  readonly runbook: string;
}

/**
 * @example
 * { "specversion": "1.0", "id": "rolledBack-0c7rfa0o3x", "type": "Flowferry.RolledBack",
 *   "source": "/subscriptions/…/workspaces/flowferry-dev", "subject": "endpoints/chat/releases/chat-puchw0vp77",
 *   "time": "2026-03-01T10:00:00.000Z", "datacontenttype": "application/json",
 *   "data": { "kind": "rolledBack", "severity": "attention", "text": "Endpoint chat went back to f-old …" } }
 */
export function announcementEvent(told: Announcement, links: Links): AnnouncementEvent {
  const { id, at, endpoint, ...rest } = told;
  const { headline, severity } = announcementKinds[told.kind];
  const link = linkOf(told, links);
  return {
    specversion: '1.0',
    id,
    type: `Flowferry.${told.kind.charAt(0).toUpperCase()}${told.kind.slice(1)}`,
    source: endpoint?.workspaceId ?? '/flowferry',
    subject: subjectOf(told),
    time: at,
    datacontenttype: 'application/json',
    data: {
      ...rest,
      headline,
      severity,
      ...(endpoint ? { workspaceId: endpoint.workspaceId, endpoint: endpoint.name } : {}),
      ...(link === undefined ? {} : { link }),
      runbook: runbookOf(told, links),
    },
  };
}

const subjectOf = ({ endpoint, releaseId }: Announcement) =>
  [...(endpoint ? ['endpoints', endpoint.name] : []), ...(releaseId ? ['releases', releaseId] : [])].join('/') ||
  'fleet';

/** Where the release's story is told. */
export const linkOf = ({ releaseId }: Announcement, { app }: Links): string | undefined =>
  app === undefined || releaseId === undefined
    ? undefined
    : `${app.replace(/\/$/, '')}/api/releases/${encodeURIComponent(releaseId)}`;

export const runbookOf = ({ kind }: Announcement, { runbook }: Links): string =>
  `${runbook}#${announcementKinds[kind].section}`;
