import { INetworkPolicyPeer } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { MeshNetworkPolicyProps } from './network-policy-props';
import { refuse, show } from '../base/problem';
import { tcp } from '../edges/edge';
import { RegistryEnd } from '../edges/end';
import {
  AgentDeclaration,
  DashboardDeclaration,
  MeshDeclaration,
  OutsideDeclaration,
  ServerDeclaration,
} from '../edges/mesh-declaration';
import { RedisEndpoint } from '../endpoints/redis-endpoint';
import { RegistryDatabase } from '../endpoints/registry-database';
import { otlpServer, TelemetryServer, tempoServer } from '../endpoints/tracing-variables';
import { hostOf } from '../kubernetes/host';
import { Dashboard, Member } from '../membership/registry-members';
import { IMeshRegistry } from '../membership/registry-options';
import { DnsProfile } from '../peers/dns-profile';
import { MeshPeer } from '../peers/mesh-peer';
import { outsideCallees, outsideCallers } from '../peers/outside';
import { apiPeers, namespaceByName } from '../peers/policy-peers';

/**
 * What a `MeshNetworkPolicy` declares of its mesh, for edges to be computed from. What can be refused is refused by the
 * constructor: what throws inside a Lazy throws when files have been written.
 */
export class PolicyDeclaration {
  private readonly registry: IMeshRegistry;
  private readonly servers = new Map<RedisEndpoint, ServerDeclaration>();
  /** All but the agents, which may still come. */
  private readonly fixed: Omit<MeshDeclaration, 'agents'>;

  constructor(
    private readonly scope: IConstruct,
    props: MeshNetworkPolicyProps,
  ) {
    this.registry = props.registry;
    const { registry } = this;
    const { own } = registry._members.facts;
    checkEffect(scope, props);
    const dns = this.dns(props.dns);
    this.fixed = {
      registry: this.registryEnd(),
      isShared: (namespace) => registry._members.shares(namespace),
      anyAgent: !props.strict,
      registryCallsAgents: props.registryCallsAgents ?? !props.strict,
      dns,
      controlPlane: controlPlaneOf(registry),
      ingressFrom: outsideCallers(scope, 'ingressFrom', props.ingressFrom),
      egressTo: outsideCallees(scope, 'egressTo', props.egressTo),
      externalCapabilities: registry._members.facts.externalCapabilities,
      externalProviders: outsideCallees(scope, 'externalProviders', props.externalProviders),
      registryIngressFrom: outsideCallers(scope, 'registryIngressFrom', props.registryIngressFrom),
      registryEgressTo: outsideCallees(scope, 'registryEgressTo', props.registryEgressTo),
      database: own && this.database(own._database),
      registryTracing: own && this.registryTracing(),
    };
    this.redisOf(registry._members.facts.tracing?.redis);
  }

  /** The mesh as it is declared by now. */
  public get current(): MeshDeclaration {
    const { declared, dashboards, facts } = this.registry._members;
    const ofRegistry = outsideCallers(this.scope, 'allowIngress', facts.own?._ingress);
    return {
      ...this.fixed,
      registryIngressFrom: [...(this.fixed.registryIngressFrom ?? []), ...ofRegistry],
      dashboards: dashboards.map((each) => this.dashboard(each)),
      agents: declared.all.map((agent) => this.withPeers(agent, declared.member(agent))),
    };
  }

  private withPeers(declaration: AgentDeclaration, { _ingress, _egress, _cache, _spans }: Member): AgentDeclaration {
    return {
      ...declaration,
      cache: this.redisOf(_cache),
      tracing: this.redisOf(_spans),
      ingressFrom: outsideCallers(this.scope, 'allowIngress', _ingress),
      egressTo: outsideCallees(this.scope, 'allowEgress', _egress),
    };
  }

  /** What a dashboard declares. Asked for as it is added, too, so that what policies need is refused early. */
  public dashboard(dashboard: Dashboard): DashboardDeclaration {
    const { serviceName: name, namespace, port, _database, _tracing, _ingress } = dashboard;
    const tempo = _tracing && tempoServer(_tracing);
    return {
      end: { kind: 'dashboard', name, namespace, port },
      database: this.database(_database),
      tracing: _tracing ? [this.redisOf(_tracing.redis)!, ...(tempo ? [this.telemetry(tempo)] : [])] : [],
      ingressFrom: outsideCallers(this.scope, 'allowIngress', _ingress),
    };
  }

  private dns(profiles: DnsProfile[] = [DnsProfile.kubeDns()]): OutsideDeclaration[] {
    if (profiles.length === 0) {
      refuse(this.scope, {
        given: 'dns []',
        rule: 'agents find their registry and each other by name, and without DNS no name resolves',
        fix: "Leave dns out, or name the cluster's DNS: DnsProfile.kubeDns(), .nodeLocal(), .openShift() or .of(…)",
      });
    }
    return profiles.map((profile) => profile._declaration(this.scope));
  }

