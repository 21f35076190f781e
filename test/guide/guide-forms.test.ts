import { DnsPolicy, ServiceType } from 'cdk8s-plus-28';
import {
  answers,
  barePod,
  endpoints,
  environment,
  floats,
  mayReach,
  namespaceLabels,
  Pod,
  podNames,
  podOf,
  restrictedRefuses,
  selects,
  triedNames,
  waitEnds,
} from './guide-cluster';
import { DEVIATIONS } from './guide-deviations';
import { agents, guide, guideObject, headlessRegistry, missing, ours, workloads } from './guide-fixtures';
import { HeadlessMeshAgent, MeshAgent, MeshDnsConfig, MeshRegistry } from '../../src';
import { check } from '../../src/check/check';
import { find, Manifest, meshChart, pod as podSpec, synth } from '../support/manifests';

/* What the guide's form does on a cluster, and ours beside it, for every row of docs/guide.md that a manifest can show. Istio's are next door. */

const MESH = ours('service-discovery');
const PODS = workloads(MESH).map((workload) => podOf(workload));
const PROCESSOR = guideObject('data-processor.yaml', 'StatefulSet');
const service = (name: string): Manifest => find(MESH, 'Service', name);
const pod = (name: string): Pod => PODS.find((each) => each.name === `${name}-0`)!;

const shown = new Set<string>();
function shows(id: string, what: string, body: () => void): void {
  shown.add(id);
  test(`${id}: ${what}`, body);
}

