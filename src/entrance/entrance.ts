import { IConstruct } from 'constructs';
import { Backend } from './backend';
import { MeshEntranceOptions } from './entrance-options';
import { refuse, show } from '../base/problem';
import { checkShapes } from '../base/shapes';
import { checkIdentity } from '../istio/istio-identity';
import { checkAnnotations, checkObjectName, checkPlainLabels } from '../kubernetes/checks';
import { IGNORE_ANNOTATION } from '../kubernetes/naming';
import { withAppDefaults } from '../membership/app-defaults';
import { outsideCallers } from '../peers/outside';
import { ISTIO_SECURITY } from '../service-mesh/istio/istio';

/** Metadata of an Ingress or a route. */
export interface EntranceMetadata {
  readonly name: string;
  readonly labels: { [key: string]: string };
  readonly annotations: { [key: string]: string };
}

/** Refuses options of another type, before anything is made of them. */
export function checkEntranceShapes(scope: IConstruct, props: MeshEntranceOptions): void {
  checkShapes(scope, props, {
    controller: { type: 'MeshPeer', member: 'peer', example: 'MeshPeer.namespace("ingress-nginx")' },
    controllerIdentity: 'map',
    labels: 'map',
    annotations: 'map',
  });
}

/** Refuses a workload that must not be open to everybody, or that a proxy in front cannot call. */
export function checkOpen(scope: IConstruct, prop: string, backend: Backend, props: MeshEntranceOptions): void {
  const given = `${prop} ${backend.text}`;
  if (backend.kind === 'dashboard' && props.exposeDashboard !== true) {
    refuse(scope, {
      given,
      rule: 'the dashboard has no login, so it would show the mesh to everybody who reaches the controller',
      fix: 'Put a login in front and set exposeDashboard: true, or use kubectl port-forward',
    });
  }
  if (backend.kind === 'registry' && props.exposeRegistry === undefined) {
    refuse(scope, {
      given,
      rule: 'the registry has no authentication, and everybody who reaches the controller could remove agents',
      fix: 'Lead to an agent instead; if a login is in front of the registry, name it: exposeRegistry: "oauth2-proxy asks for a login"',
    });
  }
  if (backend.kind !== 'dashboard' && backend.registry._members.facts.tls) {
    refuse(scope, {
      given: `${given}, under MCP Mesh's own TLS`,
      rule: 'it answers by https alone, an agent only to callers that show a certificate of the mesh, and a controller sends plain HTTP',
      fix: 'Lead to an app of your own that calls the agent with a certificate, or encrypt by a service mesh instead of tls',
    });
  }
  const { controller } = props;
  const { port } = backend.workload;
  const ports = controller?.ports;
  if (controller && ports && !ports.includes(port)) {
    refuse(scope, {
      given: `controller on ports ${ports.join(', ')}, with ${given} on port ${port}`,
      rule: 'policies see the ports of the pods that are called, so each request would time out at the controller',
      fix: `Leave the ports of the controller out, or add ${port}`,
    });
  }
}

/** The object's metadata, each part checked. Its name is that of the first Service unless it was given. */
export function entranceMetadata(
  scope: IConstruct,
  props: MeshEntranceOptions,
  [first, ...others]: Backend[],
): EntranceMetadata {
  const { exposeRegistry } = props;
  const leadsToRegistry = [first, ...others].some(({ kind }) => kind === 'registry');
  if (exposeRegistry !== undefined && (typeof exposeRegistry !== 'string' || exposeRegistry.trim() === '')) {
    refuse(scope, {
      given: `exposeRegistry ${show(exposeRegistry)}`,
      rule: 'it is the reason why the registry, which has no authentication, may be open',
      fix: 'Name what keeps strangers out, such as "oauth2-proxy asks for a login", or leave it out',
    });
  }
  checkPlainLabels(scope, 'labels', props.labels);
  checkAnnotations(scope, 'annotations', props.annotations);
  const { labels, annotations } = withAppDefaults(scope, { labels: props.labels, annotations: props.annotations });
  return {
    name: checkObjectName(scope, 'name', props.name ?? first.workload.serviceName),
    labels: labels ?? {},
    annotations: {
      ...annotations,
      ...(leadsToRegistry ? { [`${IGNORE_ANNOTATION}registry-exposed`]: exposeRegistry! } : {}),
    },
  };
}

/** Opens what rules lead to, for the pods that send requests on and for their account. */
export function openTo(scope: IConstruct, props: MeshEntranceOptions, backends: Backend[]): void {
  const { controller, controllerIdentity } = props;
  outsideCallers(scope, 'controller', controller ? [controller] : []);
  if (controllerIdentity) {
    checkIdentity(scope, 'controllerIdentity', controllerIdentity);
  }
  const byWorkload = new Map(backends.map((backend) => [backend.workload, backend]));
  for (const { workload, registry, kind } of byWorkload.values()) {
    const members = registry._members;
    if (controllerIdentity && !registry.serviceMesh._implementation.authorizationGroups.includes(ISTIO_SECURITY)) {
      refuse(scope, {
        given: `controllerIdentity with registry ${registry.node.path}, which declares no Istio`,
        rule: "identities come from Istio's proxies, so nothing would read it",
        fix: 'Leave it out, or declare Istio on the registry: serviceMesh: ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR })',
      });
    }
    if (controllerIdentity) {
      members.admitAccount({ to: workload, ...controllerIdentity });
    }
    if (controller) {
      workload._ingress.push(controller);
      kind === 'agent' ? members.hasOwnPeers(workload as never) : members.declarationsChanged();
    }
  }
}
