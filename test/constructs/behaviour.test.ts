import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Chart, Duration, Testing } from 'cdk8s';
import { EnvValue, Secret } from 'cdk8s-plus-28';
import { parseAllDocuments } from 'yaml';
import {
  HeadlessMeshAgent,
  IMeshRegistry,
  IstioDataPlane,
  IstioRouting,
  IstioRoutingShape,
  MeshAgent,
  MeshCapability,
  MeshNetworkPolicy,
  MeshPeer,
  MeshRegistry,
  MeshRequirement,
  RegistryDatabase,
  ServiceMesh,
  WaitForRegistry,
} from '../../src';
import { problems } from '../support/api-model';
import { Manifest } from '../support/manifests';
import { barePod, COMPONENT, MeshView, WorldOptions } from '../support/mesh-view';
import { leadsTo, PROMISES, registryOf } from '../support/promises';

/*
 * What the manifests do on a cluster: each mesh below is applied to a model of one, and must keep every promise of
 * support/promises.ts there.
 */

const image = 'registry.example.com/agent:1.0.0';

interface Mesh extends WorldOptions {
  readonly objects: Manifest[];
  /** What `podHost` says, with the pod that it must lead to. */
  readonly podHosts?: { [host: string]: string };
}

/** A mesh of charts, one for each namespace. */
function mesh(namespaces: (string | undefined)[], build: (...charts: Chart[]) => Omit<Mesh, 'objects'> | void): Mesh {
  const app: App = Testing.app();
  const charts = namespaces.map((namespace, i) => new Chart(app, `chart-${i}`, { namespace }));
  const more = build(...charts) ?? {};
  return { objects: charts.flatMap((chart) => Testing.synth(chart)), ...more };
}

function example(name: string, file: string): Mesh {
  const text = readFileSync(join(__dirname, '..', '..', 'examples', name, 'manifests', file), 'utf8');
  return { objects: parseAllDocuments(text).map((document) => document.toJS()) };
}

/** Hosts of a headless workload's pods. */
function podHosts(
  headless: { serviceName: string; podHost(ordinal: number): string },
  count: number,
): { [host: string]: string } {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [headless.podHost(i), `${headless.serviceName}-${i}`]),
  );
}

const weather = { image, capabilities: ['weather'], port: 8081 };
const asksWeather = { image, dependencies: ['weather'], replicas: 2 };

/** A Service and its pod that somebody else runs. */
function foreign(namespace: string, name: string, port: number, containerPort: number = port): Manifest[] {
  return [
    barePod(namespace, name, { app: name }, { stranger: false, port: containerPort }),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { selector: { app: name }, ports: [{ port, targetPort: containerPort }] },
    },
  ];
}

