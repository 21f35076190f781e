import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { describeObject } from '../cluster/manifest';
import { parted } from '../mesh/namespace-split';

export const RULE: Rule = {
  id: 'namespace-missing',
  title: 'An object names no namespace, while what belongs to it does',
  severity: 'error',
  find: (mesh) =>
    parted(mesh).flatMap(({ here, there, partners }) => {
      const namespaces = new Set(there.map(({ metadata }) => metadata.namespace));
      // Where kubectl puts it may then be where it belongs.
      return namespaces.has(mesh.cluster.defaultNamespace)
        ? []
        : here.map((object): Fault => {
            const partner = partners.get(object);
            return {
              object,
              given: `no metadata.namespace, while ${describeObject(partner ?? there[0])} ${partner ? 'belongs with it' : 'is of the same mesh'}`,
              rule: `kubectl puts it into the namespace that it is told, ${show(mesh.cluster.defaultNamespace)} unless somebody says otherwise, and there they do not find each other`,
              fix: `Set metadata.namespace to ${(partner ?? there[0]).metadata.namespace}`,
            };
          });
    }),
};
