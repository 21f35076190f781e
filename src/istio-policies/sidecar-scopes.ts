import { ROOT_NAMESPACE } from './authorization';
import { SelectorIndex } from './selector-index';
import { ObjectOf } from '../api/kinds';
import { Cluster } from '../cluster/cluster';
import { Pod } from '../cluster/pods';
import { Service } from '../cluster/services';

type Sidecar = ObjectOf<'Sidecar'>;

/** What Sidecars let the proxies of pods know. */
export class SidecarScopes {
  private readonly sidecars = new SelectorIndex<Sidecar>();

  constructor(private readonly cluster: Cluster) {
    cluster
      .all('Sidecar')
      .forEach((each) => this.sidecars.add(cluster.namespaceOf(each), each.spec?.workloadSelector?.labels, each));
  }

  /** The Sidecar that a pod's proxy follows; nothing if there are several, of which Istio chooses one. */
  public of({ namespace, labels }: Pod): Sidecar | undefined {
    const own = this.sidecars.over(namespace, labels);
    const levels = [
      own.filter(hasSelector),
      own.filter((each) => !hasSelector(each)),
      this.sidecars.over(ROOT_NAMESPACE, {}),
    ];
    const deciding = levels.find(({ length }) => length > 0) ?? [];
    return deciding.length === 1 ? deciding[0] : undefined;
  }

  /** Whether a Sidecar leaves a Service out for pods of a namespace, which "." is, on one of its ports. */
  public hides(sidecar: Sidecar, home: string, service: Service, port: number): boolean {
    const { egress = [] } = sidecar.spec ?? {};
    const host = `${service.name}.${service.namespace}.svc.${this.cluster.clusterDomain}`;
    const forPort = egress.filter(({ port: own }) => own?.number === port);
    const deciding = forPort.length > 0 ? forPort : egress.filter(({ port: own }) => own === undefined);
    return (
      egress.length > 0 &&
      !deciding.some(({ hosts = [] }) => {
        const includes = (entry: string) => {
          const [namespace, pattern = ''] = entry.split('/');
          return (
            (namespace === '*' || (namespace === '.' ? home : namespace) === service.namespace) &&
            hostMatches(pattern, host)
          );
        };
        return (
          hosts.some((each) => !each.startsWith('~') && includes(each)) &&
          !hosts.some((each) => /^~[^/]/.test(each) && includes(each.slice(1)))
        );
      })
    );
  }
}

function hasSelector({ spec }: Sidecar): boolean {
  return Object.keys(spec?.workloadSelector?.labels ?? {}).length > 0;
}

function hostMatches(pattern: string, host: string): boolean {
  return pattern === '*' || pattern === host || (pattern.startsWith('*') && host.endsWith(pattern.slice(1)));
}
