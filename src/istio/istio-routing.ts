import { isIP } from 'net';
import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { capabilityRoutes, RoutedAgent, routeProblems } from './capability-routes';
import { IstioApiVersion, IstioRoutingProps, IstioRoutingShape } from './istio-routing-props';
import { IMeshAgent } from '../agent/agent-props';
import { describe, refuse, show } from '../base/problem';
import { AGENT_PORT, HTTP_PORT_NAME } from '../contract/contract';
import { checkDnsDomain, checkNamespace, checkObjectName, checkPort, checkServiceName } from '../kubernetes/checks';
import { COMPONENT_LABEL, MeshDns, NAME_LABEL } from '../kubernetes/naming';
import { ISTIO_NETWORKING } from '../service-mesh/istio/istio';
import { AppIndex } from '../synthesis/app-index';
import { MeshObject } from '../synthesis/mesh-object';
import { lazily } from '../synthesis/plain-json';
import { Synthesis } from '../synthesis/synthesis';

const DEFAULT_DOMAIN = 'agent.mcp-mesh.local';

/** Outside of 240.240.0.0/16, from which Istio allocates addresses itself. */
const DEFAULT_ADDRESS = '240.241.0.10';

/** The name of a gateway, with or without its namespace. */
const GATEWAY = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?\/)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/** The name of a header in lower case, as HTTP/2 and Istio require it. */
const HEADER = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/**
 * Sends a request to the agent that provides the capability named in its header.
 *
 * Creates a VirtualService and its host: a ServiceEntry, or a router Service.
 */
export class IstioRouting extends Construct {
  /** The host that callers use: any name under `*.<domain>`, or the router's. */
  public readonly host: string;
  /** The port that callers use. */
  public readonly port: number;
  /** The VirtualService. */
  public readonly virtualService: ApiObject;
  /** @internal */
  public readonly _addresses: string[];
  private readonly props: IstioRoutingProps;
  private readonly agents: IMeshAgent[];
  private readonly namespace?: string;

  /**
   * @param scope the chart or construct that holds the routing
   * @param id name of the construct
   * @param props options of the routing
   */
  constructor(scope: Construct, id: string, props: IstioRoutingProps) {
    super(scope, id);
    this.props = props;
    this.agents = [...new Set(props.agents)];
    this._addresses = [];
    this.namespace = checkNamespace(this, props.namespace ?? Chart.of(this).namespace);
    this.port = checkPort(this, 'port', props.port ?? AGENT_PORT);
    const header = this.checkHeader(props.header ?? 'capability');
    this.checkAgents();
    const isWildcard = (props.shape ?? IstioRoutingShape.SERVICE_ENTRY) === IstioRoutingShape.SERVICE_ENTRY;
    this.checkEffect(isWildcard);
    this.host = isWildcard ? this.serviceEntry() : this.routerService();
    if (isWildcard) {
      this.agents[0].registry._members.wildcardHosts = true;
    }
    AppIndex.of(this).routings.push(this);
    const name = checkObjectName(this, 'name', props.name ?? 'agent-routing');
    const routes = () => capabilityRoutes(this.agents.map(routed), header, props.fallback && routed(props.fallback));
    this.virtualService = this.object('Resource', 'VirtualService', name, {
      hosts: [this.host],
      gateways: this.gateways(),
      http: lazily(routes),
    });
    Synthesis.of(this).validate(this, () => [...this.sharedHostProblems(), ...routeProblems(this.agents.map(routed))]);
  }

  private serviceEntry(): string {
    const host = `*.${this.domain()}`;
    this._addresses.push(...this.addresses());
    this.object(
      'ServiceEntry',
      'ServiceEntry',
      checkObjectName(this, 'serviceEntryName', this.props.serviceEntryName ?? 'mcp-mesh-agents'),
      {
        hosts: [host],
        addresses: [...this._addresses],
        ports: [{ number: this.port, name: HTTP_PORT_NAME, protocol: 'HTTP' }],
        resolution: 'DNS',
        location: 'MESH_INTERNAL',
        // Istio refuses a wildcard with resolution DNS and no endpoints, because DNS cannot resolve a wildcard.
        endpoints: this.agents.map((agent) => ({ address: agent.dns.fqdn, ports: { [HTTP_PORT_NAME]: agent.port } })),
      },
    );
    return host;
  }

  /** The domain of the wildcard host, which must not hold names of the cluster. */
  private domain(): string {
    const domain = checkDnsDomain(this, 'domain', this.props.domain ?? DEFAULT_DOMAIN, DEFAULT_DOMAIN);
    const { clusterDomain } = this.agents[0].registry;
    if (`.${domain}`.endsWith(`.${clusterDomain}`) || `.${clusterDomain}`.endsWith(`.${domain}`)) {
      refuse(this, {
        given: `domain ${show(domain)}`,
        rule: `the wildcard would take in names of the cluster's own domain, ${clusterDomain}`,
        fix: `Give a domain that nothing else uses, such as "${DEFAULT_DOMAIN}"`,
      });
    }
    return domain;
  }

