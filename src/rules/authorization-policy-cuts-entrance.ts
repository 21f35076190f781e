import { Fault, Rule } from './rule';
import { AuthorizationOperation, AuthorizationRule, AuthorizationSource } from '../api/istio-security';
import { AuthorizationPolicy } from '../api/kinds';
import { describeObject } from '../api/kubernetes-object';
import { show } from '../base/problem';
import { Pod } from '../cluster/pods';
import { actionOf, Authorization } from '../istio-policies/authorization';
import { accountOf, textMatches } from '../istio-policies/rule-matches';
import { Mesh } from '../mesh/mesh';
import { Entrance, entrancesOf } from '../routes/entrances';

export const RULE: Rule = {
  id: 'authorization-policy-cuts-entrance',
  title: 'An AuthorizationPolicy blocks requests from an Ingress or a route to an agent',
  severity: 'warning',
  find: (mesh) => {
    if (mesh.cluster.all('AuthorizationPolicy').length === 0) {
      return [];
    }
    const authorization = new Authorization(mesh);
    const callers = new Callers(mesh);
    const agents = new Set<Pod>(mesh.agents);
    const closed = entrancesOf(mesh).flatMap((entrance) => {
      const allowing = authorization.over(entrance.pod).filter((policy) => actionOf(policy) === 'ALLOW');
      const isClosed =
        entrance.object.kind !== 'Service' &&
        agents.has(entrance.pod) &&
        allowing.length > 0 &&
        !allowing.some(({ spec }) => spec?.rules?.some((rule) => callers.mayAdmit(rule, entrance)));
      return isClosed ? [{ entrance, policy: allowing[0] }] : [];
    });
    return [...new Map(closed.map((each) => [keyOf(each.entrance), each])).values()].map(faultOf);
  },
};

/** Several paths of one object may lead to one port of one agent. */
function keyOf({ object, pod, port }: Entrance): string {
  return [describeObject(object), describeObject(pod.owner), port].join('\n');
}

/** Pods that bring traffic into the cluster, by what they are called. */
const CONTROLLER = /ingress|gateway|traefik|nginx|envoy|haproxy|kong|contour|apisix/i;

/** Whether rules may admit an Ingress controller or a gateway. They are seldom in the manifests, so whoever is unknown may be one. */
class Callers {
  /** The accounts that only pods have that bring no traffic in. */
  private readonly accounts = new Set<string>();
  private readonly namespaces = new Set<string>();

  constructor({ cluster, agents, registries }: Mesh) {
    const members = new Set<Pod>([...agents, ...registries]);
    const controllers = cluster.pods.filter((pod) => !members.has(pod) && isController(pod));
    for (const pod of cluster.pods) {
      this.accounts.add(accountKey(pod));
      this.namespaces.add(pod.namespace);
    }
    for (const pod of controllers) {
      this.accounts.delete(accountKey(pod));
      this.namespaces.delete(pod.namespace);
    }
    // Istio runs the gateway of a Gateway beside it.
    cluster.allOfAnyGroup('Gateway').forEach((gateway) => this.namespaces.delete(cluster.namespaceOf(gateway)));
  }

  public mayAdmit({ from = [], to = [], when = [] }: AuthorizationRule, { port, pod }: Entrance): boolean {
    return (
      (to.length === 0 || to.some(({ operation = {} }) => includesPort(operation, port))) &&
      (when.length > 0 || from.length === 0 || from.some(({ source = {} }) => this.mayBeSource(source, pod)))
    );
  }

  private mayBeSource(
    { namespaces = [], principals = [], serviceAccounts = [] }: AuthorizationSource,
    to: Pod,
  ): boolean {
    return (
      (namespaces.length === 0 || namespaces.some((name) => this.mayBeNamespace(name))) &&
      (principals.length === 0 || principals.some((name) => this.mayBePrincipal(name))) &&
      (serviceAccounts.length === 0 ||
        serviceAccounts.some((name) => !this.accounts.has(name.includes('/') ? name : `${to.namespace}/${name}`)))
    );
  }

  private mayBeNamespace(pattern: string): boolean {
    return pattern.includes('*') || !this.namespaces.has(pattern);
  }

  private mayBePrincipal(pattern: string): boolean {
    const [, namespace, account] = /\/ns\/([^/*]+)\/(?:sa\/([^/*]+)|.*\*)$/.exec(pattern) ?? [];
    return account === undefined
      ? namespace === undefined || this.mayBeNamespace(namespace)
      : !this.accounts.has(`${namespace}/${account}`);
  }
}

function isController(pod: Pod): boolean {
  const images = pod.spec.containers.map(({ image = '' }) => image);
  return [pod.owner.metadata.name, accountOf(pod), ...images].some((name) => CONTROLLER.test(name));
}

function accountKey(pod: Pod): string {
  return `${pod.namespace}/${accountOf(pod)}`;
}

function includesPort({ ports = [], notPorts = [] }: AuthorizationOperation, port: number): boolean {
  const isOne = (each: string) => textMatches(each, String(port));
  return (ports.length === 0 || ports.some(isOne)) && !notPorts.some(isOne);
}

function faultOf({ entrance, policy }: { readonly entrance: Entrance; readonly policy: AuthorizationPolicy }): Fault {
  const { object, field, pod, port } = entrance;
  return {
    object,
    field: field(),
    related: [{ object: pod.owner }, { object: policy, field: ['spec'] }],
    given: `it leads to ${describeObject(pod.owner)} on port ${port}`,
    rule: `${describeObject(policy)} closes that agent and admits no controller or gateway there, so every request gets 403 (RBAC: access denied)`,
    fix: `Admit the identity of the controller or gateway, such as { from: [{ source: { namespaces: [${show('istio-system')}] } }] }; one without a proxy of Istio has none, and needs a rule without from`,
  };
}