const MESHES: { [name: string]: Mesh } = {
  'the example of service discovery': example('service-discovery', 'mcp-mesh.k8s.yaml'),

  'the example of Istio routing': example('istio-routing', 'istio-routing.k8s.yaml'),

  'agents in two namespaces': mesh(['platform', 'team'], (platform, team) => {
    const registry = new MeshRegistry(platform, 'registry');
    new MeshNetworkPolicy(platform, 'policy', { registry });
    new MeshAgent(platform, 'weather', { registry, ...weather });
    new MeshAgent(team, 'caller', { registry, ...asksWeather });
    new MeshAgent(team, 'news', { registry, image, port: 9000, capabilities: ['news'] });
    new MeshAgent(platform, 'reader', { registry, image, dependencies: ['news'] });
  }),

  'a registry without agents in its own namespace': mesh(['platform', 'one', 'two'], (platform, one, two) => {
    const registry = new MeshRegistry(platform, 'registry', { port: 9999, replicas: 1 });
    new MeshAgent(one, 'weather', { registry, ...weather });
    new MeshAgent(two, 'caller', { registry, ...asksWeather });
    new MeshNetworkPolicy(platform, 'policy', { registry });
  }),

  'two registries in one namespace': mesh(['shared'], (chart) => {
    for (const [i, name] of ['red', 'blue'].entries()) {
      const registry = new MeshRegistry(chart, name, {
        serviceName: `${name}-registry`,
        configMapName: `${name}-config`,
        port: 8000 + i,
      });
      new MeshNetworkPolicy(chart, `${name}-policy`, { registry });
      new MeshAgent(chart, `${name}-weather`, { registry, ...weather });
      new MeshAgent(chart, `${name}-caller`, { registry, ...asksWeather });
    }
  }),

  "federated charts that use each other's registry": mesh(['east', 'west'], (east, west) => {
    const eastern = new MeshRegistry(east, 'registry', { configMapName: 'eastern' });
    const western = new MeshRegistry(west, 'registry', { configMapName: 'western' });
    new MeshAgent(east, 'weather', { registry: western, ...weather });
    new MeshAgent(west, 'weather', { registry: eastern, ...weather });
    new MeshAgent(east, 'caller', { registry: eastern, ...asksWeather });
    new MeshAgent(west, 'caller', { registry: western, ...asksWeather });
    new MeshNetworkPolicy(east, 'policy', { registry: eastern });
    new MeshNetworkPolicy(west, 'policy', { registry: western });
  }),

  'strict policies, an LLM with tools, versions and tags': mesh(['mesh', 'other'], (chart, other) => {
    const registry = new MeshRegistry(chart, 'registry');
    const forecast = (version: string, tag: string) => MeshCapability.of('forecast', { version, tags: [tag] });
    new MeshAgent(chart, 'hourly', { registry, image, capabilities: [forecast('2.1.0', 'hourly')] });
    new MeshAgent(other, 'daily', { registry, image, port: 9000, capabilities: [forecast('1.4.2', 'daily')] });
    new MeshAgent(other, 'llm', { registry, image, capabilities: ['llm'], replicas: 2 });
    new MeshAgent(chart, 'planner', {
      registry,
      image,
      dependencies: [MeshRequirement.of('forecast', { versionRange: '^2.0.0' })],
    }).addLlm({ tools: [{ tags: ['daily'] }] });
    new MeshNetworkPolicy(chart, 'policy', { registry, strict: true, defaultDeny: true });
    return { strict: true };
  }),

  'headless agents and a headless registry': mesh(['mesh', 'other'], (chart, other) => {
    const registry = new MeshRegistry(chart, 'registry', { headless: true });
    const processor = new HeadlessMeshAgent(chart, 'processor', {
      registry,
      image,
      replicas: 3,
      capabilities: ['process'],
      env: { PROCESSOR_ID: EnvValue.fromValue('$(POD_NAME)'), ORDINAL: HeadlessMeshAgent.podOrdinal() },
    });
    const away = new HeadlessMeshAgent(other, 'away', {
      registry,
      image,
      port: 1,
      dependencies: ['process'],
      publishNotReadyAddresses: true,
    });
    new MeshNetworkPolicy(chart, 'policy', { registry });
    return { podHosts: { ...podHosts(processor, 3), ...podHosts(away, 1), ...podHosts(registry, 1) } };
  }),

  'custom ports, names and domain': mesh(['mesh'], (chart) => {
    const registry = new MeshRegistry(chart, 'registry', {
      serviceName: 'phone-book',
      port: 80,
      clusterDomain: 'k8s.example.internal',
      agentDefaults: { serviceNamePrefix: 'x-', waitForRegistry: WaitForRegistry.http() },
    });
    new MeshAgent(chart, 'weather', { registry, image, capabilities: ['weather'], port: 65535 });
    new MeshAgent(chart, 'caller', {
      registry,
      ...asksWeather,
      port: 443,
      waitForRegistry: WaitForRegistry.tcp({ timeout: Duration.minutes(5) }),
    });
    new MeshNetworkPolicy(chart, 'policy', { registry });
    return { clusterDomain: 'k8s.example.internal' };
  }),

  'a registry on Postgres': mesh(['mesh'], (chart) => {
    const registry = new MeshRegistry(chart, 'registry', {
      replicas: 3,
      database: RegistryDatabase.postgres({
        host: 'postgres.data.svc.cluster.local',
        port: 6432,
        user: 'me@home',
        password: { secret: Secret.fromSecretName(chart, 'secret', 'database'), key: 'password' },
        peer: MeshPeer.pods('data', { app: 'postgres' }).peer,
      }),
    });
    new MeshAgent(chart, 'weather', { registry, ...weather });
    new MeshNetworkPolicy(chart, 'policy', { registry });
    return {
      others: [
        ...foreign('data', 'postgres', 6432),
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'database', namespace: 'mesh' },
          stringData: { password: 'p@ss/w:rd' },
        },
      ],
    };
  }),

  'a registry that somebody else runs': mesh(['mesh', 'other'], (chart, other) => {
    const registry = MeshRegistry.fromEndpoint(chart, 'registry', {
      host: 'their-registry.theirs.svc.cluster.local',
      port: 8001,
      peer: MeshPeer.namespace('theirs').peer,
    });
    new MeshAgent(chart, 'weather', { registry, ...weather });
    new MeshAgent(other, 'caller', { registry, ...asksWeather });
    new MeshNetworkPolicy(chart, 'policy', { registry });
    return { others: foreign('theirs', 'their-registry', 8001) };
  }),

  'a registry at an address': mesh(['mesh'], (chart) => {
    const registry = MeshRegistry.fromEndpoint(chart, 'registry', { host: '203.0.113.7', tls: true, port: 443 });
    new MeshAgent(chart, 'weather', { registry, ...weather });
    new MeshNetworkPolicy(chart, 'policy', { registry });
  }),

  'a registry of this app beside one that somebody else runs': mesh(['mesh'], (chart) => {
    const own = new MeshRegistry(chart, 'own');
    const theirs: IMeshRegistry = MeshRegistry.fromEndpoint(chart, 'theirs', {
      host: '203.0.113.7',
      configMapName: 'theirs',
    });
    new MeshAgent(chart, 'weather', { registry: own, ...weather });
    new MeshAgent(chart, 'foreign-weather', { registry: theirs, ...weather });
    new MeshAgent(chart, 'caller', { registry: theirs, ...asksWeather });
    new MeshNetworkPolicy(chart, 'own-policy', { registry: own });
    new MeshNetworkPolicy(chart, 'their-policy', { registry: theirs });
  }),

  'native sidecars and a router': mesh(['mesh'], (chart) => {
    const registry = new MeshRegistry(chart, 'registry', {
      serviceMesh: ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR, revision: 'canary' }),
    });
    const agents = [new MeshAgent(chart, 'weather', { registry, ...weather })];
    new MeshAgent(chart, 'caller', { registry, ...asksWeather });
    new IstioRouting(chart, 'routing', { agents, shape: IstioRoutingShape.ROUTER_SERVICE });
    new MeshNetworkPolicy(chart, 'policy', { registry });
  }),

  // Everything goes into the namespace that it is applied to.
  'no namespace at all': mesh([undefined], (chart) => {
    const registry = new MeshRegistry(chart, 'registry');
    new MeshAgent(chart, 'weather', { registry, ...weather });
    new MeshAgent(chart, 'caller', { registry, ...asksWeather });
    new MeshNetworkPolicy(chart, 'policy', { registry });
  }),
};

