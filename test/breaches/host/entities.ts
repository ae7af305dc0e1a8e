import { type Breach, breachesOf } from '../breach.ts';

const at = (name: string) => `test/emulator/host/durable/${name}.test.ts`;
const source = (name: string) => `emulator/host/durable/${name}.ts`;

/** Entities, called by orchestrations and by clients. */
export const entityBreaches: readonly Breach[] = [
  ...breachesOf(source('entity-batch'), at('entities'), [
    [
      'durable: entities called',
      'turn.changes.push(...batch.flatMap((message, at) => answerTo(message, result.results[at])));',
      '',
      'are called and signalled, one operation after the other',
    ],
    [
      'durable: entities called',
      "...(result?.isError ? { exceptionType: 'Error' } : {})",
      '',
      'fail their caller without telling why, as in Azure',
    ],
    [
      'durable: entities signalled',
      "turn.changes.push({ do: 'post-entity', entityId: entityIdOf(target), message });",
      '',
      'signal each other, and end',
    ],
    [
      'durable: state of entities',
      'turn.state = stateAfter(turn.state, result);',
      '',
      'are called and signalled, one operation after the other',
    ],
    [
      'durable: state of entities',
      'return { ...before, exists: entityExists };',
      'return { ...before, exists: true };',
      'signal each other, and end',
    ],
  ]),
  ...breachesOf(source('replay/entity-actions'), at('entities'), [
    [
      'durable: entities signalled',
      'if (!isRefused(walk, target)) sendOperation(walk, target, action, true);',
      '',
      'are called and signalled, one operation after the other',
    ],
  ]),
  ...breachesOf(source('entity-run'), at('entities'), [
    [
      'durable: locks of entities',
      'if (request.parent !== undefined) turn.state = { ...turn.state, lockedBy: request.parent };',
      '',
      'are locked for one orchestration at a time',
    ],
  ]),
  ...breachesOf(source('replay/replay'), at('entities'), [
    [
      'durable: locks of entities',
      'if (settings.hasEnded) releaseLocks(walk);',
      '',
      'whose lock was not given back are free when the orchestration ends',
    ],
  ]),
  ...breachesOf(source('management/entities'), at('entities'), [
    [
      'durable: entities signalled',
      "signalEntity(context.durable.runtime, entityId, request.query.get('op') ?? '', inputOf(request));",
      '',
      'are read and signalled by the SDK client of any function',
    ],
    [
      'durable: state of entities',
      'body: parseOrNull(entity.state) } : notFound',
      'body: null } : notFound',
      'are read and signalled by the SDK client of any function',
    ],
  ]),
];