  /** The registry by the port of its pods: an endpoint may be a Service that translates its own. */
  private registryEnd(): RegistryEnd {
    const { port, _members: members } = this.registry;
    const { own, peer, peerPort, address } = members.facts;
    if (own) {
      return { kind: 'registry', name: own.serviceName, namespace: own.namespace, port };
    }
    const located = this.located(peer, address, 'registry from an endpoint', 'Give MeshRegistry.fromEndpoint a peer');
    return { kind: 'registry', port: peerPort ?? port, peers: apiPeers(this.scope, 'registry peer', located) };
  }

  private database(database: RegistryDatabase): OutsideDeclaration | undefined {
    const postgres = database._postgres;
    if (!postgres) {
      return undefined;
    }
    const { peer, peerPort, address, description, factory } = postgres;
    const located = this.located(peer, address, description, `Give ${factory} a peer`);
    return {
      end: { kind: 'outside', peers: apiPeers(this.scope, 'database peer', located) },
      ports: tcp([peerPort]),
    };
  }

  /** A Redis with the peer that policies know it by; the same object each time, because many agents have one. */
  private redisOf(redis: RedisEndpoint | undefined): ServerDeclaration | undefined {
    if (redis === undefined) {
      return undefined;
    }
    const known = this.servers.get(redis);
    if (known) {
      return known;
    }
    const { end, ports } = redis._declaration;
    const located = this.located(redis._peer, redis._address, redis._description, `Give ${redis._factory} a peer`);
    const server = { end: { ...end, peers: apiPeers(this.scope, 'redis peer', located) }, ports };
    this.servers.set(redis, server);
    return server;
  }

  /** The registry takes part in tracing if it has a collector. */
  private registryTracing(): ServerDeclaration[] {
    const { tracing } = this.registry._members.facts;
    if (tracing?.otlp === undefined) {
      return [];
    }
    const others = [otlpServer(tracing), tempoServer(tracing)].flatMap((server) => server ?? []);
    return [this.redisOf(tracing.redis)!, ...others.map((server) => this.telemetry(server))];
  }

  private telemetry({ options: { host, peer, peerPort }, prop, port }: TelemetryServer): ServerDeclaration {
    const located = this.located(peer, hostOf(host)?.address, `${prop} at ${host}:${port}`, `Give ${prop} a peer`);
    return {
      end: { kind: 'server', address: `${host}:${port}`, peers: apiPeers(this.scope, `${prop}.peer`, located) },
      ports: tcp([peerPort ?? port]),
    };
  }

  private located(
    peer: INetworkPolicyPeer | undefined,
    address: string | undefined,
    whose: string,
    fix: string,
  ): INetworkPolicyPeer {
    return (
      peer ??
      (address
        ? MeshPeer.address(address).peer
        : refuse(this.scope, {
            given: `${whose} without a peer`,
            rule: 'a NetworkPolicy knows pods, namespaces and addresses, and no host names',
            fix: `${fix}, such as MeshPeer.namespace("data").peer or MeshPeer.cidr("203.0.113.7/32").peer`,
          }))
    );
  }
}

/** Refuses props that would do nothing beside the others. */
function checkEffect(scope: IConstruct, props: MeshNetworkPolicyProps): void {
  const { own, externalCapabilities } = props.registry._members.facts;
  if (props.strict && props.name !== undefined) {
    refuse(scope, {
      given: `name ${show(props.name)} beside strict`,
      rule: 'it names the policy over all agents of a namespace, and strict policies are one for each agent, named as its Service',
      fix: 'Leave one of the two out; namePrefix is put before the names of strict policies',
    });
  }
  const aboutRegistry = (['registryIngressFrom', 'registryEgressTo', 'registryPolicyName'] as const).find(
    (prop) => props[prop]?.length,
  );
  if (!own && aboutRegistry) {
    refuse(scope, {
      given: `${aboutRegistry} with a registry from an endpoint`,
      rule: 'the library writes no policy for an existing registry',
      fix: 'Leave it out; those who run the registry decide who may call it, and whom it may call',
    });
  }
  if (props.externalProviders?.length && externalCapabilities.length === 0) {
    refuse(scope, {
      given: `externalProviders with registry ${props.registry.node.path}, which has no externalCapabilities`,
      rule: 'agents call them for the capabilities that the registry lists, and it lists none',
      fix: 'Name the capabilities in externalCapabilities of the registry, or leave externalProviders out',
    });
  }
}

/** Pods of the service mesh that the proxy in each pod must reach. */
function controlPlaneOf({ serviceMesh }: IMeshRegistry): OutsideDeclaration[] {
  return serviceMesh._implementation.controlPlane.map(({ namespace, labels, port }) => ({
    end: {
      kind: 'outside',
      peers: [{ namespaceSelector: namespaceByName(namespace), podSelector: { matchLabels: labels } }],
    },
    ports: tcp([port]),
  }));
}
