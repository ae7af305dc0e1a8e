import type { FailureDetails, PendingEvent } from './history-event.ts';

type FailureFields = Pick<PendingEvent, 'Reason' | 'Details' | 'FailureDetails'>;

/** How the extension tells an orchestration that an activity failed. */
export function describeFailure(activity: string, error: unknown): FailureFields {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const FailureDetails = structuredFailure(message);
  if (FailureDetails) {
    const { ErrorMessage } = FailureDetails;
    return {
      Reason: `Activity function '${activity}' failed: ${ErrorMessage}`,
      Details: serializedException(ErrorMessage),
      FailureDetails,
    };
  }
  return { Reason: `Activity function '${activity}' failed: ${message}`, Details: serializedException(message, stack) };
}

/** With an exception properties provider, the SDK puts the whole failure into the message, as JSON. */
function structuredFailure(message: string): FailureDetails | undefined {
  if (!message.startsWith('{')) return undefined;
  const told = parseObject(message);
  if (told?.['errorType'] === undefined) return undefined;
  return {
    ErrorType: String(told['errorType']),
    ErrorMessage: String(told['errorMessage']),
    StackTrace: String(told['stackTrace'] ?? ''),
    IsNonRetriable: told['isNonRetriable'] === true,
    Properties: (told['properties'] ?? {}) as Readonly<Record<string, unknown>>,
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

/** `Details` is a serialized .NET exception. Apps meet it glued to the end of `error.message`. */
export const serializedException = (message: string, stack?: string): string =>
  JSON.stringify({
    $type: 'System.Exception, System.Private.CoreLib',
    ClassName: 'System.Exception',
    Message: message,
    InnerException: {
      $type: 'Microsoft.Azure.WebJobs.Script.Workers.Rpc.RpcException',
      RemoteStackTraceString: stack ?? null,
    },
  });
