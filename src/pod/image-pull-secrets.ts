import { ISecret, k8s } from 'cdk8s-plus-28';

/** References to Secrets, each once: the API server keeps the list as a map by name, and refuses duplicates. */
export function pullSecretReferences(secrets?: ISecret[]): k8s.LocalObjectReference[] | undefined {
  return secrets && [...new Set(secrets.map(({ name }) => name))].map((name) => ({ name }));
}
