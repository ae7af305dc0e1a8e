import { type Manifest, readManifest } from '../../domain/manifest.ts';
import { packageOf } from './package-files.ts';

/** The manifest of a text; `endpoint.name` is added if the text says nothing of the endpoint. */
export function manifestOf(text = '', others: Readonly<Record<string, string>> = {}): Manifest {
  const whole = text.includes('endpoint:') ? text : `endpoint: {name: my-endpoint}\n${text}`;
  const outcome = readManifest(packageOf({ 'deploy.yaml': whole, ...others }));
  if (outcome.kind === 'refused') throw new Error(outcome.fault.message);
  return outcome.value;
}
