import { type Refused, refused } from '../domain/outcome.ts';
import { shortText } from './short-text.ts';

/** The built-in role that allows an action, by the action's beginning; the first that fits. */
const roleByAction: readonly (readonly [RegExp, string])[] = [
  [/^Microsoft\.Authorization\/roleAssignments\//i, 'Role Based Access Control Administrator'],
  [/^Microsoft\.ManagedIdentity\/userAssignedIdentities\//i, 'Managed Identity Operator'],
  [/\/connections\/listsecrets\//i, 'Azure Machine Learning Workspace Connection Secrets Reader'],
  [/^Microsoft\.MachineLearningServices\//i, 'AzureML Data Scientist'],
  [/^Microsoft\.Insights\//i, 'Monitoring Reader'],
  [/^Microsoft\.Storage\//i, 'Storage Blob Data Contributor'],
];
const needed =
  /perform action(?:\(s\))? '([^']+)'[^']*(?:over scope|on the linked scope(?:\(s\))?|on scope) '([^']+)'/i;
const linked = /action(?:\(s\))? '([^']+)' on the linked scope(?:\(s\))? '([^']+)'/i;
const blobData = /this permission|AuthorizationPermissionMismatch|AuthorizationFailure/i;

/** Names what the app may not do, where, and the role that would cure it. */
export function missingPermission(attempt: string, serviceMessage: string): Refused {
  const [, action, scope] = linked.exec(serviceMessage) ?? needed.exec(serviceMessage) ?? [];
  const sentence = `${attempt.charAt(0).toUpperCase()}${attempt.slice(1)}`;
  if (!action || !scope) return refused('missing-permission', sentence, remedyWithoutAction(serviceMessage));
  const role = roleByAction.find(([pattern]) => pattern.test(action))?.[1];
  const cure = role ? `the role "${role}"` : `a role that allows ${action}`;
  return refused(
    'missing-permission',
    `${sentence} (action ${shortText(action)} on ${shortText(scope)})`,
    `Give the app's identity ${cure} on ${shortText(scope)}, wait some minutes until it works, and release again.`,
  );
}

const remedyWithoutAction = (serviceMessage: string) =>
  blobData.test(serviceMessage)
    ? 'Give the app\'s identity the role "Storage Blob Data Contributor" on the workspace\'s storage account.'
    : "Look at the app's identity and its roles on the workspace.";