describe.each(Object.entries(MESHES))('%s', (_, { objects, podHosts: hosts = {}, ...world }) => {
  const view = new MeshView(objects, world);

  test('has agents, all of them under a policy', () => {
    expect(view.agents.length).toBeGreaterThan(0);
    expect(view.pods.filter((each) => !view.isCovered(each)).map(({ name }) => name)).toEqual([]);
  });

  test.each(Object.entries(PROMISES))('%s', (__, find) => {
    expect(find(view)).toEqual([]);
  });

  test('is what an API server accepts', () => {
    expect(problems(objects)).toEqual([]);
  });

  test('podHost names pods that there will be', () => {
    expect(Object.entries(hosts).filter(([host, name]) => !leadsTo(view, host, view.cluster.pod(name)))).toEqual([]);
  });
});

test('each agent of a namespace is with the registry that it was given', () => {
  const view = new MeshView(MESHES['two registries in one namespace'].objects);
  const registries = view.agents.map((agent) => [
    agent.labels['app.kubernetes.io/name'],
    registryOf(view, agent).map(({ end }) => (end as { name: string }).name),
  ]);
  expect(registries).toContainEqual(['mcp-mesh-red-weather', ['red-registry-0']]);
  expect(registries).toContainEqual(['mcp-mesh-blue-weather', ['blue-registry-0']]);
});

test("variables of a StatefulSet's pod are its own", () => {
  const view = new MeshView(MESHES['headless agents and a headless registry'].objects);
  expect(view.agents.filter(({ env }) => 'ORDINAL' in env).map(({ env }) => [env.PROCESSOR_ID, env.ORDINAL])).toEqual(
    [0, 1, 2].map((i) => [`mcp-mesh-processor-${i}`, String(i)]),
  );
});

test('the mesh without policies keeps every promise but those of policies', () => {
  const { objects } = MESHES['agents in two namespaces'];
  const view = new MeshView(objects.filter(({ kind }) => kind !== 'NetworkPolicy'));
  expect(Object.values(PROMISES).flatMap((find) => find(view))).toEqual([]);
  expect(view.pods.filter((each) => view.isCovered(each))).toEqual([]);
});

