import { ApiObject, Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';
import { checkCapability } from '../contract/capabilities';
import { AGENT_CONFIG_MAP_NAME, CLUSTER_DOMAIN, REGISTRY_PORT } from '../contract/contract';
import { checkTracing } from '../endpoints/tracing-variables';
import {
  checkDnsDomain,
  checkLabels,
  checkNamespace,
  checkObjectName,
  checkPartOf,
  checkPort,
  checkServiceNamePrefix,
} from '../kubernetes/checks';
import { hostOf } from '../kubernetes/host';
import { partOfValue } from '../kubernetes/naming';
import { appDefaults, withAppDefaults } from '../membership/app-defaults';
import { checkRegistryShapes } from '../membership/option-shapes';
import { RegistryMembers } from '../membership/registry-members';
import { IMeshRegistry, MeshAgentDefaults, MeshRegistryEndpoint } from '../membership/registry-options';
import { checkTls, validateTlsServices } from '../membership/tls-check';
import { checkMeshVariables } from '../pod/mesh-variables';
import { ServiceMesh } from '../service-mesh/service-mesh';

function checkEndpointTls(scope: Construct, { tls, agentTls, serviceMesh }: MeshRegistryEndpoint): void {
  checkTls(scope, 'agentTls', agentTls, serviceMesh);
  if (agentTls && tls === false) {
    refuse(scope, {
      given: 'tls false with agentTls',
      rule: 'agents show their certificates to a registry that they reach by https',
      fix: 'Leave tls out, or agentTls if the registry speaks plain HTTP',
    });
  }
}

/** A registry that somebody else runs: its address, and the ConfigMaps with the address for the agents. */
export class RegistryEndpoint extends Construct implements IMeshRegistry {
  public readonly url: string;
  public readonly port: number;
  public readonly namespace?: string;
  public readonly configMapName: string;
  public readonly partOf: string;
  public readonly clusterDomain: string;
  public readonly serviceMesh: ServiceMesh;
  public readonly agentDefaults: MeshAgentDefaults;
  public readonly _members: RegistryMembers;

  constructor(scope: Construct, id: string, endpoint: MeshRegistryEndpoint) {
    super(scope, id);
    checkRegistryShapes(this, endpoint);
    const { inUrl: host, address } =
      hostOf(endpoint.host) ??
      refuse(this, {
        given: `host ${show(endpoint.host)}`,
        rule: 'the host of a registry is a DNS name or an address, without scheme, port or path',
        fix: 'Give the host alone, such as "mcp-mesh-registry.other.svc.cluster.local"; port and tls are props of their own',
      });
    this.port = checkPort(this, 'port', endpoint.port ?? REGISTRY_PORT);
    this.namespace = checkNamespace(this, endpoint.namespace ?? Chart.of(this).namespace);
    this.clusterDomain = checkDnsDomain(
      this,
      'clusterDomain',
      endpoint.clusterDomain ?? CLUSTER_DOMAIN,
      CLUSTER_DOMAIN,
    );
    this.configMapName = checkObjectName(this, 'configMapName', endpoint.configMapName ?? AGENT_CONFIG_MAP_NAME);
    this.partOf = checkPartOf(this, endpoint.partOf ?? partOfValue(this.configMapName, this.namespace));
    this.serviceMesh = endpoint.serviceMesh ?? ServiceMesh.none();
    this.serviceMesh._implementation.check(this);
    this.agentDefaults = withAppDefaults(this, endpoint.agentDefaults ?? {});
    checkLabels(this, 'agentDefaults.labels', this.agentDefaults.labels);
    checkServiceNamePrefix(this, this.agentDefaults.serviceNamePrefix);
    checkMeshVariables(this, 'agent', this.agentDefaults.env, 'agentDefaults.env');
    checkTracing(this, endpoint.tracing, false);
    checkEndpointTls(this, endpoint);
    const scheme = (endpoint.tls ?? endpoint.agentTls) ? 'https' : 'http';
    this.url = `${scheme}://${host}:${this.port}`;
    this._members = new RegistryMembers(this, {
      configMapName: this.configMapName,
      partOf: this.partOf,
      labels: appDefaults(this).labels ?? {},
      annotations: appDefaults(this).annotations ?? {},
      externalCapabilities: (endpoint.externalCapabilities ?? []).map((name) =>
        checkCapability(this, 'externalCapabilities', name),
      ),
      addressFrom: (asking, namespace) => {
        if (address === undefined) {
          this.checkResolves(asking, host, namespace);
        }
        return { scheme, host, port: this.port, hasMeshTls: endpoint.agentTls !== undefined };
      },
      peer: endpoint.peer,
      peerPort: endpoint.peerPort === undefined ? undefined : checkPort(this, 'peerPort', endpoint.peerPort),
      address,
      tracing: endpoint.tracing,
      tls: endpoint.agentTls,
      listenOnIpv6: endpoint.listenOnIpv6 ?? false,
    });
    validateTlsServices(this, 'agentTls', endpoint.agentTls, []);
    this._members.configMapFor(this, this.namespace);
  }

  public get configMaps(): ApiObject[] {
    return this._members.allConfigMaps;
  }

  /** Refuses a host that pods of a namespace cannot resolve. */
  private checkResolves(asking: IConstruct, host: string, namespace: string | undefined): void {
    if (!host.includes('.') && namespace !== this.namespace) {
      refuse(asking, {
        given: `${namespace === undefined ? 'no namespace' : `namespace ${show(namespace)}`}, with a registry at the short host ${show(host)}`,
        rule: "a name without dots resolves only in the registry's own namespace",
        fix: 'Give fromEndpoint the whole name, such as "mcp-mesh-registry.other.svc.cluster.local"',
      });
    }
  }
}