describe('Services and names', () => {
  shows(
    'app-selectors',
    "the guide's Services select none of our pods, and weather-agent not even the guide's own kind",
    () => {
      const [weather] = guide('weather-agent-service.yaml');
      expect(endpoints(weather, PODS)).toEqual([]);
      expect(endpoints(guideObject('data-processor.yaml', 'Service'), PODS)).toEqual([]);
      expect(endpoints(weather, [podOf(guideObject('analytics-agent.yaml', 'Deployment'))])).toEqual([]);
      expect(endpoints(service('weather-agent'), PODS)).toEqual([pod('weather-agent')]);
      expect(endpoints(service('data-processor-headless'), PODS)).toEqual([pod('data-processor')]);
    },
  );

  shows('numeric-target-port', 'a number answers until the container moves; a name follows it', () => {
    const [theirs] = guide('weather-agent-service.yaml')[0].spec.ports;
    const [mine] = service('weather-agent').spec.ports;
    const answersAt = (port: Manifest, containerPort: number): boolean =>
      answers({ ...service('weather-agent'), spec: { ...service('weather-agent').spec, ports: [port] } }, 8081, [
        { ...pod('weather-agent'), spec: { containers: [{ ports: [{ name: 'http', containerPort }] }] } },
      ]);
    expect([answersAt(theirs, 8081), answersAt(theirs, 9000)]).toEqual([true, false]);
    expect([answersAt(mine, 8081), answersAt(mine, 9000)]).toEqual([true, true]);
  });

  shows('registry-headless-selector', "the guide's selects no pod, ours gives registry-0 its name", () => {
    const { registry, objects } = headlessRegistry();
    const registryPods = workloads(objects).map((workload) => podOf(workload));
    const [headless] = guide('registry-headless-service.yaml');
    expect(endpoints(headless, [...PODS, ...registryPods])).toEqual([]);
    expect(podNames(find(objects, 'Service', 'registry-headless'), registryPods, () => true)).toEqual([
      registry.podHost(0),
    ]);
  });

  shows('hard-coded-8080', 'weather-agent and the registry do not answer there', () => {
    expect([answers(service('weather-agent'), 8080, PODS), answers(service('weather-agent'), 8081, PODS)]).toEqual([
      false,
      true,
    ]);
    expect(answers(service('analytics-agent'), 8080, PODS)).toBe(true);
  });

  shows('registry-8080', 'the registry answers on 8000 only', () => {
    expect([8080, 8000].map((port) => answers(service('mcp-mesh-registry'), port, PODS))).toEqual([false, true]);
  });

  shows('metrics-9090', 'nothing answers there, and nothing of ours points at it', () => {
    expect(answers(service('mcp-mesh-registry'), 9090, PODS)).toBe(false);
    expect(JSON.stringify(MESH)).not.toMatch(/9090|metrics|prometheus/);
  });

  shows('external-name', 'is refused', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry');
    expect(() => new MeshAgent(chart, 'a', { registry, image: 'a:1', serviceType: ServiceType.EXTERNAL_NAME })).toThrow(
      /ExternalName.*no endpoints/,
    );
  });

  shows('range-3', 'podHost knows how many there are', () => {
    const chart = meshChart({ namespace: 'mcp-mesh' });
    const registry = new MeshRegistry(chart, 'registry');
    const two = new HeadlessMeshAgent(chart, 'data-processor', {
      registry,
      image: 'a:1',
      serviceName: 'data-processor',
      replicas: 2,
    });
    expect(two.podHost(1)).toBe('data-processor-1.data-processor-headless.mcp-mesh.svc.cluster.local');
    expect(() => two.podHost(2)).toThrow('a StatefulSet of 2 has pods 0 to 1');
  });

  shows(
    'init-container-dns',
    'a Service has its name at once, a pod when it is Ready or when its Service publishes it before',
    () => {
      const headless = service('data-processor-headless');
      const early = { ...headless, spec: { ...headless.spec, publishNotReadyAddresses: true } };
      const name = 'data-processor-0.data-processor-headless.mcp-mesh.svc.cluster.local';
      expect(podNames(headless, PODS, () => false)).toEqual([]);
      expect(podNames(headless, PODS, () => true)).toEqual([name]);
      expect(podNames(early, PODS, () => false)).toEqual([name]);
    },
  );

  shows('dns-fix', 'ndots 1 loses <service>.<namespace> on musl, and whole names nowhere', () => {
    const whole = 'mcp-mesh-hello-world.mcp-mesh.svc.cluster.local';
    const finds = (name: string, ndots: number, libc: 'glibc' | 'musl'): boolean =>
      triedNames(name, ndots, libc).includes(whole);
    expect([
      finds('mcp-mesh-hello-world.mcp-mesh', 1, 'musl'),
      finds('mcp-mesh-hello-world.mcp-mesh', 1, 'glibc'),
    ]).toEqual([false, true]);
    expect(finds('mcp-mesh-hello-world.mcp-mesh', 5, 'musl')).toBe(true);
    expect([finds(whole, 1, 'musl'), finds(whole, 5, 'musl'), finds(whole, 1, 'glibc')]).toEqual([true, true, true]);
  });

  shows('dns-fix', 'is ours too, by option', () => {
    const chart = meshChart();
    new MeshAgent(chart, 'a', {
      registry: new MeshRegistry(chart, 'registry'),
      image: 'a:1',
      dnsPolicy: DnsPolicy.CLUSTER_FIRST,
      dnsConfig: MeshDnsConfig.guide(),
    });
    expect(missing(guide('dns-fix.yaml')[0], find(synth(chart), 'Deployment', 'mcp-mesh-a').spec.template)).toEqual([]);
  });
});

