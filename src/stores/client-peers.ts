import { IConstruct } from 'constructs';
import { groupBy } from '../base/group-by';
import { describe, show } from '../base/problem';
import { OutsidePeer } from '../edges/end';
import { StoreClient } from '../endpoints/store-client';
import { COMPONENT_LABEL, NAME_LABEL } from '../kubernetes/naming';
import { namespaceByName } from '../peers/policy-peers';

/** The users of a store as peers of its policy: one for all of a namespace that are of one kind, whatever their order. */
export function clientPeers(clients: StoreClient[], seenFrom: string | undefined): OutsidePeer[] {
  const groups = groupBy(clients, ({ namespace, selector }) => `${namespace ?? ''}/${selector[COMPONENT_LABEL]}`);
  return groups
    .map((group) => {
      const [{ namespace, selector }] = group;
      const names = [...new Set(group.map((client) => client.selector[NAME_LABEL]))].sort();
      return {
        namespaceSelector: namespace === undefined || namespace === seenFrom ? undefined : namespaceByName(namespace),
        podSelector:
          names.length === 1
            ? { matchLabels: { ...selector } }
            : {
                matchLabels: { [COMPONENT_LABEL]: selector[COMPONENT_LABEL] },
                matchExpressions: [{ key: NAME_LABEL, operator: 'In', values: names }],
              },
      };
    })
    .map((peer) => JSON.stringify(peer))
    .sort()
    .map((peer) => JSON.parse(peer) as OutsidePeer);
}

/** Users that would look for the store below the DNS domain of another cluster. */
export function clientsOfAnotherDomain(domain: string, clients: StoreClient[]): string[] {
  return clients
    .filter(({ clusterDomain }) => clusterDomain !== domain)
    .map(({ scope, clusterDomain }) =>
      describe({
        given: `clusterDomain ${show(domain)}, with ${scope.node.path}, whose registry has ${show(clusterDomain)}`,
        rule: 'a cluster has one DNS domain, and below another no name of the store resolves',
        fix: `Give the store clusterDomain: ${show(clusterDomain)}, or the registry ${show(domain)}`,
      }),
    );
}

/** Users of whom it is not known whether the store is in their namespace: the name may not resolve, and the policy may not select. */
export function unreachableClients(
  store: IConstruct & { readonly namespace?: string },
  clients: StoreClient[],
): string[] {
  return clients
    .filter(({ namespace }) => (namespace === undefined) !== (store.namespace === undefined))
    .map(({ scope, namespace }) =>
      describe({
        given: `${scope.node.path}, in ${namespaceText(namespace)}, which uses this store, in ${namespaceText(store.namespace)}`,
        rule: 'if only one of the two namespaces is known, the app cannot write a name of the store that resolves in any case',
        fix: 'Give both charts a namespace, or neither if all of it goes into one',
      }),
    );
}

function namespaceText(namespace: string | undefined): string {
  return namespace === undefined ? 'no known namespace' : `namespace ${show(namespace)}`;
}
