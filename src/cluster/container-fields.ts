import { FieldPath, fieldOf } from '../api/field-path';
import { KubernetesObject } from '../api/kubernetes-object';
import { Container } from '../api/pod-spec';

/**
 * The field that gives a container a variable: its value, or what the value is read from. Without an entry in `env`, it is the list
 * that the variable is imported by, or the list that lacks it.
 */
export function variableField(owner: KubernetesObject, container: Container, name: string): FieldPath {
  // Of several entries with one name, the last one counts.
  const variable = (container.env ?? []).filter((each) => each.name === name).pop();
  if (variable !== undefined) {
    const below = variable.valueFrom === undefined ? 'value' : 'valueFrom';
    return fieldOf(owner, variable, ...(variable[below] === undefined ? [] : [below]));
  }
  const list = container.envFrom?.length ? 'envFrom' : 'env';
  return fieldOf(owner, container, list);
}
