import { Fault, Rule } from './rule';
import { describeObject } from '../api/kubernetes-object';
import { show } from '../base/problem';
import { namespaceSplits } from '../mesh/namespace-split';

export const RULE: Rule = {
  id: 'namespace-missing',
  title: 'Some objects of a mesh name a namespace and others do not',
  severity: 'error',
  find: (mesh) =>
    namespaceSplits(mesh).flatMap(({ withoutNamespace, claims }) => {
      const { defaultNamespace } = mesh.cluster;
      // Where kubectl puts it may then be where it belongs.
      if (claims.some(({ namespace }) => namespace === defaultNamespace)) {
        return [];
      }
      const claimAbout = new Map(claims.map((claim) => [claim.about, claim]));
      const [{ namespace }] = claims;
      return withoutNamespace.map((object): Fault => {
        const own = claimAbout.get(object);
        const { by, host } = own ?? claims[0];
        const other = describeObject(by);
        return {
          object,
          field: ['metadata', 'namespace'],
          related: [{ object: by, field: ['metadata', 'namespace'] }],
          given: `no metadata.namespace, while ${host !== undefined && own ? `${other} asks for ${show(host)}` : `${other} ${own ? 'belongs with it' : 'is of the same mesh'}`}`,
          rule: `${appliedText(defaultNamespace)}, where they do not find each other`,
          fix: `Set metadata.namespace to ${namespace}`,
        };
      });
    }),
};

function appliedText(namespace: string): string {
  return namespace === 'default'
    ? 'kubectl puts it into the namespace of its context, "default" unless you set another'
    : `kubectl puts it into namespace ${show(namespace)}, which you gave`;
}