describe('pods', () => {
  const env = (name: string): { [name: string]: string } => environment(pod(name), MESH);

  shows('env-order-of-step-2', 'both orders give one environment', () => {
    const [{ env: step2 }] = guide('discovery-env.yaml');
    const inOrder = (list: Manifest[]): object =>
      environment({ ...pod('weather-agent'), spec: { containers: [{ env: list }], enableServiceLinks: false } }, MESH);
    expect(inOrder(step2)).toEqual(inOrder([...step2.slice(2), ...step2.slice(0, 2)]));
    expect(inOrder(step2)).toEqual({
      SERVICE_NAME: 'weather-agent',
      NAMESPACE: 'mcp-mesh',
      MCP_MESH_REGISTRY_HOST: 'mcp-mesh-registry',
      MCP_MESH_REGISTRY_PORT: '8000',
    });
  });

  shows('advertised-host', "the guide's agent has no host to advertise, ours has its Service's whole name", () => {
    const theirs = environment(podOf(guideObject('analytics-agent.yaml', 'Deployment')), MESH);
    expect(theirs.MCP_MESH_HTTP_HOST).toBeUndefined();
    expect(env('analytics-agent')).toMatchObject({
      MCP_MESH_HTTP_HOST: 'analytics-agent.mcp-mesh.svc.cluster.local',
      MCP_MESH_HTTP_PORT: '8080',
    });
  });

  shows('pods-without-name-label', 'SERVICE_NAME is empty', () => {
    const theirs = podOf(PROCESSOR);
    const [{ env: step2 }] = guide('discovery-env.yaml');
    expect(environment({ ...theirs, spec: { containers: [{ env: step2 }] } }, MESH).SERVICE_NAME).toBe('');
    expect(env('data-processor').SERVICE_NAME).toBe('data-processor');
  });

  shows('pods-without-name-label', "the guide's policy does not select the pods", () => {
    const [{ spec }] = guide('network-policy.yaml');
    expect([podOf(PROCESSOR), pod('data-processor')].map(({ labels }) => selects(spec.podSelector, labels))).toEqual([
      false,
      true,
    ]);
  });

  shows('processor-not-wired', "the guide's processor knows no registry, ours does", () => {
    expect(environment(podOf(PROCESSOR), MESH).MCP_MESH_REGISTRY_URL).toBeUndefined();
    expect(env('data-processor').MCP_MESH_REGISTRY_URL).toBe('http://mcp-mesh-registry:8000');
  });

  shows(
    'processor-ordinal',
    "PROCESSOR_ID is the pod's whole name, which the guide's client cannot put into its host name",
    () => {
      const id = env('data-processor').PROCESSOR_ID;
      const clientAsks = `data-processor-${id}.data-processor-headless.mcp-mesh.svc.cluster.local`;
      expect(id).toBe('data-processor-0');
      expect(environment(podOf(PROCESSOR), MESH).PROCESSOR_ID).toBe(id);
      expect(podNames(service('data-processor-headless'), PODS, () => true)).not.toContain(clientAsks);
      expect(HeadlessMeshAgent.podOrdinal().valueFrom).toEqual({
        fieldRef: { fieldPath: "metadata.labels['apps.kubernetes.io/pod-index']" },
      });
    },
  );

  shows('registry-url-from-parts', 'host and port alone leave the URL unset; the ConfigMap brings it', () => {
    const [{ env: step2 }] = guide('discovery-env.yaml');
    const withParts = (more: object): object =>
      environment({ ...pod('weather-agent'), spec: { containers: [{ env: step2, ...more }] } }, MESH);
    expect(withParts({})).not.toHaveProperty('MCP_MESH_REGISTRY_URL');
    expect(withParts({ envFrom: [{ configMapRef: { name: 'mcp-agent-config' } }] })).toHaveProperty(
      'MCP_MESH_REGISTRY_URL',
    );
  });

  shows('service-links', "the guide's processor gets a URL for a port, ours the port", () => {
    expect(environment(podOf(PROCESSOR), MESH).MCP_MESH_REGISTRY_PORT).toMatch(/^tcp:\/\//);
    expect(env('data-processor').MCP_MESH_REGISTRY_PORT).toBe('8000');
  });

  shows('container-name', "one command finds the agent in all of our pods, and not in the guide's processor", () => {
    const names = (workload: Manifest): string[] => podSpec(workload).containers.map(({ name }: Manifest) => name);
    expect(names(PROCESSOR)).not.toContain('agent');
    expect(agents(MESH).filter((workload) => !names(workload).includes('agent'))).toEqual([]);
  });

  shows('floating-images', "the guide's float, ours do not", () => {
    const images = (list: Manifest[]): string[] =>
      workloads(list)
        .map(podSpec)
        .flatMap(({ initContainers = [], containers }) =>
          [...initContainers, ...containers].map(({ image }: Manifest) => image),
        );
    const theirs = images([...guide('analytics-agent.yaml'), ...guide('data-processor.yaml')]);
    expect(theirs.filter(floats)).toEqual(['mcp-mesh-base:latest', 'mcp-mesh/data-processor:latest']);
    expect(['busybox', 'nicolaka/netshoot', 'host:5000/a'].filter(floats)).toHaveLength(3);
    expect([...images(MESH), ...images(ours('istio-routing'))].filter(floats)).toEqual([]);
  });

  shows('probe-paths', 'a rule finds the path of the guide on the image of the examples, and none of ours', () => {
    const found = (path: string) => {
      const objects: Manifest[] = JSON.parse(JSON.stringify(MESH));
      podSpec(find(objects, 'Deployment', 'analytics-agent')).containers[0].livenessProbe.httpGet.path = path;
      return check(objects.map((object) => ({ object }))).map(({ rule }) => rule.id);
    };
    expect(found('/livez')).toEqual([]);
    expect(found('/health')).toEqual(['restart-probe-asks-health']);
  });

  shows('pod-security', 'no pod of the guide passes "restricted", every pod of ours does', () => {
    const [{ spec: wait }] = guide('wait-for-registry.yaml');
    const analytics = podSpec(guideObject('analytics-agent.yaml', 'Deployment'));
    expect(restrictedRefuses(analytics)).toHaveLength(4);
    expect(restrictedRefuses({ ...podOf(workloads(MESH)[1]).spec, ...wait })).toEqual([
      'wait-for-registry: allowPrivilegeEscalation != false',
      'wait-for-registry: unrestricted capabilities',
    ]);
    const all = [...MESH, ...ours('istio-routing'), ...headlessRegistry().objects];
    expect(workloads(all).map(podSpec).flatMap(restrictedRefuses)).toEqual([]);
  });

  shows('wait-under-sidecar', 'by TCP it ends under a sidecar with no registry there; by HTTP it does not', () => {
    const waitOf = (objects: Manifest[]): Manifest => podSpec(agents(objects)[0]).initContainers[0];
    const [
      {
        spec: {
          initContainers: [theirs],
        },
      },
    ] = guide('wait-for-registry.yaml');
    expect(waitEnds(theirs, { registryUp: false, sidecar: false })).toBe(false);
    expect(waitEnds(theirs, { registryUp: false, sidecar: true })).toBe(true);
    expect(waitEnds(waitOf(ours('istio-routing')), { registryUp: false, sidecar: true })).toBe(false);
    expect(waitEnds(waitOf(ours('istio-routing')), { registryUp: true, sidecar: true })).toBe(true);
    expect(waitEnds(waitOf(MESH), { registryUp: false, sidecar: false })).toBe(false);
  });

  shows(
    'config-and-wait-in-one-block',
    'read as one object, it is a ConfigMap with a field that ConfigMaps do not have',
    () => {
      const oneBlock = { ...guide('agent-config.yaml')[0], ...guide('wait-for-registry.yaml')[0] };
      const known = ['apiVersion', 'kind', 'metadata', 'data', 'binaryData', 'immutable'];
      const unknown = (object: Manifest): string[] => Object.keys(object).filter((key) => !known.includes(key));
      expect([oneBlock.kind, unknown(oneBlock)]).toEqual(['ConfigMap', ['spec']]);
      expect(unknown(find(MESH, 'ConfigMap', 'mcp-agent-config'))).toEqual([]);
    },
  );

  shows('kubernetes-api', 'our pods have no token, and a headless Service has no address to build a URL of', () => {
    expect(workloads(MESH).map((workload) => podSpec(workload).automountServiceAccountToken)).toEqual(
      workloads(MESH).map(() => false),
    );
    expect(`http://${service('data-processor-headless').spec.clusterIP}:8080`).toBe('http://None:8080');
  });
});

describe('network policies', () => {
  const theirs = guide('network-policy.yaml');
  const mine = MESH.filter(({ kind }) => kind === 'NetworkPolicy');
  const [hello, system, weather, registry] = [
    'mcp-mesh-hello-world',
    'mcp-mesh-system-agent',
    'weather-agent',
    'mcp-mesh-registry',
  ].map(pod);
  const dns = barePod('kube-system', { 'k8s-app': 'kube-dns' });
  /** The guide's policy, as if somebody had labelled the namespace for it. */
  const labelled = JSON.parse(
    JSON.stringify(theirs).replace(/\{"name":"mcp-mesh"\}/g, '{"kubernetes.io/metadata.name":"mcp-mesh"}'),
  );

  shows(
    'policy-namespace-label',
    "the guide's selector does not match a namespace that nobody labelled, so agents are cut off",
    () => {
      expect(
        [{ name: 'mcp-mesh' }, { 'kubernetes.io/metadata.name': 'mcp-mesh' }].map((matchLabels) =>
          selects({ matchLabels }, namespaceLabels('mcp-mesh')),
        ),
      ).toEqual([false, true]);
      expect([theirs, mine].map((policies) => mayReach(policies, hello, system, 8080))).toEqual([false, true]);
    },
  );

  shows('policy-registry-port', "the guide's lets no agent reach the registry on the port that it listens on", () => {
    const [{ containerPort }] = registry.spec.containers[0].ports;
    expect([theirs, mine].map((policies) => mayReach(policies, hello, registry, containerPort))).toEqual([false, true]);
    expect(mayReach(theirs, hello, registry, 8080)).toBe(true);
  });

  shows('policy-agent-port', "the guide's cuts off weather-agent, even in a namespace that has its label", () => {
    expect([labelled, mine].map((policies) => mayReach(policies, hello, weather, 8081))).toEqual([false, true]);
    expect(mayReach(labelled, hello, system, 8080)).toBe(true);
    expect([labelled, mine].map((policies) => mayReach(policies, registry, weather, 8081))).toEqual([false, true]);
  });

  shows('policy-dns-tcp', "the guide's admits DNS by UDP and not by TCP", () => {
    expect([theirs, mine].map((policies) => mayReach(policies, hello, dns, 53, 'UDP'))).toEqual([true, true]);
    expect([theirs, mine].map((policies) => mayReach(policies, hello, dns, 53, 'TCP'))).toEqual([false, true]);
  });

  shows('policy-dns-anywhere', "the guide's lets agents reach whoever calls itself kube-dns", () => {
    const impostor = barePod('elsewhere', { 'k8s-app': 'kube-dns' });
    expect([theirs, mine].map((policies) => mayReach(policies, hello, impostor, 53, 'UDP'))).toEqual([true, false]);
  });

  shows(
    'debug-pod',
    "a bare pod reaches the registry under the guide's policy, and under ours only with the agents' label",
    () => {
      const agentLabel = { 'app.kubernetes.io/component': 'agent' };
      expect([theirs, mine].map((policies) => mayReach(policies, barePod('mcp-mesh', {}), registry, 8000))).toEqual([
        true,
        false,
      ]);
      expect(mayReach(mine, barePod('mcp-mesh', agentLabel), registry, 8000)).toBe(true);
      expect(restrictedRefuses({ containers: [{ name: 'debug' }] })).not.toEqual([]);
    },
  );
});

test('every deviation of a manifest is shown here or in guide-istio.test.ts, and nothing else', () => {
  const toShow = DEVIATIONS.filter(({ id, changed, added }) => (changed || added) && !id.startsWith('istio-')).map(
    ({ id }) => id,
  );
  expect([...shown]).toEqual(expect.arrayContaining(toShow));
  expect(DEVIATIONS.map(({ id }) => id)).toEqual(expect.arrayContaining([...shown]));
});
