import { Chart, Duration, Testing } from 'cdk8s';
import { EnvValue, k8s, ServiceType } from 'cdk8s-plus-28';
import {
  AgentRuntime,
  MeshAgent,
  MeshAgentDefaults,
  MeshCapability,
  MeshAgentProps,
  MeshDiscoveryTest,
  MeshDnsConfig,
  MeshProbe,
  MeshRegistry,
  MeshRequirement,
  MeshRegistryProps,
  WaitForRegistry,
} from '../../src';
import { container, envOf, find, meshChart, pod, synth } from '../support/manifests';

const image = 'registry.example.com/weather-agent:1.4.2';

/** The workload of an agent with these props, in a mesh of its own. */
function workload(props: Partial<MeshAgentProps> = {}, registryProps: MeshRegistryProps = {}, id: string = 'weather') {
  return find(objectsOf(props, registryProps, id), 'Deployment', props.serviceName ?? `mcp-mesh-${id}`);
}

function objectsOf(props: Partial<MeshAgentProps> = {}, registryProps: MeshRegistryProps = {}, id: string = 'weather') {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', registryProps);
  new MeshAgent(chart, id, { registry, image, ...props });
  return synth(chart);
}

const quantities = (values: { [name: string]: string }) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, k8s.Quantity.fromString(value)]));

describe('an agent without options', () => {
  const objects = objectsOf().filter(({ metadata }) => metadata.name === 'mcp-mesh-weather');
  const deployment = find(objects, 'Deployment');

  test('is what the snapshot shows', () => {
    expect(objects).toMatchSnapshot();
  });

  test('has one name: Service, label, selector and pods', () => {
    const labels = { 'app.kubernetes.io/name': 'mcp-mesh-weather', 'app.kubernetes.io/component': 'agent' };
    const service = find(objects, 'Service');
    const onObjects = { ...labels, 'app.kubernetes.io/part-of': 'mcp-mesh-registry.mesh' };
    expect(service.metadata).toEqual({ name: 'mcp-mesh-weather', namespace: 'mesh', labels: onObjects });
    expect(service.spec.selector).toEqual(labels);
    expect(deployment.metadata.labels).toEqual(onObjects);
    expect(deployment.spec.selector.matchLabels).toEqual(labels);
    expect(deployment.spec.template.metadata.labels).toEqual(labels);
  });

  test("has the guide's variables in the guide's order, then those that runtimes read", () => {
    expect(container(deployment).env.map(({ name }: any) => name)).toEqual([
      'MCP_MESH_REGISTRY_HOST',
      'MCP_MESH_REGISTRY_PORT',
      'HOST',
      'SERVICE_NAME',
      'NAMESPACE',
      'MCP_MESH_AGENT_NAME',
      'POD_IP',
      'MCP_MESH_HTTP_PORT',
      'MCP_MESH_HTTP_HOST',
    ]);
    expect(envOf(deployment)).toMatchObject({
      HOST: '0.0.0.0',
      SERVICE_NAME: { fieldRef: { fieldPath: "metadata.labels['app.kubernetes.io/name']" } },
      MCP_MESH_AGENT_NAME: 'weather',
      MCP_MESH_HTTP_PORT: '8080',
      MCP_MESH_HTTP_HOST: '$(SERVICE_NAME).$(NAMESPACE).svc.cluster.local',
    });
    expect(container(deployment).envFrom).toEqual([{ configMapRef: { name: 'mcp-agent-config' } }]);
  });

  test("has the guide's probes, and no hidden one", () => {
    const get = { path: '/health', port: 'http' };
    expect(container(deployment)).toMatchObject({
      livenessProbe: { httpGet: get, initialDelaySeconds: 15, periodSeconds: 10 },
      readinessProbe: { httpGet: get, initialDelaySeconds: 10, periodSeconds: 5 },
    });
    expect(container(deployment)).not.toHaveProperty('startupProbe');
  });

  test('waits for its registry as the guide does', () => {
    const [wait] = pod(deployment).initContainers;
    expect([wait.name, wait.image, wait.command]).toEqual(['wait-for-registry', 'busybox:1.35', ['sh', '-c']]);
    expect(wait.args).toEqual([
      'until nc -z mcp-mesh-registry 8000; do\n  echo "Waiting for registry..."\n  sleep 2\ndone\n',
    ]);
  });

  test('is restricted as it comes, on every container', () => {
    expect(pod(deployment).securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    for (const each of [...pod(deployment).containers, ...pod(deployment).initContainers]) {
      expect(each.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
      });
    }
  });

  test('has no token, no service links, no number of replicas', () => {
    expect(pod(deployment)).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      serviceAccountName: 'mcp-mesh-weather',
    });
    expect(deployment.spec).not.toHaveProperty('replicas');
  });

  test('asks for little, and says how much', () => {
    expect(container(deployment).resources).toEqual({
      requests: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '64Mi' },
      limits: { cpu: '1', memory: '512Mi', 'ephemeral-storage': '1Gi' },
    });
  });
});

