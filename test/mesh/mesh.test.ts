import { checkFields } from '../../src/api/check-fields';
import { Mesh } from '../../src/mesh/mesh';
import { RULE as requirementUnmet } from '../../src/rules/requirement-unmet';
import { RULE as servicePortNoPodHas } from '../../src/rules/service-port-no-pod-has';
import { Manifest } from '../support/manifests';
import { agent, deployment, recorded, REGISTRY, registry, said, service, variable } from '../support/mesh-manifests';

/* Who is an agent or a registry, whatever makes its pods and wherever its variables come from. */

const meshOf = (...objects: Manifest[]) => new Mesh(objects.map((object) => checkFields(object as any).object));
const namesOf = (pods: Mesh['agents']) => pods.map(({ owner, main }) => `${owner.metadata.name}/${main.name}`);

const NEWS = recorded(['news']);
const settings = (data: { [key: string]: string }): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'mesh' },
  data,
});
const importing = (prefix?: string) => [{ prefix, configMapRef: { name: 'settings' } }];
const news = agent('news', undefined, { annotations: NEWS });
const { selector, template } = news.spec as { selector: Manifest & { matchLabels: Manifest }; template: Manifest };
const made = (apiVersion: string, kind: string, spec: Manifest): Manifest => ({ ...news, apiVersion, kind, spec });
const asksNews = agent('reader', undefined, { annotations: recorded([], ['news']) });

describe('an agent is known', () => {
  test.each<[string, Manifest[]]>([
    [
      'by a ConfigMap that it reads as a whole',
      [
        deployment('news', { annotations: NEWS, container: { envFrom: importing() } }),
        settings({ MCP_MESH_REGISTRY_URL: 'http://mcp-mesh-registry:8000' }),
      ],
    ],
    ['in a Rollout of Argo', [made('argoproj.io/v1alpha1', 'Rollout', { selector, template })]],
    ['in a ReplicationController', [made('v1', 'ReplicationController', { selector: selector.matchLabels, template })]],
    [
      "in OpenShift's DeploymentConfig",
      [made('apps.openshift.io/v1', 'DeploymentConfig', { selector: selector.matchLabels, template })],
    ],
    ['in a Service of Knative', [made('serving.knative.dev/v1', 'Service', { template })]],
    ['by an annotation of its pods', [deployment('news', { podAnnotations: NEWS })]],
    [
      'as a sidecar among the init containers',
      [
        deployment('news', {
          annotations: NEWS,
          pod: {
            initContainers: [
              { name: 'agent', restartPolicy: 'Always', env: [variable('MCP_MESH_AGENT_NAME', 'news')] },
            ],
          },
        }),
      ],
    ],
    [
      'beside a registry in one pod',
      [
        registry({
          annotations: NEWS,
          pod: {
            containers: [
              { name: 'registry', image: 'mcpmesh/registry:3.7.1' },
              { name: 'agent', env: [variable('MCP_MESH_REGISTRY_URL', 'http://localhost:8000')] },
            ],
          },
        }),
      ],
    ],
  ])('%s, with what it offers', (_, objects) => {
    const mesh = meshOf(...objects);
    expect(mesh.agents.map((each) => mesh.capabilitiesOf(each).map(({ name }) => name))).toEqual([['news']]);
  });

  test('so that nothing that it offers is unmet', () => {
    const rollout = made('argoproj.io/v1alpha1', 'Rollout', { selector, template });
    const other = agent('other', undefined, { annotations: recorded(['weather']) });
    expect(said(requirementUnmet, [...REGISTRY, asksNews, other, rollout])).toEqual([]);
    expect(said(requirementUnmet, [...REGISTRY, asksNews, other])).toHaveLength(1);
  });
});

test.each<[string, Manifest[]]>([
  ['a job', [{ ...made('batch/v1', 'Job', { template }) }]],
  [
    'what reads a map with nothing of MCP Mesh',
    [deployment('shop', { container: { envFrom: importing() } }), settings({ PORT: '8080' })],
  ],
  [
    'what reads the variables under other names',
    [deployment('shop', { container: { envFrom: importing('X_') } }), settings({ MCP_MESH_AGENT_NAME: 'shop' })],
  ],
  [
    'the dashboard',
    [
      deployment('ui', { image: 'mcpmesh/ui:3.7.1', container: { envFrom: importing() } }),
      settings({ MCP_MESH_REGISTRY_URL: 'http://mcp-mesh-registry:8000' }),
    ],
  ],
  [
    'an init container that ends',
    [deployment('shop', { pod: { initContainers: [{ name: 'once', env: [variable('MCP_MESH_AGENT_NAME', 'x')] }] } })],
  ],
])('%s is no agent', (_, objects) => {
  expect(namesOf(meshOf(...objects).agents)).toEqual([]);
});

test("a pod's own container comes before its sidecars", () => {
  const both = agent('news', undefined, {
    pod: {
      initContainers: [{ name: 'proxy', restartPolicy: 'Always', env: [variable('MCP_MESH_AGENT_NAME', 'proxy')] }],
    },
  });
  expect(namesOf(meshOf(both).agents)).toEqual(['news/main']);
});

test("a Service's port may mean a sidecar's among the init containers", () => {
  const proxied = agent('news', undefined, {
    pod: {
      initContainers: [{ name: 'proxy', restartPolicy: 'Always', ports: [{ name: 'proxy', containerPort: 9443 }] }],
    },
  });
  const front = service('news', { ports: [{ port: 443, targetPort: 'proxy' }] });
  expect(said(servicePortNoPodHas, [...REGISTRY, proxied, front])).toEqual([]);
  const [reached] = meshOf(proxied, front).cluster.services;
  expect(reached.pods).toHaveLength(1);
});
