import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { EnvValue } from 'cdk8s-plus-28';
import {
  HeadlessMeshAgent,
  IstioAuthorization,
  IstioDataPlane,
  MeshAgent,
  MeshNetworkPolicy,
  MeshPeer,
  MeshPort,
  MeshRegistry,
  ServiceMesh,
} from '../../src';
import { meshChart, synth } from '../support/manifests';

/* What an agent is told to call, and who is led to it, must be open, or synthesis says so. */

interface Parts {
  readonly chart: Chart;
  readonly registry: MeshRegistry;
  readonly caller: MeshAgent;
}

function mesh(env: { [name: string]: string }, strict: boolean = true): Parts {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry');
  new MeshNetworkPolicy(chart, 'policy', { registry, strict });
  const values = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, EnvValue.fromValue(value)]));
  return { chart, registry, caller: new MeshAgent(chart, 'caller', { registry, image: 'caller:1.0.0', env: values }) };
}

function service(chart: Chart, name: string, selector?: { [key: string]: string }): ApiObject {
  const metadata = { name, namespace: chart.namespace };
  return new ApiObject(chart, name, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector, ports: [{ port: 80 }] },
  });
}

const refusal = (chart: Chart) => {
  try {
    synth(chart);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

describe('an address of another agent', () => {
  const url = 'http://mcp-mesh-processor-0.mcp-mesh-processor-headless.mesh.svc.cluster.local:8080';

  test('is refused under strict policies that do not open it', () => {
    const { chart, registry } = mesh({ PROCESSORS: url });
    new HeadlessMeshAgent(chart, 'processor', { registry, image: 'processor:1.0.0' });
    expect(refusal(chart)).toBe(
      'Validation failed with the following errors:\n  [test/policy] env "PROCESSORS" of agent test/caller, with the address ' +
        '"mcp-mesh-processor-0.mcp-mesh-processor-headless.mesh.svc.cluster.local": test/policy lets agents call what they ' +
        'declare, and this one declares no call of test/processor. Declare it: agent.calls(other), or addRequirement with a ' +
        'capability of the other agent.',
    );
  });

  test('is open once the call is declared', () => {
    const { chart, registry, caller } = mesh({ PROCESSORS: url });
    caller.calls(new HeadlessMeshAgent(chart, 'processor', { registry, image: 'processor:1.0.0' }));
    expect(refusal(chart)).toBeUndefined();
  });

  test('is open if the agent requires what the other one offers', () => {
    const { chart, registry, caller } = mesh({ PROCESSORS: url });
    new HeadlessMeshAgent(chart, 'processor', { registry, image: 'processor:1.0.0', capabilities: ['process'] });
    caller.addRequirement('process');
    expect(refusal(chart)).toBeUndefined();
  });

  test("is open in the guide's form, in which every agent may call every other", () => {
    const { chart, registry } = mesh({ PROCESSORS: url }, false);
    new HeadlessMeshAgent(chart, 'processor', { registry, image: 'processor:1.0.0' });
    expect(refusal(chart)).toBeUndefined();
  });
});

describe('an address of a Service that is of no agent', () => {
  test.each([true, false])('is refused if nothing opens it (strict: %s)', (strict) => {
    const { chart } = mesh({ REDIS_HOST: 'redis' }, strict);
    service(chart, 'redis', { app: 'redis' });
    expect(refusal(chart)).toContain(
      '[test/policy] env "REDIS_HOST" of agent test/caller, with the address "redis": test/policy closes the way to Service ' +
        'test/redis, which no agent has. Open it: agent.allowEgress(MeshPeer.of(peer, ports)) with the pods behind that Service, such as ' +
        'MeshPeer.pods(namespace, labels, ports).',
    );
  });

  test.each([
    ['its pods', MeshPeer.pods('mesh', { app: 'redis' }, [6379])],
    ['its namespace', MeshPeer.namespace('mesh', [6379])],
    ['a range of addresses, which may be its', MeshPeer.cidr('10.0.0.0/8', [6379])],
  ])('is open if the agent may call %s', (_, peer) => {
    const { chart, caller } = mesh({ REDIS_HOST: 'redis' });
    service(chart, 'redis', { app: 'redis' });
    caller.allowEgress(peer);
    expect(refusal(chart)).toBeUndefined();
  });

  test.each([
    ['other pods', MeshPeer.pods('mesh', { app: 'postgres' }, [5432])],
    ['another namespace', MeshPeer.namespace('data', [6379])],
  ])('stays refused if the agent may call %s', (_, peer) => {
    const { chart, caller } = mesh({ REDIS_HOST: 'redis' });
    service(chart, 'redis', { app: 'redis' });
    caller.allowEgress(peer);
    expect(refusal(chart)).toContain('REDIS_HOST');
  });

  test('says nothing of a Service without a selector, whose endpoints nobody knows', () => {
    const { chart } = mesh({ REDIS_HOST: 'redis' });
    service(chart, 'redis');
    expect(refusal(chart)).toBeUndefined();
  });
});

test('the registry, hosts outside of the app and words that are no hosts are no such address', () => {
  const { chart } = mesh({
    REGISTRY: 'http://mcp-mesh-registry:8000',
    API_URL: 'https://api.example.com/v1',
    BACKEND: 'redis',
  });
  service(chart, 'redis', { app: 'redis' });
  expect(refusal(chart)).toBeUndefined();
});

describe('an Ingress in front of an agent', () => {
  function ingress(chart: Chart, agent: MeshAgent): void {
    new kplus.Ingress(chart, 'ingress', { rules: [{ host: 'a.example.com', backend: agent.toIngressBackend() }] });
  }

  test.each([true, false])('is refused if nobody outside of the mesh may call the agent (strict: %s)', (strict) => {
    const { chart, caller } = mesh({}, strict);
    ingress(chart, caller);
    expect(refusal(chart)).toContain(
      '[test/policy] Ingress test/ingress/Resource, which sends requests to agent test/caller: test/policy closes the agent to ' +
        'everybody outside of the mesh, so each request would time out at the controller. Let the pods of the controller in: ' +
        'agent.allowIngress(MeshPeer.namespace("ingress-nginx")), or ingressFrom for all agents.',
    );
  });

  test('is fine once somebody may', () => {
    const { chart, caller } = mesh({});
    ingress(chart, caller);
    caller.allowIngress(MeshPeer.namespace('ingress-nginx'));
    expect(refusal(chart)).toBeUndefined();
  });

  test('so is an HTTPRoute of a Gateway, and one of a Service leads nobody in', () => {
    const route = (chart: Chart, kind: string) =>
      new ApiObject(chart, `route-${kind}`, {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        metadata: { name: `route-${kind.toLowerCase()}`, namespace: 'mesh' },
        spec: {
          parentRefs: [{ kind, name: 'front' }],
          rules: [{ backendRefs: [{ name: 'mcp-mesh-caller', port: 8080 }] }],
        },
      });
    const front = mesh({});
    route(front.chart, 'Gateway');
    expect(refusal(front.chart)).toContain('HTTPRoute test/route-Gateway, which sends requests to agent test/caller');
    const inside = mesh({});
    route(inside.chart, 'Service');
    expect(refusal(inside.chart)).toBeUndefined();
  });
});

describe('who else leads to the mesh', () => {
  const raw = (chart: Chart, kind: string, spec: unknown) =>
    new ApiObject(chart, kind, { apiVersion: 'example.com/v1', kind, metadata: { name: 'raw' }, spec });
  const ingressTo = (chart: Chart, name: string) =>
    raw(chart, 'Ingress', { rules: [{ http: { paths: [{ backend: { service: { name } } }] } }] });

  test("a Service of the user's own that selects the agent's pods", () => {
    const { chart } = mesh({});
    service(chart, 'front', { 'app.kubernetes.io/name': 'mcp-mesh-caller' });
    ingressTo(chart, 'front');
    expect(refusal(chart)).toContain(
      'Ingress test/Ingress, which sends requests to agent test/caller: test/policy closes',
    );
  });

  test('an Ingress in front of the registry', () => {
    const { chart, registry } = mesh({});
    ingressTo(chart, registry.serviceName);
    expect(refusal(chart)).toContain(
      'Ingress test/Ingress, which sends requests to registry test/registry: test/policy closes the registry to everybody ' +
        'outside of the mesh, so each request would time out at the controller. Lead to an agent instead: the registry has no authentication, and its API can remove agents. If you mean it, registryIngressFrom lets the controller in.',
    );
  });

  test.each(['http', 'tls', 'tcp'])('a VirtualService of a gateway, by %s', (protocol) => {
    const { chart } = mesh({});
    const route = [{ destination: { host: 'mcp-mesh-caller.mesh.svc.cluster.local' } }];
    raw(chart, 'VirtualService', { gateways: ['front'], [protocol]: [{ route }] });
    expect(refusal(chart)).toContain('VirtualService test/VirtualService, which sends requests to agent test/caller');
  });

  test('objects of others that hold something else than the API says lead nowhere', () => {
    const { chart } = mesh({});
    raw(chart, 'Ingress', { rules: [null, { http: { paths: [null, { backend: 'caller' }] } }, { http: 1 }] });
    raw(chart, 'HTTPRoute', { parentRefs: { name: 'front' }, rules: null });
    raw(chart, 'TCPRoute', { parentRefs: [{ name: 'front' }], rules: [{ backendRefs: [null, { name: 7 }] }] });
    raw(chart, 'VirtualService', { gateways: 'front', http: [{ route: [{ destination: null }] }] });
    raw(chart, 'GRPCRoute', null);
    raw(chart, 'HorizontalPodAutoscaler', { scaleTargetRef: 'mcp-mesh-caller' });
    raw(chart, 'Deployment', { template: { spec: null } });
    expect(refusal(chart)).toBeUndefined();
  });
});

describe('pods that are not of the mesh, and are told where somebody of it is', () => {
  const URL = EnvValue.fromValue('http://mcp-mesh-caller:8080');
  const deployment = (chart: Chart, value: EnvValue) =>
    new kplus.Deployment(chart, 'ui', { containers: [{ image: 'ui:1.0.0', envVariables: { BACKEND: value } }] });

  test.each([true, false])('are refused if the policies close it to them (strict: %s)', (strict) => {
    const { chart } = mesh({}, strict);
    deployment(chart, URL);
    expect(refusal(chart)).toContain(
      '[test/policy] env "BACKEND" of Deployment test/ui/Resource, with the address "mcp-mesh-caller": test/policy closes agent ' +
        'test/caller to everybody outside of the mesh. Let its pods in: agent.allowIngress(MeshPeer.of(workload)), or ' +
        'ingressFrom for all agents.',
    );
  });

  test('are refused at the registry', () => {
    const { chart } = mesh({});
    deployment(chart, EnvValue.fromValue('http://mcp-mesh-registry.mesh:8000'));
    expect(refusal(chart)).toContain(
      'with the address "mcp-mesh-registry.mesh": test/policy closes registry test/registry to everybody outside of the mesh. ' +
        'Let its pods in: registryIngressFrom: [MeshPeer.of(workload)].',
    );
  });

  test('are fine once they, or their namespace, are let in', () => {
    const { chart, caller } = mesh({});
    caller.allowIngress(MeshPeer.of(deployment(chart, URL)));
    expect(refusal(chart)).toBeUndefined();
    const other = mesh({});
    deployment(other.chart, URL);
    other.caller.allowIngress(MeshPeer.namespace('mesh'));
    expect(refusal(other.chart)).toBeUndefined();
  });

  test('stay refused if somebody else is let in', () => {
    const { chart, caller } = mesh({});
    deployment(chart, URL);
    caller.allowIngress(MeshPeer.pods('mesh', { app: 'prometheus' }));
    expect(refusal(chart)).toContain('Deployment test/ui/Resource');
  });

  test("are agents in the guide's form if they have an agent's label", () => {
    const { chart } = mesh({}, false);
    const byHand = deployment(chart, URL);
    byHand.podMetadata.addLabel('app.kubernetes.io/component', 'agent');
    expect(refusal(chart)).toBeUndefined();
  });
});

describe('replicas that somebody else asks for', () => {
  const scaled = (chart: Chart, kind: string, spec: object) =>
    new ApiObject(chart, 'scaler', { apiVersion: 'example.com/v1', kind, metadata: { name: 'scaler' }, spec });

  test.each([
    ['HorizontalPodAutoscaler', { scaleTargetRef: { kind: 'Deployment', name: 'mcp-mesh-caller' }, maxReplicas: 4 }, 4],
    ['ScaledObject', { scaleTargetRef: { name: 'mcp-mesh-caller' }, maxReplicaCount: 3 }, 3],
    ['ScaledObject', { scaleTargetRef: { name: 'mcp-mesh-caller' } }, 100],
  ])('a %s of %j', (kind, spec, most) => {
    const { chart } = mesh({});
    scaled(chart, kind, spec);
    expect(refusal(chart)).toContain(
      `[test/policy] ${kind} test/scaler, which gives agent test/caller up to ${most} replicas: test/policy closes replicas to ` +
        "each other unless the agent says that there may be several, and Python's runtime forwards a session to the replica " +
        'that holds it. Say it on the agent: connectReplicas: true, or false if its replicas need not call each other.',
    );
  });

  test('a patch', () => {
    const { chart, caller } = mesh({});
    ApiObject.of(caller).addJsonPatch(JsonPatch.add('/spec/replicas', 3));
    expect(refusal(chart)).toContain('Deployment test/caller/Resource, which gives agent test/caller up to 3 replicas');
  });

  test.each([true, false])('are fine if the agent says connectReplicas: %s, or if they are one', (connectReplicas) => {
    const { chart, registry } = mesh({});
    new MeshAgent(chart, 'weather', { registry, image: 'weather:1.0.0', connectReplicas });
    scaled(chart, 'ScaledObject', { scaleTargetRef: { name: 'mcp-mesh-weather' } });
    new ApiObject(chart, 'one', {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'one' },
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'mcp-mesh-caller' }, maxReplicas: 1 },
    });
    expect(refusal(chart)).toBeUndefined();
  });
});