describe("an agent's names", () => {
  test('follow its id, or what it is told', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry', {
      clusterDomain: 'corp.example',
      agentDefaults: { serviceNamePrefix: 'ai-' },
    });
    const agent = new MeshAgent(chart, 'one', { registry, image, agentName: 'weather', port: 8081 });
    const named = new MeshAgent(chart, 'two', { registry, image, serviceName: 'forecast' });
    expect([agent.serviceName, named.serviceName, named.agentName]).toEqual(['ai-weather', 'forecast', 'two']);
    expect([agent.dns.short, agent.dns.namespaced, agent.dns.fqdn, agent.url]).toEqual([
      'ai-weather',
      'ai-weather.mesh',
      'ai-weather.mesh.svc.corp.example',
      'http://ai-weather.mesh.svc.corp.example:8081',
    ]);
    expect(envOf(find(synth(chart), 'Deployment', 'ai-weather')).MCP_MESH_HTTP_HOST).toBe(
      '$(SERVICE_NAME).$(NAMESPACE).svc.corp.example',
    );
  });

  test("one port is the container's, the advertised and the Service's", () => {
    const objects = objectsOf({ port: 8081 });
    const deployment = find(objects, 'Deployment', 'mcp-mesh-weather');
    expect(container(deployment).ports[0].containerPort).toBe(8081);
    expect(envOf(deployment).MCP_MESH_HTTP_PORT).toBe('8081');
    expect(find(objects, 'Service', 'mcp-mesh-weather').spec.ports[0]).toMatchObject({
      port: 8081,
      targetPort: 'http',
    });
  });
});

describe("users' variables", () => {
  test('follow the wiring, each behind those that it refers to, ties by name', () => {
    const env = {
      ZONE: EnvValue.fromValue('$(A_BASE)/$(NAMESPACE)'),
      A_LAST: EnvValue.fromValue('$(ZONE)!'),
      A_BASE: EnvValue.fromValue('eu'),
      ESCAPED: EnvValue.fromValue('$$(ZONE)'),
    };
    const names = (variables: { [name: string]: EnvValue }) =>
      container(workload({ env: variables }))
        .env.slice(9)
        .map(({ name }: any) => name);
    expect(names(env)).toEqual(['A_BASE', 'ZONE', 'A_LAST', 'ESCAPED']);
    expect(names(Object.fromEntries(Object.entries(env).reverse()))).toEqual(names(env));
  });
});

