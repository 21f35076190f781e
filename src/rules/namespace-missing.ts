import { Fault, Rule } from './rule';
import { describeObject } from '../api/kubernetes-object';
import { show } from '../base/problem';
import { namespaceSplits } from '../mesh/namespace-split';

export const RULE: Rule = {
  id: 'namespace-missing',
  title: 'Some objects of a mesh name a namespace and others do not',
  severity: 'error',
  find: (mesh) =>
    namespaceSplits(mesh).flatMap(({ withoutNamespace, withNamespace, partners }) => {
      const { defaultNamespace } = mesh.cluster;
      // Where kubectl puts it may then be where it belongs.
      if (withNamespace.some(({ metadata }) => metadata.namespace === defaultNamespace)) {
        return [];
      }
      return withoutNamespace.map((object): Fault => {
        const partner = partners.get(object);
        const other = partner ?? withNamespace[0];
        return {
          object,
          field: ['metadata', 'namespace'],
          related: [{ object: other, field: ['metadata', 'namespace'] }],
          given: `no metadata.namespace, while ${describeObject(other)} ${partner ? 'belongs with it' : 'is of the same mesh'}`,
          rule: `kubectl puts it into the namespace that it is told, ${show(defaultNamespace)} unless somebody says otherwise, and there they do not find each other`,
          fix: `Set metadata.namespace to ${other.metadata.namespace}`,
        };
      });
    }),
};
