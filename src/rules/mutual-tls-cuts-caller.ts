import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { TrafficPolicy } from '../api/istio';
import { ObjectOf } from '../api/kinds';
import { describeObject } from '../api/kubernetes-object';
import { groupBy } from '../base/group-by';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { Endpoint, endpoints, Service } from '../cluster/services';
import { EXCLUDED_PORTS, Mode, MutualTls } from '../istio-policies/mutual-tls';
import { NeededConnection, neededConnections } from '../istio-policies/needed-connections';
import { proxyOf } from '../istio-policies/proxies';
import { Mesh } from '../mesh/mesh';
import { fullHost, hostOf } from '../routes/routes';

export const RULE: Rule = {
  id: 'mutual-tls-cuts-caller',
  title: 'A caller and the pod that it calls disagree on mutual TLS',
  severity: 'error',
  find: (mesh) => {
    const tls = new MutualTls(mesh.cluster);
    return [...plainCallers(mesh, tls), ...disagreeingRules(mesh, tls)];
  },
};

interface PlainCall extends NeededConnection {
  readonly mode: Mode;
  readonly why: 'no-proxy' | 'port-left-out';
}

function plainCallers(mesh: Mesh, tls: MutualTls): Fault[] {
  if (mesh.cluster.all('PeerAuthentication').length === 0) {
    return []; // most meshes have none, and who connects to whom takes time
  }
  const refused = neededConnections(mesh).flatMap((connection): PlainCall[] => {
    const why = tls.sendsPlainText(connection);
    const mode = why && tls.modeOf(connection.to, connection.port);
    return why && mode?.mode === 'STRICT' ? [{ ...connection, mode, why }] : [];
  });
  return groupBy(refused, ({ mode }) => mode.policy)
    .flatMap((ofPolicy) => groupBy(ofPolicy, ({ to, port, why }) => `${describeObject(to.owner)} ${port} ${why}`))
    .map((group): Fault => {
      const [{ mode, to, port, why, edge, servicePort }] = group;
      const callers = listText(group.map(({ from }) => describeObject(from.owner)));
      return {
        object: mode.policy,
        field: mode.field,
        related: [to, ...group.slice(0, 9).map(({ from }) => from)].map(({ owner }) => ({ object: owner })),
        given: `STRICT keeps ${callers} from ${edge === undefined ? 'the registry, ' : ''}${describeObject(to.owner)} on port ${port}`,
        rule:
          (why === 'no-proxy'
            ? "the caller's pods have no proxy of Istio, so they send plain text"
            : `the caller's proxy leaves port ${servicePort ?? port} alone (${EXCLUDED_PORTS}), so it sends plain text`) +
          `, and the connection is closed${edge === undefined ? '; an agent that cannot register is never found' : ''}`,
        fix:
          why === 'no-proxy'
            ? `Give ${callers} a sidecar (label sidecar.istio.io/inject: "true" on the pods, or istio-injection: enabled on their namespace), or set PERMISSIVE for that port`
            : `Take the port out of ${EXCLUDED_PORTS}, or set PERMISSIVE for it`,
      };
    });
}

/** A setting of a DestinationRule, and the port that it is for. */
interface Setting {
  readonly part: object;
  readonly mode: string;
  readonly port?: number;
}

function settingsOf(policy: TrafficPolicy | undefined): Setting[] {
  const { tls, portLevelSettings = [] } = policy ?? {};
  const own = portLevelSettings.flatMap(({ port, tls: ofPort }) =>
    ofPort?.mode === undefined ? [] : [{ part: ofPort, mode: ofPort.mode, port: port?.number }],
  );
  return [...own, ...(tls?.mode === undefined ? [] : [{ part: tls, mode: tls.mode }])];
}

/** DestinationRules say what callers' proxies send, and nobody asks the pods what they take. */
function disagreeingRules(mesh: Mesh, tls: MutualTls): Fault[] {
  const { cluster } = mesh;
  const services = new Map(cluster.services.map((each) => [hostOf(each.name, each.namespace, mesh), each]));
  return cluster.all('DestinationRule').flatMap((rule) => {
    const { host = '', trafficPolicy, subsets = [] } = rule.spec ?? {};
    const settings = [trafficPolicy, ...subsets.map((each) => each.trafficPolicy)].flatMap(settingsOf);
    const whole = fullHost(host, cluster.namespaceOf(rule), mesh);
    const service = services.get(whole);
    const found =
      service !== undefined
        ? [service]
        : whole.startsWith('*') && settings.length > 0
          ? [...services].flatMap(([name, each]) => (name.endsWith(whole.slice(1)) ? [each] : []))
          : [];
    return settings.flatMap((setting) => {
      const fault = found.map((each) => faultOf(mesh, tls, rule, setting, each)).find((each) => each !== undefined);
      return fault ? [fault] : [];
    });
  });
}

function faultOf(
  { cluster }: Mesh,
  tls: MutualTls,
  rule: ObjectOf<'DestinationRule'>,
  { part, mode, port }: Setting,
  service: Service,
): Fault | undefined {
  const overridden = settingsOf(rule.spec?.trafficPolicy).flatMap((each) => each.port ?? []);
  const ports = service.ports.flatMap((each) => each.port ?? []);
  const ends = (port === undefined ? ports.filter((each) => !overridden.includes(each)) : [port]).flatMap((each) =>
    endpoints(service, each),
  );
  const at = { object: rule, field: fieldOf(rule, part, 'mode') };
  if (mode === 'DISABLE' || mode === 'SIMPLE') {
    const strict = ends
      .map((end) => ({ ...end, found: tls.modeOf(end.pod, end.port) }))
      .find(({ found }) => found?.mode === 'STRICT');
    return (
      strict && {
        ...at,
        related: [{ object: strict.found!.policy, field: strict.found!.field }],
        given: `tls mode ${mode} for ${endText(service, strict)}`,
        rule: `${describeObject(strict.found!.policy)} asks for mutual TLS there (STRICT), and every call fails`,
        fix: 'Leave tls out, and Istio chooses it by itself, or write ISTIO_MUTUAL',
      }
    );
  }
  const bare = mode === 'ISTIO_MUTUAL' ? ends.find(({ pod }) => proxyOf(cluster, pod) === 'none') : undefined;
  return (
    bare && {
      ...at,
      related: [{ object: bare.pod.owner }],
      given: `tls mode ${mode} for ${endText(service, bare)}`,
      rule: 'its pods have no proxy of Istio that could take mutual TLS, and every call fails',
      fix: `Leave tls out, and Istio chooses it by itself, or give ${describeObject(bare.pod.owner)} a sidecar`,
    }
  );
}

function endText({ name }: Service, { pod, port }: Endpoint): string {
  return `Service ${show(name)}, which leads to ${describeObject(pod.owner)} on port ${port}`;
}