describe('probes', () => {
  test('can be replaced, switched off and added', () => {
    const main = container(
      workload({
        liveness: MeshProbe.httpGet('/livez', { timeoutSeconds: 3 }),
        readiness: MeshProbe.none(),
        startup: MeshProbe.tcp(),
      }),
    );
    expect(main.livenessProbe).toEqual({
      httpGet: { path: '/livez', port: 'http' },
      initialDelaySeconds: 15,
      periodSeconds: 10,
      timeoutSeconds: 3,
    });
    expect(main).not.toHaveProperty('readinessProbe');
    expect(main.startupProbe).toEqual({
      tcpSocket: { port: 'http' },
      initialDelaySeconds: 5,
      periodSeconds: 10,
      failureThreshold: 30,
    });
  });

  test('may be any that Kubernetes knows', () => {
    const exec = { exec: { command: ['true'] } };
    expect(container(workload({ liveness: MeshProbe.of(exec) })).livenessProbe).toEqual(exec);
  });

  test.each([
    ['GUIDE', AgentRuntime.GUIDE, [undefined, '/health', '/health']],
    ['python 3.8.0', AgentRuntime.python('3.8.0'), ['/startupz', '/livez', '/ready']],
    ['python 3.6.0', AgentRuntime.python('3.6.0'), ['/startupz', '/livez', '/ready']],
    ['python 3.5.2', AgentRuntime.python('3.5.2'), ['/livez', '/livez', '/ready']],
    ['python 0.6.1', AgentRuntime.python('0.6.1'), ['/livez', '/livez', '/ready']],
    ['python 0.6.0', AgentRuntime.python('0.6.0'), [undefined, '/health', '/health']],
    ['typescript 3.6.1', AgentRuntime.typescript('3.6.1'), ['/startupz', '/livez', '/ready']],
    ['typescript 3.5.1', AgentRuntime.typescript('v3.5.1'), ['/livez', '/livez', '/ready']],
    ['java 3.5.0', AgentRuntime.java('3.5.0'), [undefined, '/health', '/health']],
    ['java 10.0.0', AgentRuntime.java('10.0.0'), ['/startupz', '/livez', '/ready']],
  ])('of runtime %s are those that it answers', (_, runtime, paths) => {
    const main = container(workload({ runtime }));
    expect([main.startupProbe, main.livenessProbe, main.readinessProbe].map((probe) => probe?.httpGet.path)).toEqual(
      paths,
    );
  });

  const BY_TCP = [undefined, 'tcp', 'tcp'];
  test.each([
    ['GUIDE', AgentRuntime.GUIDE, BY_TCP],
    ['python 3.5.1', AgentRuntime.python('3.5.1'), ['tcp', 'tcp', 'tcp']],
    ['python 3.5.2', AgentRuntime.python('3.5.2'), ['/livez', '/livez', '/ready']],
    ['python 3.6.0', AgentRuntime.python('3.6.0'), ['/startupz', '/livez', '/ready']],
    ['typescript 3.8.0', AgentRuntime.typescript('3.8.0'), ['tcp', 'tcp', 'tcp']],
    ['java 3.5.0', AgentRuntime.java('3.5.0'), [undefined, '/health', '/health']],
    ['java 3.8.0', AgentRuntime.java('3.8.0'), ['/startupz', '/livez', '/ready']],
  ])('of a gateway of runtime %s are those that it answers', (_, runtime, asked) => {
    const main = container(workload({ runtime, gateway: true, capabilities: [] }));
    const what = (probe: any) =>
      probe && (probe.httpGet?.path ?? (probe.tcpSocket.port === 'http' ? 'tcp' : undefined));
    expect([main.startupProbe, main.livenessProbe, main.readinessProbe].map(what)).toEqual(asked);
  });

  test('are recorded: the runtime, and whether it is a gateway', () => {
    const recorded = (props: Partial<MeshAgentProps>) => {
      const annotations: { [key: string]: string } =
        workload({ capabilities: [], ...props }).metadata.annotations ?? {};
      return [annotations['cdk8s-mcp-mesh/runtime'], annotations['cdk8s-mcp-mesh/gateway']];
    };
    expect(recorded({ runtime: AgentRuntime.python('v3.8.0-rc.1'), gateway: true })).toEqual(['python 3.8.0', 'true']);
    expect(recorded({ runtime: AgentRuntime.java('3.6.1'), gateway: false })).toEqual(['java 3.6.1', undefined]);
    expect(recorded({ runtime: AgentRuntime.GUIDE })).toEqual([undefined, undefined]);
    expect(recorded({})).toEqual([undefined, undefined]);
  });

  test("of a runtime give way to the agent's own", () => {
    expect(
      container(workload({ runtime: AgentRuntime.python('3.6.0'), startup: MeshProbe.none() })),
    ).not.toHaveProperty('startupProbe');
  });

  test('a TypeScript agent has a HOME that it can write to, unless it says otherwise', () => {
    const runtime = AgentRuntime.typescript('3.6.0');
    expect(envOf(workload({ runtime })).HOME).toBe('/tmp');
    expect(envOf(workload({ runtime, env: { HOME: EnvValue.fromValue('/work') } })).HOME).toBe('/work');
  });
});