test('an agent of another registry that may call out to one, and is not let in there', () => {
  const { chart, caller } = mesh({});
  const other = new MeshRegistry(chart, 'other', { serviceName: 'other', configMapName: 'other' });
  const env = { BACKEND: EnvValue.fromValue('http://mcp-mesh-caller:8080') };
  const stranger = new MeshAgent(chart, 'stranger', { registry: other, image: 'stranger:1.0.0', env });
  stranger.allowEgress(MeshPeer.of(caller, [8080]));
  new MeshNetworkPolicy(chart, 'others', { registry: other, strict: true });
  expect(refusal(chart)).toContain(
    '[test/policy] env "BACKEND" of Deployment test/stranger/Resource, with the address "mcp-mesh-caller": test/policy closes ' +
      'agent test/caller to everybody outside of the mesh.',
  );
  caller.allowIngress(MeshPeer.of(stranger));
  expect(refusal(chart)).toBeUndefined();
});

test('tools of an LLM outside of the app are refused under IstioAuthorization until its account is let in', () => {
  const toolFor = (isAdmitted: boolean) => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry', {
      serviceMesh: ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }),
      externalCapabilities: ['llm'],
    });
    const tool = new MeshAgent(chart, 'tool', { registry, image: 'tool:1.0.0', capabilities: ['search'] });
    new MeshAgent(chart, 'asks', { registry, image: 'asks:1.0.0' }).addLlm({ tools: [{ capability: 'search' }] });
    const ingressFrom = isAdmitted ? [{ namespace: 'models', serviceAccount: 'claude', agents: [tool] }] : [];
    new IstioAuthorization(chart, 'authorization', { registry, ingressFrom });
    return refusal(chart);
  };
  expect(toolFor(false)).toContain(
    '[test/authorization] agent test/tool, which has tools for an LLM outside of this app (externalCapabilities): since MCP Mesh ' +
      "1.0 the LLM's pod calls the tools, and test/authorization closes them to everybody outside of the mesh. Let its account in: " +
      'ingressFrom: [{ namespace, serviceAccount, agents: [agent] }].',
  );
  expect(toolFor(true)).toBeUndefined();
});

