import { type AzureAnswer, type AzureRequest, isObject, type JsonObject, textAt } from '../exchange.ts';
import { eventGridError } from './event-grid-error.ts';
import type { InputSchema, Topic } from './topics.ts';

/** "Quotas and limits" of Event Grid: an event, and an array of them, has at most 1 MB. */
const mostBytes = 1024 * 1024;

/** What the service calls a schema in its messages, and what an event of it has to say. */
const schemas = {
  CloudEventSchemaV1_0: { name: 'CloudEventV10', required: ['id', 'source', 'type', 'specversion'], time: 'time' },
  EventGridSchema: {
    name: 'EventGridEvent',
    required: ['subject', 'id', 'eventType', 'eventTime', 'data'],
    time: 'eventTime',
  },
} as const satisfies Record<InputSchema, object>;

const eventGridNames = ['id', 'topic', 'subject', 'data', 'eventType', 'eventTime', 'metadataVersion', 'dataVersion'];

export type ReadEvents =
  | { readonly events: readonly JsonObject[]; readonly refusal?: undefined }
  | { readonly refusal: AzureAnswer };

/** The events of a request, or the refusal of the service: too large, of another type, or not of the topic's schema. */
export function readEvents(topic: Topic, request: AzureRequest): ReadEvents {
  if (request.bytes.length > mostBytes) {
    const message = `The maximum size (${mostBytes}) has been exceeded.`;
    return { refusal: eventGridError(413, 'PayloadTooLarge', message) };
  }
  const contentType = request.headers['content-type'] ?? '';
  const isCloudEvents = topic.inputSchema === 'CloudEventSchemaV1_0';
  if (isCloudEvents && !/^application\/(cloudevents(-batch)?\+)?json/i.test(contentType)) {
    return { refusal: eventGridError(415, 'InvalidContentType', contentTypes) };
  }
  const body = jsonOf(request.bytes);
  if (body === undefined) return { refusal: badInput('Unexpected token when reading JSON.') };
  // A CloudEvent comes alone unless the type says that it is a batch; the Event Grid schema knows only arrays.
  const wantsArray = !isCloudEvents || /cloudevents-batch/i.test(contentType);
  if (Array.isArray(body) !== wantsArray) return { refusal: badInput(wrongShape(topic, wantsArray)) };
  const events = wantsArray ? (body as unknown[]) : [body];
  if (events.length === 0) return { refusal: badInput(notConforming(topic)) };
  const refusal = events.map((event) => problemWith(topic, event)).find((each) => each !== undefined);
  return refusal ? { refusal } : { events: events as JsonObject[] };
}

const contentTypes =
  "The Content-Type header is either missing or it doesn't have a valid value. The content type header must either be " +
  'application/cloudevents+json; charset=utf-8 or application/cloudevents-batch+json; charset=UTF-8.';

const badInput = (message: string) => eventGridError(400, 'InputJsonInvalid', message);

const notConforming = ({ inputSchema }: Topic) =>
  `This resource is configured to receive event in '${schemas[inputSchema].name}' schema. ` +
  'The JSON received does not conform to the expected schema.';

function wrongShape(topic: Topic, wantsArray: boolean): string {
  const [expected, actual] = wantsArray ? ['StartArray', 'StartObject'] : ['StartObject', 'StartArray'];
  return `${notConforming(topic)} Token Expected: ${expected}, Actual Token Received: ${actual}.`;
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

function problemWith(topic: Topic, event: unknown): AzureAnswer | undefined {
  const { name, required, time } = schemas[topic.inputSchema];
  if (!isObject(event)) return badInput(notConforming(topic));
  const unexpected = Object.keys(event).find((each) => !eventGridNames.includes(each));
  if (topic.inputSchema === 'EventGridSchema' && unexpected !== undefined) {
    return badInput(
      `This resource is configured for '${name}' schema. Received unexpected property '${unexpected}' in JSON which ` +
        'does not conform to the expected schema.',
    );
  }
  const missing = required.find((each) => event[each] === undefined || event[each] === '');
  if (missing !== undefined) {
    return badInput(`This resource is configured for '${name}' schema and requires '${missing}' property to be set.`);
  }
  if (event[time] !== undefined && Number.isNaN(Date.parse(String(event[time])))) {
    return badInput(`The property '${time}' of an event is no date and time.`);
  }
  const named = textAt(event, 'topic');
  if (topic.inputSchema === 'CloudEventSchemaV1_0' || !named || named.toLowerCase() === topic.id.toLowerCase()) {
    return undefined;
  }
  const message = `The topic '${named}' of an event is not ${topic.host.toUpperCase()}.`;
  return eventGridError(401, 'Unauthorized', message);
}
