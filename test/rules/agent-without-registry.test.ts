import { ApiObject, JsonPatch } from 'cdk8s';
import { MeshAgent, MeshRegistry } from '../../src';
import { RULE } from '../../src/rules/agent-without-registry';
import { Manifest, meshChart, synth } from '../support/manifests';
import { deployment, REGISTRY, registry, registryService, said, variable } from '../support/mesh-manifests';

const NEVER_FOUND = 'an agent without its registry runs and passes its probes, but no caller finds it';

describe('an agent without a registry', () => {
  const without = (...objects: Manifest[]) => said(RULE, objects);
  const lone = (container: Manifest, more: Manifest[] = []) =>
    deployment('news', { container, env: [variable('MCP_MESH_HTTP_PORT', '8080'), ...more] });
  const told = (given: string, rule: string, fix: string) => [
    `Deployment mesh/news: container "main": ${given}: ${rule}; ${NEVER_FOUND}. ${fix}.`,
  ];
  const alone = "runtimes read the registry's address from this variable alone";
  const setIt = 'Set it to the registry\'s Service and port, "http://mcp-mesh-registry:8000"';

  test('is told the URL of the registry that is there', () => {
    expect(without(...REGISTRY, lone({}))).toEqual(told('no MCP_MESH_REGISTRY_URL', alone, setIt));
  });

  test('is given an example where there is none', () => {
    expect(without(lone({}))).toEqual(
      told(
        'no MCP_MESH_REGISTRY_URL',
        alone,
        'Set it to the registry\'s Service and port, such as "http://mcp-mesh-registry:8000"',
      ),
    );
  });

  test('from another namespace the URL is whole', () => {
    expect(without(registry({ namespace: 'core' }), registryService({}, 'core'), lone({}))).toEqual(
      told(
        'no MCP_MESH_REGISTRY_URL',
        alone,
        'Set it to the registry\'s Service and port, "http://mcp-mesh-registry.core.svc.cluster.local:8000"',
      ),
    );
  });

  test.each(['MCP_MESH_REGISTRY_HOST', 'MCP_MESH_REGISTRY_PORT'])(
    '%s does not register it, and the message says so',
    (name) => {
      expect(without(...REGISTRY, lone({}, [variable(name, 'x')]))).toEqual(
        told(
          'no MCP_MESH_REGISTRY_URL',
          `${alone}, and none reads MCP_MESH_REGISTRY_HOST or MCP_MESH_REGISTRY_PORT`,
          setIt,
        ),
      );
    },
  );

  test('an empty URL is none', () => {
    expect(without(...REGISTRY, lone({}, [variable('MCP_MESH_REGISTRY_URL', '')]))).toEqual(
      told('MCP_MESH_REGISTRY_URL is empty', alone, setIt),
    );
  });

  test('an empty URL is not filled by envFrom', () => {
    const container = { envFrom: [{ configMapRef: { name: 'elsewhere' } }] };
    expect(without(...REGISTRY, lone(container, [variable('MCP_MESH_REGISTRY_URL', '')]))).toHaveLength(1);
  });

  test('an optional key that the map lacks is no URL', () => {
    const map = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'agents', namespace: 'mesh' },
      data: { OTHER: 'x' },
    };
    const optional = {
      name: 'MCP_MESH_REGISTRY_URL',
      valueFrom: { configMapKeyRef: { name: 'agents', key: 'url', optional: true } },
    };
    expect(without(map, lone({}, [optional]))).toHaveLength(1);
  });

  test.each<[string, Manifest, Manifest[]]>([
    [
      'a key of a ConfigMap that is not here',
      {},
      [{ name: 'MCP_MESH_REGISTRY_URL', valueFrom: { configMapKeyRef: { name: 'elsewhere', key: 'url' } } }],
    ],
    [
      'a key of a Secret that is not here',
      {},
      [{ name: 'MCP_MESH_REGISTRY_URL', valueFrom: { secretKeyRef: { name: 'elsewhere', key: 'url' } } }],
    ],
    ['all of a ConfigMap that is not here', { envFrom: [{ configMapRef: { name: 'elsewhere' } }] }, []],
    ['all of a Secret that is not here', { envFrom: [{ secretRef: { name: 'elsewhere' } }] }, []],
    [
      'all of a ConfigMap under a prefix that fits',
      { envFrom: [{ prefix: 'MCP_MESH_', configMapRef: { name: 'elsewhere' } }] },
      [],
    ],
    ['its own command', { command: ['sh', '-c', 'MCP_MESH_REGISTRY_URL=$(cat /etc/registry) python main.py'] }, []],
    [
      'an annotation of the pod',
      {},
      [{ name: 'MCP_MESH_REGISTRY_URL', valueFrom: { fieldRef: { fieldPath: "metadata.annotations['url']" } } }],
    ],
  ])('may have it from %s', (_, container, env) => {
    expect(without(...REGISTRY, lone(container, env))).toEqual([]);
  });

  test('a prefix that does not fit leaves it without', () => {
    expect(
      without(...REGISTRY, lone({ envFrom: [{ prefix: 'X_', configMapRef: { name: 'elsewhere' } }] })),
    ).toHaveLength(1);
  });

  test('something in the cluster may still fill the map', () => {
    const map = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'agents', namespace: 'mesh', annotations: { 'reflector.example.com/from': 'core/agents' } },
    };
    const optional = {
      name: 'MCP_MESH_REGISTRY_URL',
      valueFrom: { configMapKeyRef: { name: 'agents', key: 'url', optional: true } },
    };
    expect(without(map, lone({}, [optional]))).toEqual([]);
    expect(without(map, lone({ envFrom: [{ configMapRef: { name: 'agents' } }] }))).toEqual([]);
  });

  test('the Service with an address is told before the headless one', () => {
    const headless = {
      ...registryService({ clusterIP: 'None' }),
      metadata: { name: 'a-headless-one', namespace: 'mesh' },
    };
    expect(without(headless, ...REGISTRY, lone({}))).toEqual(told('no MCP_MESH_REGISTRY_URL', alone, setIt));
  });

  test("a key that the map lacks, and must have, is another rule's to find", () => {
    const map = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'agents', namespace: 'mesh' },
      data: { OTHER: 'x' },
    };
    expect(
      without(
        map,
        lone({}, [{ name: 'MCP_MESH_REGISTRY_URL', valueFrom: { configMapKeyRef: { name: 'agents', key: 'url' } } }]),
      ),
    ).toEqual([]);
  });

  test("the guide's agent is one, once its ConfigMap has lost the URL", () => {
    const chart = meshChart();
    const made = new MeshAgent(chart, 'news', {
      registry: new MeshRegistry(chart, 'registry'),
      image: 'registry.example.com/news:1.4.2',
    });
    expect(without(...synth(chart))).toEqual([]);
    ApiObject.of(made.registry.node.findChild('AgentConfig')).addJsonPatch(
      JsonPatch.remove('/data/MCP_MESH_REGISTRY_URL'),
    );
    expect(without(...synth(chart))).toEqual([
      expect.stringContaining('Deployment mesh/mcp-mesh-news: container "agent": no MCP_MESH_REGISTRY_URL: '),
    ]);
  });
});
