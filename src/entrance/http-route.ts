import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Backend, namespaceText } from './backend';
import { checkEntranceShapes, EntranceMetadata, entranceMetadata, openTo } from './entrance';
import { checkCount, checkHost } from './http-checks';
import { MeshGatewayReference, MeshHttpRouteProps } from './http-route-props';
import { renderedRules, routeRules } from './http-route-rules';
import { groupBy } from '../base/group-by';
import { refuse, show } from '../base/problem';
import { checkShapes } from '../base/shapes';
import { checkList, checkNamespace, checkObjectName } from '../kubernetes/checks';
import { appDefaults } from '../membership/app-defaults';
import { markEntrance } from '../membership/entrance-services';
import { MeshObject } from '../synthesis/mesh-object';

const GATEWAY_API = 'gateway.networking.k8s.io';
const MAX_HOSTNAMES = 16;
const MAX_GATEWAYS = 32;

/**
 * An HTTPRoute of the Gateway API to agents, for an existing Gateway. Policies of the agents allow the pods of the
 * Gateway. For agents in other namespaces, it creates a ReferenceGrant.
 *
 * The cluster must have the CRDs of the Gateway API. Configure TLS on the Gateway's listener.
 *
 * @see https://gateway-api.sigs.k8s.io/api-types/httproute/
 *
 * @example
 * new MeshHttpRoute(chart, 'route', {
 *   gateways: [{ name: 'public', namespace: 'infra', sectionName: 'https' }],
 *   hostnames: ['weather.example.com'],
 *   rules: [{ backends: [{ target: agent }] }],
 *   controller: MeshPeer.namespace('infra'),
 * });
 */
export class MeshHttpRoute extends Construct {
  /** The HTTPRoute. */
  public readonly route: ApiObject;
  /** The ReferenceGrants, one for each other namespace that the route leads to. */
  public readonly referenceGrants: ApiObject[];

  /**
   * @param scope the chart or construct that holds the route
   * @param id name of the construct
   * @param props options of the route
   */
  constructor(scope: Construct, id: string, props: MeshHttpRouteProps) {
    super(scope, id);
    markEntrance(this);
    checkEntranceShapes(this, props);
    const rules = routeRules(this, props);
    const backends = rules.flatMap((rule) => rule.backends);
    const namespace = this.namespaceOf(props, backends);
    const metadata = entranceMetadata(this, props, backends);
    const spec = {
      parentRefs: this.parents(props, namespace),
      hostnames: this.hostnames(props),
      rules: renderedRules(this, rules, namespace),
    };
    openTo(this, props, backends);
    const { partOf } = backends[0].registry;
    this.route = new MeshObject(this, 'Resource', {
      apiVersion: `${GATEWAY_API}/v1`,
      kind: 'HTTPRoute',
      metadata: { ...metadata, namespace },
      body: { spec },
      partOf,
      onDuplicate: 'Give one of them another name, or put the rules of both into one',
    });
    const others = backends.filter(({ workload }) => workload.namespace !== namespace);
    this.referenceGrants = groupBy(others, ({ workload }) => workload.namespace).map((group) =>
      this.grant(metadata, namespace, group),
    );
  }

  private namespaceOf({ namespace }: MeshHttpRouteProps, backends: Backend[]): string | undefined {
    const own = checkNamespace(this, namespace ?? backends[0].workload.namespace);
    const unknown = backends.find(({ workload }) => (workload.namespace === undefined) !== (own === undefined));
    if (unknown) {
      refuse(this, {
        given: `a route in ${namespaceText(own)}, with ${unknown.text} in ${namespaceText(unknown.workload.namespace)}`,
        rule: 'a route names the namespace of each backend that is not in its own',
        fix: 'Give all charts a namespace, or none if all of it goes into one',
      });
    }
    return own;
  }

  private hostnames({ hostnames }: MeshHttpRouteProps): string[] | undefined {
    checkList(this, 'hostnames', hostnames);
    checkCount(this, 'hostnames', hostnames ?? [''], 1, MAX_HOSTNAMES);
    return hostnames?.map((host, position) => checkHost(this, `hostnames[${position}]`, host));
  }

  private parents({ gateways = [] }: MeshHttpRouteProps, namespace: string | undefined): object[] {
    checkShapes(this, { gateways }, { gateways: 'list of maps' });
    checkCount(this, 'gateways', gateways, 1, MAX_GATEWAYS);
    gateways.forEach((gateway, position) => this.checkGateway(gateway, `gateways[${position}]`));
    const ofOne = groupBy(gateways, (each) => `${each.namespace ?? namespace ?? ''}/${each.name}`);
    const twice = ofOne.find((same) => new Set(same.map(({ sectionName }) => sectionName ?? same)).size < same.length);
    const mixed = ofOne.find((same) => same.length > 1 && same.some(({ sectionName }) => sectionName === undefined));
    const wrong = twice ?? mixed;
    if (wrong) {
      refuse(this, {
        given: `gateways: ${show(wrong[0].name)} ${wrong.length} times`,
        rule: 'the API server takes a Gateway several times only by different listeners',
        fix: 'Give each a sectionName of its own, or name the Gateway once without one',
      });
    }
    return gateways.map(({ name, namespace: of, sectionName }) => ({ name, namespace: of, sectionName }));
  }

  private checkGateway({ name, namespace, sectionName }: MeshGatewayReference, prop: string): void {
    checkObjectName(this, `${prop}.name`, name);
    checkNamespace(this, namespace);
    if (sectionName !== undefined) {
      checkObjectName(this, `${prop}.sectionName`, sectionName);
    }
  }

  /** Allows the route to lead to Services of another namespace. */
  private grant({ name, labels }: EntranceMetadata, from: string | undefined, backends: Backend[]): MeshObject {
    const [{ workload, registry }] = backends;
    const services = [...new Set(backends.map((each) => each.workload.serviceName))];
    return new MeshObject(this, `ReferenceGrant.${workload.namespace}`, {
      // Served by all releases; v1 only by the newest.
      apiVersion: `${GATEWAY_API}/v1beta1`,
      kind: 'ReferenceGrant',
      metadata: { name, namespace: workload.namespace, labels, annotations: appDefaults(this).annotations },
      body: {
        spec: {
          from: [{ group: GATEWAY_API, kind: 'HTTPRoute', namespace: from }],
          to: services.map((service) => ({ group: '', kind: 'Service', name: service })),
        },
      },
      partOf: registry.partOf,
      onDuplicate: 'Give one of the routes another name',
    });
  }
}
