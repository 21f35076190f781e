import { KubernetesObject } from '../../src/api/kubernetes-object';
import { Finding } from '../../src/check/finding';
import { Severity } from '../../src/rules/rule';

/** An object of a name, with annotations. */
export function configMap(name: string, annotations?: { [key: string]: string }): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'mesh', annotations } };
}

/** A finding of a rule of an id and a severity. */
export function finding(id: string, severity: Severity, object: KubernetesObject = configMap('a')): Finding {
  return {
    id: `${id} ${object.metadata.name}`,
    related: [],
    rule: { id, title: id, severity, find: () => [] },
    object,
    where: 'mesh.yaml:1',
    message: 'given: problem. Fix.',
    given: 'given',
    problem: 'problem',
    fix: 'Fix',
  };
}