/** Every promise must be able to break: each is broken here by a mistake that people make in manifests. */
describe('a mistake shows', () => {
  const spoil = (change: (object: Manifest) => void, name: string = 'headless agents and a headless registry') => {
    const { objects, ...world } = structuredClone(MESHES[name]);
    objects.forEach(change);
    const view = new MeshView(objects, world);
    return Object.entries(PROMISES)
      .filter(([, find]) => find(view).length > 0)
      .map(([promise]) => promise);
  };
  const main = (object: Manifest) => object.spec?.template?.spec?.containers?.[0];
  const variable = (object: Manifest, name: string) => main(object)?.env?.find((each: Manifest) => each.name === name);
  const renameNamespaceLabel = (spec: Manifest) =>
    [...spec.ingress, ...spec.egress]
      .flatMap((rule) => rule.from ?? rule.to ?? [])
      .filter(({ namespaceSelector }) => namespaceSelector)
      .forEach(({ namespaceSelector }) => {
        namespaceSelector.matchLabels = { name: namespaceSelector.matchLabels['kubernetes.io/metadata.name'] };
      });
  const policies = (object: Manifest, change: (spec: Manifest) => void) =>
    object.kind === 'NetworkPolicy' && change(object.spec);

  test.each<[string, (object: Manifest) => void, string[]]>([
    ['nothing', () => undefined, []],
    [
      'the wrong port in the ConfigMap',
      (o) => {
        if (o.kind === 'ConfigMap') o.data.MCP_MESH_REGISTRY_URL = o.data.MCP_MESH_REGISTRY_URL.replace('8000', '8009');
      },
      [
        'every agent reaches its registry under MCP_MESH_REGISTRY_URL',
        "the guide's variables say the same as the URL",
        'every agent waits for the registry that it will use',
        'agents of one registry reach neither another registry nor its agents',
      ],
    ],
    [
      "the guide's Service port in policies",
      (o) =>
        policies(o, (spec) =>
          spec.egress.forEach((rule: Manifest) =>
            rule.ports?.forEach((p: Manifest) => {
              if (p.port === 8000) p.port = 8080;
            }),
          ),
        ),
      [
        'every agent reaches its registry under MCP_MESH_REGISTRY_URL',
        'every agent waits for the registry that it will use',
      ],
    ],
    [
      "the guide's namespace label, which nobody put there",
      (o) => policies(o, renameNamespaceLabel),
      [
        'every agent reaches its registry under MCP_MESH_REGISTRY_URL',
        'every agent waits for the registry that it will use',
        'agents of one registry can call what they depend on',
        'a registry can call its agents, unless policies are strict',
        'every pod of the mesh reaches DNS by UDP and TCP',
      ],
    ],
    [
      'a port that is mapped',
      (o) => {
        if (o.kind === 'Service' && o.metadata.name === 'mcp-mesh-processor') o.spec.ports[0].port = 80;
      },
      ['what an agent advertises leads to its own pods, from every namespace and with any resolver'],
    ],
    [
      "a Service's short name advertised",
      (o) => {
        const v = variable(o, 'MCP_MESH_HTTP_HOST');
        if (v) v.value = '$(SERVICE_NAME)';
      },
      ['what an agent advertises leads to its own pods, from every namespace and with any resolver'],
    ],
    [
      'an order that leaves a reference literal',
      (o) => main(o)?.env?.reverse(),
      [
        'what an agent advertises leads to its own pods, from every namespace and with any resolver',
        'a variable sees every variable that it refers to',
      ],
    ],
    [
      'another port to listen on',
      (o) => {
        const v = variable(o, 'MCP_MESH_HTTP_PORT');
        if (v) v.value = '8088';
      },
      [
        'what an agent advertises leads to its own pods, from every namespace and with any resolver',
        'an agent listens on the port that it advertises',
      ],
    ],
    [
      'pods labelled app only',
      (o) => {
        if (o.metadata.name === 'mcp-mesh-processor' && o.kind === 'StatefulSet') {
          delete o.spec.template.metadata.labels['app.kubernetes.io/name'];
        }
      },
      [
        'what an agent advertises leads to its own pods, from every namespace and with any resolver',
        'an agent detects itself',
        'every pod of a StatefulSet has a name',
      ],
    ],
    [
      'a variable twice',
      (o) => main(o)?.env?.push({ name: 'TWICE', value: '1' }, { name: 'TWICE', value: '1' }),
      ['no variable is there twice or without a value'],
    ],
    [
      'a policy without peers',
      (o) => policies(o, (spec) => spec.ingress.push({})),
      ['strangers reach neither registries nor agents'],
    ],
    [
      'DNS by UDP alone',
      (o) =>
        policies(o, (spec) =>
          spec.egress.forEach((rule: Manifest) => {
            rule.ports = rule.ports.filter((p: Manifest) => p.port !== 53 || p.protocol === 'UDP');
          }),
        ),
      ['every pod of the mesh reaches DNS by UDP and TCP'],
    ],
    [
      'a governing Service of another name',
      (o) => {
        if (o.kind === 'StatefulSet') o.spec.serviceName = 'nothing';
      },
      ['every pod of a StatefulSet has a name'],
    ],
    [
      'a third label in a selector',
      (o) => {
        if (o.kind === 'Service') o.spec.selector.tier = 'x';
      },
      [
        'every agent reaches its registry under MCP_MESH_REGISTRY_URL',
        'every agent waits for the registry that it will use',
        'what an agent advertises leads to its own pods, from every namespace and with any resolver',
        'an agent detects itself',
        'agents of one registry reach neither another registry nor its agents',
        'every pod of a StatefulSet has a name',
        'selectors are the two labels, and nothing else',
      ],
    ],
  ])('%s', (_, change, promises) => {
    expect(spoil(change)).toEqual(promises);
  });

  const closed = (port: number) => (o: Manifest) =>
    policies(o, (spec) => {
      spec.egress = spec.egress.filter((rule: Manifest) => rule.ports.every((p: Manifest) => p.port !== port));
    });

  test.each<[string, string, (object: Manifest) => void, string[]]>([
    ['no way to the database', 'a registry on Postgres', closed(6432), ['a registry reaches its database']],
    [
      'agents that call every other, under strict policies',
      'strict policies, an LLM with tools, versions and tags',
      (o) =>
        policies(o, (spec) => {
          const everyAgent = { namespaceSelector: {}, podSelector: { matchLabels: { [COMPONENT]: 'agent' } } };
          spec.egress?.push({ to: [everyAgent], ports: [{ port: 8080, protocol: 'TCP' }] });
          (spec.ingress ??= []).push({ from: [everyAgent], ports: [{ port: 8080, protocol: 'TCP' }] });
        }),
      [
        'under strict policies nobody of the mesh calls an agent that it does not depend on',
        'strangers reach neither registries nor agents',
      ],
    ],
    [
      'a registry that calls agents, under strict policies',
      'strict policies, an LLM with tools, versions and tags',
      (o) =>
        policies(o, (spec) => {
          const registry = {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'mesh' } },
            podSelector: { matchLabels: { [COMPONENT]: 'registry' } },
          };
          const ports = [{ port: 8080, protocol: 'TCP' }];
          if (o.metadata.name === 'mcp-mesh-registry-policy') spec.egress.push({ to: [{ podSelector: {} }], ports });
          if (o.metadata.name === 'mcp-mesh-hourly') (spec.ingress ??= []).push({ from: [registry], ports });
        }),
      ['under strict policies nobody of the mesh calls an agent that it does not depend on'],
    ],
    [
      'no way from the provider of an LLM to a tool',
      'strict policies, an LLM with tools, versions and tags',
      (o) => {
        if (o.metadata.name === 'mcp-mesh-daily') policies(o, (spec) => delete spec.ingress);
      },
      ['agents of one registry can call what they depend on'],
    ],
    ['no way to istiod', 'the example of Istio routing', closed(15012), ['every sidecar reaches istiod']],
    [
      'policies that know no names',
      'two registries in one namespace',
      (o) =>
        policies(o, (spec) =>
          JSON.stringify(spec, (_, value) => {
            delete value?.matchExpressions;
            return value;
          }),
        ),
      ['agents of one registry reach neither another registry nor its agents'],
    ],
  ])('%s', (_, name, change, promises) => {
    expect(spoil(change, name)).toEqual(promises);
  });

  test('of every kind that there is a promise for', () => {
    // The lists above name every promise; a new one wants a mistake of its own.
    const text = readFileSync(__filename, 'utf8').replace(/\\'/g, "'");
    expect(Object.keys(PROMISES).filter((promise) => !text.includes(promise))).toEqual([]);
  });
});
