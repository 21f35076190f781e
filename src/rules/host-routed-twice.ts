import { Fault, Rule } from './rule';
import { describeObject, KubernetesObject } from '../api/kubernetes-object';
import { show } from '../base/problem';
import { VirtualService, virtualServicesOf } from '../routes/routes';

/** Only gateways join VirtualServices of one host. */
export const RULE: Rule = {
  id: 'host-routed-twice',
  title: 'Two VirtualServices route the same host inside the mesh',
  severity: 'warning',
  find: (mesh) => {
    const first = new Map<string, KubernetesObject>();
    // By name, so that the order of documents does not decide which of the two is reported.
    return virtualServicesOf(mesh)
      .filter(({ onMesh, http }) => onMesh && http.length > 0)
      .sort((one, other) => byName(one.object, other.object))
      .flatMap((routes) => {
        const rivals = new Map<KubernetesObject, string>();
        for (const host of routes.hosts) {
          for (const scope of scopes(routes)) {
            const key = `${scope} ${host.toLowerCase()}`;
            const rival = first.get(key) ?? routes.object;
            first.set(key, rival);
            // The same object may be given twice.
            if (describeObject(rival) !== describeObject(routes.object) && !rivals.has(rival)) {
              rivals.set(rival, host);
            }
          }
        }
        return [...rivals].map(([rival, host]): Fault => ({
          object: routes.object,
          field: ['spec', 'hosts', routes.hosts.indexOf(host)],
          related: [{ object: rival, field: ['spec', 'hosts'] }],
          given: `host ${show(host)}, which ${describeObject(rival)} routes too`,
          rule: 'Istio merges the routes of one host only at gateways. A sidecar uses one of the two VirtualServices and ignores the other',
          fix: 'Put all routes of the host into one VirtualService',
        }));
      });
  },
};

function byName(one: KubernetesObject, other: KubernetesObject): number {
  const [a, b] = [describeObject(one), describeObject(other)];
  return Number(a > b) - Number(a < b);
}

/**
 * The namespaces whose sidecars see a VirtualService, `*` for all. One that is private to a namespace may differ from
 * the shared one.
 */
function scopes({ object, namespace }: VirtualService): string[] {
  const named = (object.spec?.exportTo ?? []).map((each) => (each === '.' ? namespace : each));
  return named.length === 0 || named.includes('*') ? ['*'] : [...new Set(named)].filter((each) => each !== '~');
}