describe('an Ingress to an agent that has a further port', () => {
  const closing = {
    'a MeshNetworkPolicy': (chart: Chart, registry: MeshRegistry) =>
      new MeshNetworkPolicy(chart, 'closing', { registry, strict: true }),
    'an IstioAuthorization': (chart: Chart, registry: MeshRegistry) =>
      new IstioAuthorization(chart, 'closing', { registry }),
  };
  const ingressTo = (close: (chart: Chart, registry: MeshRegistry) => unknown, port: object, isOpen = false) => {
    const chart = meshChart();
    const serviceMesh = ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR });
    const registry = new MeshRegistry(chart, 'registry', { serviceMesh });
    const further = MeshPort.of('admin', 9000, { from: [MeshPeer.namespace('ops')] });
    const agent = new MeshAgent(chart, 'agent', { registry, image: 'agent:1.0.0', extraPorts: [further] });
    const backend = { service: { name: agent.serviceName, port } };
    new ApiObject(chart, 'ingress', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'front', namespace: chart.namespace },
      spec: { rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
    });
    if (isOpen) {
      agent.allowIngress(MeshPeer.namespace('ingress-nginx'));
    }
    close(chart, registry);
    return refusal(chart);
  };

  test.each(Object.entries(closing))(
    'is refused under %s: who may connect to that port cannot to the agent',
    (_, close) => {
      for (const port of [{ number: 8080 }, { name: 'http' }]) {
        expect(ingressTo(close, port)).toContain(
          'Ingress test/ingress, which sends requests to agent test/agent: test/closing closes the agent to everybody outside of the mesh',
        );
      }
    },
  );

  test.each(Object.entries(closing))('is open under %s if it leads to that port', (_, close) => {
    expect(ingressTo(close, { number: 9000 })).toBeUndefined();
    expect(ingressTo(close, { name: 'admin' })).toBeUndefined();
  });

  test('is open if its controller may call the agent', () => {
    expect(ingressTo(closing['a MeshNetworkPolicy'], { number: 8080 }, true)).toBeUndefined();
  });
});