describe('the wait for the registry', () => {
  const args = (waitForRegistry: WaitForRegistry) => pod(workload({ waitForRegistry })).initContainers?.[0].args[0];

  test('can be bounded', () => {
    expect(args(WaitForRegistry.tcp({ timeout: Duration.minutes(5) }))).toBe(
      [
        'deadline=$(($(date +%s) + 300))',
        'until nc -z -w 2 mcp-mesh-registry 8000; do',
        '  if [ "$(date +%s)" -ge "$deadline" ]; then',
        '    echo "Registry mcp-mesh-registry:8000 did not answer within 300 s"',
        '    exit 1',
        '  fi',
        '  echo "Waiting for registry..."',
        '  sleep 2',
        'done',
        '',
      ].join('\n'),
    );
  });

  test('can be by HTTP, with another image', () => {
    const [wait] = pod(
      workload({ waitForRegistry: WaitForRegistry.http({ image: 'registry.example.com/busybox:1.36.1' }) }),
    ).initContainers;
    expect(wait.image).toBe('registry.example.com/busybox:1.36.1');
    expect(wait.args[0]).toContain('until wget -q -T 2 -O /dev/null http://mcp-mesh-registry:8000/health; do\n');
  });

  test('can do without resources, or with others', () => {
    const resources = (own: k8s.ResourceRequirements) =>
      pod(workload({ waitForRegistry: WaitForRegistry.tcp({ resources: own }) })).initContainers[0].resources;
    expect(resources({})).toBeUndefined();
    expect(resources({ limits: quantities({ memory: '32Mi' }) })).toEqual({ limits: { memory: '32Mi' } });
  });

  test('can be left out', () => {
    expect(pod(workload({ waitForRegistry: WaitForRegistry.none() }))).not.toHaveProperty('initContainers');
  });
});

