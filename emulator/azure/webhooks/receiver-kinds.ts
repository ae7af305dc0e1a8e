import { createHash } from 'node:crypto';
import { type AzureAnswer, type AzureRequest, azureError, isObject, textAt } from '../exchange.ts';

/** A place that messages are posted to: which address it has, and how it answers. */
export interface ReceiverKind {
  /** The address of a receiver of this kind; whoever knows it may post. */
  readonly address: (name: string) => string;
  /** The answer to a message, as the service gives it. */
  readonly answer: (request: AzureRequest, address: URL) => AzureAnswer;
}

const secretOf = (name: string, length: number) => createHash('sha256').update(name).digest('hex').slice(0, length);

const text = (status: number, content: string): AzureAnswer => ({
  status,
  content,
  headers: { 'content-type': 'text/html' },
});

/** "Create incoming webhooks with Workflows for Microsoft Teams": a workflow of Logic Apps that begins with a request. */
const teams: ReceiverKind = {
  address(name) {
    const query = 'api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0';
    const path = `/workflows/${secretOf(`${name}/id`, 32)}/triggers/manual/paths/invoke`;
    return `https://prod-00.eastus.logic.azure.com${path}?${query}&sig=${secretOf(`${name}/signature`, 43)}`;
  },
  answer({ query }, address) {
    if (!query.has('sig')) {
      const message = 'The request must be authenticated only by Shared Access scheme.';
      return azureError(401, 'DirectApiAuthorizationRequired', message);
    }
    if (query.get('sig') === address.searchParams.get('sig')) return { status: 202 };
    return azureError(401, 'AuthorizationFailed', 'The authentication credentials are not valid.');
  },
};

/** "Sending messages using incoming webhooks" of Slack: words in place of error bodies. */
const slack: ReceiverKind = {
  address: (name) => `https://hooks.slack.com/services/T00000000/B00000000/${secretOf(name, 24)}`,
  answer({ body }) {
    if (!isObject(body)) return text(400, 'invalid_payload');
    const says = ['text', 'blocks', 'attachments'].some((key) => body[key] !== undefined && body[key] !== '');
    return says ? text(200, 'ok') : text(400, 'no_text');
  },
};

/** "Create incoming webhooks" of Microsoft Teams: the older kind, with its limit of 28 KB for a message. */
const office: ReceiverKind = {
  address(name) {
    const [group, tenant, owner] = ['group', 'tenant', 'owner'].map((part) => secretOf(`${name}/${part}`, 32));
    return `https://contoso.webhook.office.com/webhookb2/${group}@${tenant}/IncomingWebhook/${secretOf(name, 32)}/${owner}`;
  },
  answer({ body, bytes }) {
    if (bytes.length > 28 * 1024) return text(413, 'Message size exceeded');
    if (textAt(body, 'text') || isObject(body)) return text(200, '1');
    return text(400, 'Bad payload received by generic incoming webhook.');
  },
};

/** Any other service that takes a POST. */
const plain: ReceiverKind = {
  address: (name) => `https://${name}.example/hook`,
  answer: () => ({ status: 204 }),
};

export const receiverKinds = { teams, slack, office, plain } as const satisfies Record<string, ReceiverKind>;
export type ReceiverKindName = keyof typeof receiverKinds;