  private routerService(): string {
    const name = checkServiceName(this, 'routerServiceName', this.props.routerServiceName ?? 'mcp-mesh-router');
    new MeshObject(this, 'Router', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: this.namespace, labels: { [NAME_LABEL]: name, [COMPONENT_LABEL]: 'router' } },
      body: {
        // No selector: the routes decide which agent answers. With one, a caller without a sidecar would reach any of them.
        spec: { type: 'ClusterIP', ports: [{ name: HTTP_PORT_NAME, port: this.port, protocol: 'TCP' }] },
      },
      partOf: this.agents[0].registry.partOf,
      onDuplicate: 'Give one of the two another routerServiceName',
    });
    return new MeshDns(this, {
      serviceName: name,
      namespace: this.namespace,
      clusterDomain: this.agents[0].registry.clusterDomain,
      scheme: 'http',
      port: this.port,
    }).fqdn;
  }

  private object(id: string, kind: string, name: string, spec: object): MeshObject {
    return new MeshObject(this, id, {
      apiVersion: this.props.apiVersion ?? IstioApiVersion.V1BETA1,
      kind,
      metadata: { name, namespace: this.namespace },
      body: { spec },
      partOf: this.agents[0].registry.partOf,
      onDuplicate:
        'One routing can hold all agents; a second one has its own name, serviceEntryName, domain and addresses',
    });
  }

  /** Istio does not define which routes apply if two routings have one host or address. */
  private sharedHostProblems(): string[] {
    const { routings } = AppIndex.of(this);
    const earlier = routings.slice(0, routings.indexOf(this));
    const conflict = earlier.find(
      (other) => other.host === this.host || other._addresses.some((address) => this._addresses.includes(address)),
    );
    if (!conflict) {
      return [];
    }
    const addresses = conflict.host === this.host ? '' : ` at ${this._addresses.join(', ')}`;
    return [
      describe({
        given: `host ${show(this.host)}${addresses}, which ${conflict.node.path} claims too`,
        rule: 'Istio does not define which routes apply if two have the same host or address',
        fix: 'Give one of the two another domain and other addresses, or put all agents into one routing',
      }),
    ];
  }

  private gateways(): string[] | undefined {
    const { gateways = [] } = this.props;
    const wrong = gateways.find((gateway) => !GATEWAY.test(gateway));
    if (wrong !== undefined) {
      refuse(this, {
        given: `gateways ${show(wrong)}`,
        rule: 'Istio knows a gateway as <namespace>/<name> or by its name alone, and the sidecars as "mesh"',
        fix: 'Give names such as "istio-system/public", and also "mesh" if agents call each other through the routes',
      });
    }
    return gateways.length > 0 ? gateways : undefined;
  }

  private checkHeader(header: string): string {
    if (!HEADER.test(header)) {
      const lowerCase = typeof header === 'string' ? header.toLowerCase() : '';
      refuse(this, {
        given: `header ${show(header)}`,
        rule: "Istio matches headers by their lower-case name, of letters, digits and '-'",
        fix: HEADER.test(lowerCase)
          ? `Write ${show(lowerCase)}; callers may spell it as they like`
          : 'Give a name such as "capability"',
      });
    }
    return header;
  }

  /** Refuses props of the other shape. */
  private checkEffect(wildcard: boolean): void {
    const others = wildcard ? (['routerServiceName'] as const) : (['domain', 'addresses', 'serviceEntryName'] as const);
    const ignored = others.find((prop) => this.props[prop] !== undefined);
    if (ignored) {
      refuse(this, {
        given: `${ignored} ${show(this.props[ignored])} with shape ${wildcard ? 'SERVICE_ENTRY' : 'ROUTER_SERVICE'}`,
        rule: `it is about the shape with a ${wildcard ? 'router Service' : 'ServiceEntry'}, and would do nothing`,
        fix: `Leave it out, or set shape: IstioRoutingShape.${wildcard ? 'ROUTER_SERVICE' : 'SERVICE_ENTRY'}`,
      });
    }
  }

  private checkAgents(): void {
    if (this.agents.length === 0) {
      refuse(this, {
        given: 'agents []',
        rule: 'routing needs an agent to route to',
        fix: 'Name the agents that provide capabilities',
      });
    }
    const { fallback } = this.props;
    for (const agent of fallback ? [...this.agents, fallback] : this.agents) {
      this.checkAgent(agent);
    }
  }

  private checkAgent(agent: IMeshAgent): void {
    if (!agent.registry.serviceMesh._implementation.routeGroups.includes(ISTIO_NETWORKING)) {
      refuse(this, {
        given: `agent ${agent.node.path}, whose registry (${agent.registry.node.path}) declares no Istio`,
        rule: 'Istio routes between pods that have its sidecar, and the registry decides that for all of its agents',
        fix: 'Declare it once, on the registry: serviceMesh: ServiceMesh.istio()',
      });
    }
    if (agent.registry !== this.agents[0].registry) {
      refuse(this, {
        given: `agent ${agent.node.path} of registry ${agent.registry.node.path}, beside agents of ${this.agents[0].registry.node.path}`,
        rule: 'each registry is a mesh of its own: its policies keep the agents of another one out',
        fix: 'Make a routing for each registry, each with its own domain, addresses and names',
      });
    }
    void agent.dns.fqdn; // throws if the agent's namespace is not known
  }

  private addresses(): string[] {
    const addresses = this.props.addresses ?? [DEFAULT_ADDRESS];
    const wrong = addresses.find((address) => !isIP(address));
    if (addresses.length === 0 || wrong !== undefined) {
      refuse(this, {
        given: `addresses ${wrong === undefined ? '[]' : show(wrong)}`,
        rule: 'a wildcard host resolves to the addresses that its ServiceEntry names, and to nothing without any',
        fix: `Give an IP address that nothing else has, such as "${DEFAULT_ADDRESS}"`,
      });
    }
    return addresses;
  }
}

function routed(agent: IMeshAgent): RoutedAgent {
  return {
    path: agent.node.path,
    host: agent.dns.fqdn,
    port: agent.port,
    capabilities: agent._declarations.capabilities,
  };
}