describe('what all agents of a registry share', () => {
  const agentDefaults = {
    runtime: AgentRuntime.python('3.6.0'),
    env: { LOG: EnvValue.fromValue('info'), TEAM: EnvValue.fromValue('weather') },
    labels: { team: 'a', tier: 'x' },
    resources: { limits: quantities({ memory: '1Gi' }) },
    nodeSelector: { disk: 'ssd' },
  };

  test('reaches each of them', () => {
    const deployment = workload({}, { agentDefaults });
    expect(container(deployment)).toMatchObject({
      resources: { limits: { memory: '1Gi' } },
      readinessProbe: { httpGet: { path: '/ready' } },
    });
    expect(deployment.spec.template.metadata.labels).toMatchObject({ team: 'a', tier: 'x' });
    expect(envOf(deployment)).toMatchObject({ LOG: 'info', TEAM: 'weather' });
  });

  test("gives way to the agent's own: maps key by key, the rest as a whole", () => {
    const deployment = workload(
      {
        env: { LOG: EnvValue.fromValue('debug') },
        labels: { team: 'b' },
        resources: { requests: quantities({ cpu: '1' }) },
        nodeSelector: { zone: 'b' },
      },
      { agentDefaults },
    );
    expect(envOf(deployment)).toMatchObject({ LOG: 'debug', TEAM: 'weather' });
    expect(deployment.metadata.labels).toMatchObject({ team: 'b', tier: 'x' });
    expect(container(deployment).resources).toEqual({ requests: { cpu: '1' } });
    expect(pod(deployment).nodeSelector).toEqual({ disk: 'ssd', zone: 'b' });
  });

  describe('with volumes and containers', () => {
    const shared = {
      volumes: [
        { name: 'ca', configMap: { name: 'company-ca' } },
        { name: 'cache', emptyDir: {} },
      ],
      volumeMounts: [
        { name: 'ca', mountPath: '/etc/ssl/company', readOnly: true },
        { name: 'cache', mountPath: '/cache' },
      ],
      initContainers: [{ name: 'fetch', image: 'registry.example.com/fetch:1.0.0' }],
      sidecars: [{ name: 'logs', image: 'registry.example.com/logs:1.0.0' }],
    };
    const parts = (props: Partial<MeshAgentProps>) => {
      const { volumes, containers, initContainers } = pod(workload(props, { agentDefaults: shared }));
      return {
        volumes: volumes.map(
          ({ name, configMap, secret }: any) => `${name} ${configMap?.name ?? secret?.secretName ?? '-'}`,
        ),
        mounts: containers[0].volumeMounts.map(({ name, mountPath }: any) => `${name} ${mountPath}`),
        containers: [...initContainers, ...containers].map(({ name, image: of }: any) => `${name} ${of}`).slice(1),
      };
    };
    const main = `agent ${image}`;
    const [fetch, logs] = ['fetch registry.example.com/fetch:1.0.0', 'logs registry.example.com/logs:1.0.0'];

    test('reaches each of them', () => {
      expect(parts({})).toEqual({
        volumes: ['tmp -', 'ca company-ca', 'cache -'],
        mounts: ['tmp /tmp', 'ca /etc/ssl/company', 'cache /cache'],
        containers: [fetch, main, logs],
      });
    });

    test('stays beside those of one agent', () => {
      const own = {
        volumes: [{ name: 'model', secret: { secretName: 'model' } }],
        volumeMounts: [{ name: 'model', mountPath: '/model' }],
        sidecars: [{ name: 'proxy', image: 'registry.example.com/proxy:1.0.0' }],
      };
      expect(parts(own)).toEqual({
        volumes: ['tmp -', 'ca company-ca', 'cache -', 'model model'],
        mounts: ['tmp /tmp', 'ca /etc/ssl/company', 'cache /cache', 'model /model'],
        containers: [fetch, main, logs, 'proxy registry.example.com/proxy:1.0.0'],
      });
    });

    test('gives way to those of its name or path', () => {
      const own = {
        volumes: [{ name: 'ca', secret: { secretName: 'own-ca' } }],
        volumeMounts: [{ name: 'ca', mountPath: '/cache/' }],
        initContainers: [{ name: 'fetch', image: 'registry.example.com/fetch:2.0.0' }],
      };
      expect(parts(own)).toEqual({
        volumes: ['tmp -', 'ca own-ca', 'cache -'],
        mounts: ['tmp /tmp', 'ca /etc/ssl/company', 'ca /cache/'],
        containers: ['fetch registry.example.com/fetch:2.0.0', main, logs],
      });
    });

    test('is left out by an empty list', () => {
      expect(parts({ sidecars: [], initContainers: [], volumeMounts: [], volumes: [] })).toEqual({
        volumes: ['tmp -'],
        mounts: ['tmp /tmp'],
        containers: [main],
      });
    });
  });

  test("leaves other registries' agents alone", () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'one', { agentDefaults });
    const other = new MeshRegistry(chart, 'two', { serviceName: 'two', configMapName: 'two' });
    new MeshAgent(chart, 'a', { registry, image });
    new MeshAgent(chart, 'b', { registry: other, image });
    expect(find(synth(chart), 'Deployment', 'mcp-mesh-b').metadata.labels).not.toHaveProperty('team');
  });
});

