import { isIP } from 'net';
import { ApiObject, Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { capabilityRoutes, RoutedAgent, routeProblems } from './istio-routes';
import { IMeshAgent } from '../agent/agent-props';
import { describe, refuse, show } from '../base/problem';
import { AGENT_PORT, HTTP_PORT_NAME } from '../contract/contract';
import { checkDnsDomain, checkNamespace, checkObjectName, checkPort, checkServiceName } from '../kubernetes/checks';
import { COMPONENT_LABEL, MeshDns, NAME_LABEL } from '../kubernetes/naming';
import { ISTIO_NETWORKING } from '../service-mesh/istio/istio';
import { AppIndex } from '../synthesis/app-index';
import { MeshObject } from '../synthesis/mesh-object';
import { Synthesis } from '../synthesis/synthesis';

/** Which host the routes are attached to. */
export enum IstioRoutingShape {
  /** The guide's: a ServiceEntry with the wildcard host `*.<domain>`, which sidecars with DNS capture resolve. */
  SERVICE_ENTRY = 'ServiceEntry',
  /**
   * A ClusterIP Service in front of the agents, which every pod resolves: no DNS trick. It has no endpoints of its own; the
   * routes lead past it, and a caller without a sidecar is refused.
   */
  ROUTER_SERVICE = 'RouterService',
}

/** Versions of Istio's networking API. */
export enum IstioApiVersion {
  /** Served from Istio 1.22 on. */
  V1 = 'networking.istio.io/v1',
  /** Served by every release. */
  V1BETA1 = 'networking.istio.io/v1beta1',
}

/** What an `IstioRouting` can be told. */
export interface IstioRoutingProps {
  /** The agents to route to, each with a capability or more. Their registries declare Istio as `serviceMesh`. */
  readonly agents: IMeshAgent[];
  /**
   * Which host the routes are attached to.
   *
   * @default IstioRoutingShape.SERVICE_ENTRY
   */
  readonly shape?: IstioRoutingShape;
  /**
   * The domain under which callers ask for agents, for the shape with a ServiceEntry.
   *
   * @default "agent.mcp-mesh.local"
   */
  readonly domain?: string;
  /**
   * The header that names the wanted capability, in lower case.
   *
   * @default "capability"
   */
  readonly header?: string;
  /**
   * The port that callers use.
   *
   * @default 8080
   */
  readonly port?: number;
  /**
   * Version of Istio's API.
   *
   * @default IstioApiVersion.V1BETA1
   */
  readonly apiVersion?: IstioApiVersion;
  /**
   * Gateways that carry the routes, as `<namespace>/<name>`; `mesh` stands for the sidecars.
   *
   * @default - the sidecars
   */
  readonly gateways?: string[];
  /**
   * Addresses that sidecars resolve the wildcard host to; Istio allocates none for wildcards. Never routed: outside
   * the sidecars nothing may have them.
   *
   * @default ["240.241.0.10"], of the reserved range, outside of what Istio allocates by itself
   */
  readonly addresses?: string[];
  /**
   * The agent that answers requests without a capability, or with one that nobody provides.
   *
   * @default - none; such requests get a 404 that says so
   */
  readonly fallback?: IMeshAgent;
  /**
   * Namespace of the routing's objects.
   *
   * @default - the chart's
   */
  readonly namespace?: string;
  /**
   * Name of the VirtualService.
   *
   * @default "agent-routing"
   */
  readonly name?: string;
  /**
   * Name of the ServiceEntry.
   *
   * @default "mcp-mesh-agents"
   */
  readonly serviceEntryName?: string;
  /**
   * Name of the router Service.
   *
   * @default "mcp-mesh-router"
   */
  readonly routerServiceName?: string;
}

/** Nothing in Istio's own range for automatic allocation (240.240.0.0/16), so that the two never meet. */
const VIRTUAL_ADDRESS = '240.241.0.10';

/** A gateway as Istio names it. */
const GATEWAY = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?\/)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/** A header as HTTP/2 and Istio spell it. */
const HEADER = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/**
 * Sends a request to the agent that provides the capability named in its header.
 *
 * Makes a VirtualService, and the host that it is attached to: a ServiceEntry, or a router Service.
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
   * @param props what the routing is told
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
    const wildcard = (props.shape ?? IstioRoutingShape.SERVICE_ENTRY) === IstioRoutingShape.SERVICE_ENTRY;
    this.host = wildcard ? this.serviceEntry() : this.routerService();
    if (wildcard) {
      this.agents[0].registry._members.wildcardHosts = true;
    }
    AppIndex.of(this).routings.push(this);
    this.virtualService = this.object(
      'Resource',
      'VirtualService',
      checkObjectName(this, 'name', props.name ?? 'agent-routing'),
      {
        hosts: [this.host],
        gateways: this.gateways(),
        http: Lazy.any({
          produce: () =>
            capabilityRoutes(this.routed(this.agents), header, this.routed(props.fallback ? [props.fallback] : [])[0]),
        }),
      },
    );
    Synthesis.of(this).validate(this, () => [...this.sharedHost(), ...routeProblems(this.routed(this.agents))]);
  }

  private serviceEntry(): string {
    const domain = checkDnsDomain(this, 'domain', this.props.domain ?? 'agent.mcp-mesh.local', 'agent.mcp-mesh.local');
    const { clusterDomain } = this.agents[0].registry;
    if (`.${domain}`.endsWith(`.${clusterDomain}`) || `.${clusterDomain}`.endsWith(`.${domain}`)) {
      refuse(this, {
        given: `domain ${show(domain)}`,
        rule: `the wildcard would take in names of the cluster's own domain, ${clusterDomain}`,
        fix: 'Give a domain that nothing else uses, such as "agent.mcp-mesh.local"',
      });
    }
    const host = `*.${domain}`;
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
        // Istio refuses a wildcard with resolution DNS and no endpoints: there is no name that it could look up.
        endpoints: this.agents.map((agent) => ({ address: agent.dns.fqdn, ports: { [HTTP_PORT_NAME]: agent.port } })),
      },
    );
    return host;
  }

  private routerService(): string {
    const name = checkServiceName(this, 'routerServiceName', this.props.routerServiceName ?? 'mcp-mesh-router');
    new MeshObject(this, 'Router', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: this.namespace, labels: { [NAME_LABEL]: name, [COMPONENT_LABEL]: 'router' } },
      body: {
        // No selector: the routes decide who answers. A caller without a sidecar is refused, instead of let through to
        // any agent at all.
        spec: { type: 'ClusterIP', ports: [{ name: HTTP_PORT_NAME, port: this.port, protocol: 'TCP' }] },
      },
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

  private routed(agents: IMeshAgent[]): RoutedAgent[] {
    return agents.map((agent) => ({
      path: agent.node.path,
      host: agent.dns.fqdn,
      port: agent.port,
      capabilities: agent._capabilities,
    }));
  }

  private object(id: string, kind: string, name: string, spec: object): MeshObject {
    return new MeshObject(this, id, {
      apiVersion: this.props.apiVersion ?? IstioApiVersion.V1BETA1,
      kind,
      metadata: { name, namespace: this.namespace },
      body: { spec },
      onDuplicate:
        'One routing can hold all agents; a second one has its own name, serviceEntryName, domain and addresses',
    });
  }

  /** Two routings on one host, or on one address, leave it open which of them a request meets. */
  private sharedHost(): string[] {
    const { routings } = AppIndex.of(this);
    const earlier = routings.slice(0, routings.indexOf(this));
    const rival = earlier.find(
      (other) => other.host === this.host || other._addresses.some((address) => this._addresses.includes(address)),
    );
    return rival
      ? [
          describe({
            given: `host ${show(this.host)}${rival.host === this.host ? '' : ` at ${this._addresses.join(', ')}`}, which ${rival.node.path} claims too`,
            rule: 'Istio leaves it undefined whose routes a request meets where two claim one host or address',
            fix: 'Give one of the two another domain and other addresses, or put all agents into one routing',
          }),
        ]
      : [];
  }

  private gateways(): string[] | undefined {
    const { gateways = [] } = this.props;
    const wrong = gateways.find((gateway) => !GATEWAY.test(gateway));
    if (wrong !== undefined) {
      refuse(this, {
        given: `gateways ${show(wrong)}`,
        rule: 'Istio knows a gateway as <namespace>/<name> or by its name alone, and the sidecars as "mesh"',
        fix: 'Give names such as "istio-system/public", and "mesh" beside them where agents call each other through the routes',
      });
    }
    return gateways.length > 0 ? gateways : undefined;
  }

  private checkHeader(header: string): string {
    if (!HEADER.test(header)) {
      refuse(this, {
        given: `header ${show(header)}`,
        rule: "Istio matches headers by their lower-case name, of letters, digits and '-'",
        fix:
          header && HEADER.test(header.toLowerCase())
            ? `Write ${show(header.toLowerCase())}; callers may spell it as they like`
            : 'Give a name such as "capability"',
      });
    }
    return header;
  }

  private checkAgents(): void {
    if (this.agents.length === 0) {
      refuse(this, {
        given: 'agents []',
        rule: 'routing needs an agent to route to',
        fix: 'Name the agents that provide capabilities',
      });
    }
    for (const agent of [...this.agents, ...(this.props.fallback ? [this.props.fallback] : [])]) {
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
      void agent.dns.fqdn; // refuses, here, an agent whose namespace is not known
    }
  }

  private addresses(): string[] {
    const addresses = this.props.addresses ?? [VIRTUAL_ADDRESS];
    const wrong = addresses.length === 0 ? '[]' : addresses.filter((address) => !isIP(address)).map(show)[0];
    if (wrong) {
      refuse(this, {
        given: `addresses ${wrong}`,
        rule: 'a wildcard host resolves to the addresses that its ServiceEntry names, and to nothing without any',
        fix: `Give an IP address that nothing else has, such as "${VIRTUAL_ADDRESS}"`,
      });
    }
    return addresses;
  }
}
