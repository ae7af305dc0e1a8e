import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { refuseCaller } from '../access.ts';
import { allows, permissionsOfCaller } from '../authorization/permissions.ts';
import type { Cloud } from '../cloud.ts';
import type { AzureAnswer, AzureRequest } from '../exchange.ts';
import { eventGridError } from './event-grid-error.ts';
import type { Topic } from './topics.ts';

const eventGridScope = 'https://eventgrid.azure.net/.default';

/**
 * Lets a publisher in, or answers 401: an Entra token for Event Grid, a key of the topic, or a signature made with one
 * (Learn: Authenticate publishing clients using Microsoft Entra ID; using access keys or shared access signatures).
 */
export function refusePublisher(cloud: Cloud, topic: Topic, request: AzureRequest): AzureAnswer | undefined {
  const { authorization, 'aeg-sas-key': key, 'aeg-sas-token': signature } = request.headers;
  if (authorization !== undefined) {
    return (
      refuseCaller({ scope: eventGridScope }, request.caller, authorization) ?? refuseSender(cloud, topic, request)
    );
  }
  if (key === undefined && signature === undefined) {
    const message = 'Request must contain one of the following authorization signature: aeg-sas-token, aeg-sas-key.';
    return unauthorized(message);
  }
  if (topic.disableLocalAuth) {
    return unauthorized(`Local authentication is disabled for ${topic.host.toUpperCase()}.`);
  }
  return typeof key === 'string' ? refuseKey(topic, key) : refuseSignature(topic, String(signature), cloud.clock);
}

const unauthorized = (message: string) => eventGridError(401, 'Unauthorized', message);

const sending = { action: 'Microsoft.EventGrid/events/send/action', isOfData: true };

function refuseSender(cloud: Cloud, topic: Topic, { caller }: AzureRequest): AzureAnswer | undefined {
  if (allows(permissionsOfCaller(cloud, caller.principalId, topic.id), sending)) return undefined;
  return unauthorized(
    'The principal associated with access token presented with the incoming request does not have permission to send data ' +
      `to ${topic.id}.`,
  );
}

function refuseKey(topic: Topic, key: string): AzureAnswer | undefined {
  if (key === '') return eventGridError(400, 'InvalidSas', 'Request must have a value for aeg-sas-key.');
  if (topic.keys.includes(key)) return undefined;
  return unauthorized(`The request authorization key is not authorized for ${topic.host.toUpperCase()}.`);
}

/** `r=<resource>&e=<expiry>&s=<HMAC-SHA256 of what is before, with a key>`, each part URL-encoded. */
function refuseSignature(topic: Topic, token: string, clock: Clock): AzureAnswer | undefined {
  const [, signed = '', resource = '', expiry = '', signature = ''] =
    /^(r=([^&]+)&e=([^&]+))&s=([^&]+)$/.exec(token) ?? [];
  if (signed === '') {
    const format = 'r=UrlEncodedResource&e=UrlEncodedUtcExpiration&s=UrlEncodedSignature';
    return eventGridError(400, 'InvalidSas', `Invalid key in aeg-sas-token. Valid format :${format}.`);
  }
  const given = Buffer.from(decodeURIComponent(signature), 'base64');
  const isGenuine = topic.keys.some((key) => {
    const wanted = createHmac('sha256', Buffer.from(key, 'base64')).update(signed).digest();
    return wanted.length === given.length && timingSafeEqual(wanted, given);
  });
  const isForTopic = decodeURIComponent(resource).toLowerCase().startsWith(topic.endpoint.toLowerCase());
  if (!isGenuine || !isForTopic) {
    return unauthorized(`The request authorization key is not authorized for ${topic.host.toUpperCase()}.`);
  }
  if (Date.parse(`${decodeURIComponent(expiry).replace(/\s*(UTC|Z)?$/, '')} UTC`) > clock.now()) return undefined;
  return unauthorized(`The specified SAS token has expired for topic '${topic.host.toUpperCase()}'.`);
}