describe('defaults that can be taken away', () => {
  test('resources', () => {
    expect(container(workload({ resources: {} }))).not.toHaveProperty('resources');
  });

  test('user ids, as OpenShift wants, while the pod stays restricted', () => {
    expect(pod(workload({ podSecurityContext: {} })).securityContext).toEqual({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });

  test('the read-only root', () => {
    expect(container(workload({ securityContext: { readOnlyRootFilesystem: false } })).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: false,
    });
  });

  test('nothing, by an option that is undefined', () => {
    const deployment = workload({
      podSecurityContext: { runAsNonRoot: undefined, runAsUser: 999 },
      securityContext: { allowPrivilegeEscalation: undefined, capabilities: { add: ['CHOWN'] } },
    });
    expect(pod(deployment).securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 999,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container(deployment).securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: ['CHOWN'] },
    });
    expect(
      container(workload({ liveness: MeshProbe.httpGet('/livez', { initialDelaySeconds: undefined }) })).livenessProbe
        .initialDelaySeconds,
    ).toBe(15);
  });

  test("the emptyDir at /tmp, by a mount of the user's", () => {
    const deployment = workload({
      volumes: [{ name: 'scratch', emptyDir: {} }],
      volumeMounts: [{ name: 'scratch', mountPath: '/tmp/' }],
    });
    expect(pod(deployment).volumes).toEqual([{ name: 'scratch', emptyDir: {} }]);
  });
});

describe("users' containers", () => {
  test('are restricted in what they do not say of security themselves', () => {
    const own = { runAsUser: 5, allowPrivilegeEscalation: false };
    const deployment = workload({
      initContainers: [{ name: 'migrate', image: 'x:1' }],
      sidecars: [{ name: 'proxy', image: 'y:1', securityContext: own }],
    });
    expect(pod(deployment).initContainers.map(({ name }: any) => name)).toEqual(['wait-for-registry', 'migrate']);
    expect(pod(deployment).initContainers[1].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod(deployment).containers[1].securityContext).toEqual({ ...own, capabilities: { drop: ['ALL'] } });
  });
});

describe("an agent's Service", () => {
  test('has a node port where it is told', () => {
    expect(
      find(objectsOf({ serviceType: ServiceType.NODE_PORT, nodePort: 30080 }), 'Service', 'mcp-mesh-weather').spec,
    ).toMatchObject({
      type: 'NodePort',
      ports: [{ port: 8080, nodePort: 30080 }],
    });
  });

  test('has annotations for a load balancer, which nothing else has', () => {
    const objects = objectsOf({
      serviceType: ServiceType.LOAD_BALANCER,
      serviceAnnotations: { 'example.com/lb': 'internal' },
    });
    expect(find(objects, 'Service', 'mcp-mesh-weather')).toMatchObject({
      spec: { type: 'LoadBalancer' },
      metadata: { annotations: { 'example.com/lb': 'internal' } },
    });
    expect(find(objects, 'Deployment', 'mcp-mesh-weather').metadata).not.toHaveProperty('annotations');
  });
});

describe("the guide's DNS fix", () => {
  test('is an option', () => {
    expect(pod(workload({ dnsConfig: MeshDnsConfig.guide() })).dnsConfig).toEqual({
      options: [{ name: 'ndots', value: '1' }, { name: 'single-request-reopen' }],
    });
  });
});

