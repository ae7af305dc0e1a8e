import { eventTypes, type HistoryEvent } from './history-event.ts';

/** What happened to one execution. When that has ended, it is kept as one text, which costs a fraction of its memory. */
export interface History {
  events(): readonly HistoryEvent[];
  add(events: readonly HistoryEvent[]): void;
  /** The events as JSON, once the execution has ended. */
  closedText(): string | undefined;
}

export function openHistory(beginning: readonly HistoryEvent[] = []): History {
  const events = [...beginning];
  let text = closedTextOf(events);
  return {
    events: () => (text === undefined ? events : (JSON.parse(text) as HistoryEvent[])),
    add(more) {
      for (const event of more) events.push(event);
      text = closedTextOf(events);
      if (text !== undefined) events.length = 0;
    },
    closedText: () => text,
  };
}

export const closedHistory = (text: string): History => ({
  events: () => JSON.parse(text) as HistoryEvent[],
  add() {
    throw new Error('An execution that has ended has no more history.');
  },
  closedText: () => text,
});

function closedTextOf(events: readonly HistoryEvent[]): string | undefined {
  return events.at(-1)?.EventType === eventTypes.ExecutionCompleted ? JSON.stringify(events) : undefined;
}