describe('capabilities and dependencies', () => {
  test('are recorded on the workload, and not on its pods', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry', { externalCapabilities: ['llm'] });
    const agent = new MeshAgent(chart, 'a', {
      registry,
      image,
      capabilities: ['weather', 'weather'],
      dependencies: ['llm'],
    });
    agent.addCapability('forecast', { weight: 10 });
    expect([agent.capabilities, agent.dependencies]).toEqual([['weather', 'forecast'], ['llm']]);
    const deployment = find(synth(chart), 'Deployment', 'mcp-mesh-a');
    expect(deployment.metadata.annotations).toEqual({
      'cdk8s-mcp-mesh/capabilities': '["weather","forecast"]',
      'cdk8s-mcp-mesh/dependencies': '["llm"]',
    });
    expect(Object.keys(deployment.spec.template.metadata.annotations)).toEqual([
      'cdk8s-mcp-mesh/agent-config-checksum',
    ]);
  });

  test('have versions, tags and weights in the constructor as in the methods', () => {
    const offered = { version: '2.1.0', tags: ['eu'], weight: 90 };
    const wanted = { versionRange: '>=2.0.0', tags: ['+eu'], tagAlternatives: [['a', 'b']], optional: true };
    const manifests = (props: Partial<MeshAgentProps>, more: (agent: MeshAgent) => void = () => {}) => {
      const chart = meshChart();
      const agent = new MeshAgent(chart, 'a', { registry: new MeshRegistry(chart, 'registry'), image, ...props });
      more(agent);
      return synth(chart);
    };
    const given = manifests({
      capabilities: ['weather', MeshCapability.of('forecast', offered), MeshCapability.of('trends')],
      dependencies: [MeshRequirement.of('cache', wanted), MeshRequirement.of('trends')],
    });
    expect(find(given, 'Deployment', 'mcp-mesh-a').metadata.annotations).toEqual({
      'cdk8s-mcp-mesh/capabilities': '["weather",{"name":"forecast","version":"2.1.0","tags":["eu"]},"trends"]',
      'cdk8s-mcp-mesh/dependencies':
        '[{"name":"cache","tags":["+eu",["a","b"]],"versionRange":">=2.0.0","optional":true},"trends"]',
    });
    expect(given).toEqual(
      manifests({ capabilities: ['weather'] }, (agent) => {
        agent.addCapability('forecast', offered);
        agent.addCapability('trends');
        agent.addRequirement('cache', wanted);
        agent.addRequirement('trends');
      }),
    );
  });
});

describe('an agent in a chart without a namespace', () => {
  test('names none, and finds its registry by the short name', () => {
    const chart = new Chart(Testing.app(), 'test');
    const registry = new MeshRegistry(chart, 'registry');
    new MeshAgent(chart, 'a', { registry, image });
    const objects = synth(chart);
    expect(objects.filter(({ metadata }) => 'namespace' in metadata)).toEqual([]);
    expect(find(objects, 'ConfigMap').data.REGISTRY_HOST).toBe('mcp-mesh-registry');
  });
});

describe('images of waits and tests', () => {
  /** Images of the wait of an agent and of the discovery test. */
  function images(agentDefaults: MeshAgentDefaults, props: Partial<MeshAgentProps> = {}): string[] {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry', { agentDefaults });
    new MeshAgent(chart, 'a', { registry, image: 'registry.example.com/a:1.0.0', ...props });
    new MeshDiscoveryTest(chart, 'test', { registry });
    const objects = synth(chart);
    return [
      pod(find(objects, 'Deployment', 'mcp-mesh-a')).initContainers[0].image,
      pod(find(objects, 'Job')).containers[0].image,
    ];
  }
  const [tools, other] = ['registry.example.com/tools:1.36.1', 'registry.example.com/other:1.0.0'];

  test('come from where the mesh was told, and from Docker Hub if it was told nothing', () => {
    expect(images({})).toEqual(['busybox:1.35', 'busybox:1.35']);
    expect(images({ toolsImage: tools })).toEqual([tools, tools]);
    expect(images({ waitForRegistry: WaitForRegistry.http({ image: tools }) })).toEqual([tools, tools]);
  });

  test('can be replaced for one kind, or one agent', () => {
    expect(images({ toolsImage: tools, waitForRegistry: WaitForRegistry.tcp({ image: other }) })).toEqual([
      other,
      tools,
    ]);
    expect(images({ toolsImage: tools }, { waitForRegistry: WaitForRegistry.tcp({ image: other }) })).toEqual([
      other,
      tools,
    ]);
    expect(images({ toolsImage: tools }, { waitForRegistry: WaitForRegistry.http() })).toEqual([tools, tools]);
  });

  test('are references', () => {
    expect(() => images({ toolsImage: 'UPPER' })).toThrow(
      '[test/a] waitForRegistry image "UPPER": a container needs an image',
    );
  });
});
