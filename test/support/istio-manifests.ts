import { Manifest } from './manifests';
import { agent, recorded, registry, registryService, service, WorkloadParts } from './mesh-manifests';

/* A mesh of hand-written objects under Istio. */

const NAME = 'app.kubernetes.io/name';

const REGISTRY_URL = 'http://mcp-mesh-registry.mesh';

const account = (name: string) => ({ pod: { serviceAccountName: name } });

/** The labels of a namespace whose pods get sidecars. */
export const INJECTED = { 'istio-injection': 'enabled' };

export function namespace(name: string, labels?: Manifest): Manifest {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** Agent `news`, which needs `weather`. */
export function newsAgent(parts: WorkloadParts = {}): Manifest {
  return agent('news', REGISTRY_URL, { annotations: recorded([], ['weather']), ...account('news'), ...parts });
}

export function weatherAgent(parts: WorkloadParts = {}): Manifest {
  return agent('weather', REGISTRY_URL, { annotations: recorded(['weather']), ...account('weather'), ...parts });
}

/** A registry, whose Service translates 80 to 8000, agent `news` and agent `weather` on 8080. */
export function istioMesh(
  news: WorkloadParts = {},
  weather: WorkloadParts = {},
  servicePort: Manifest = { name: 'http' },
): Manifest[] {
  return [
    registry(account('registry')),
    registryService({ ports: [{ name: 'http', port: 80, targetPort: 'http' }] }),
    newsAgent(news),
    weatherAgent({
      env: [
        { name: 'MCP_MESH_HTTP_HOST', value: `weather.${weather.namespace ?? 'mesh'}` },
        { name: 'MCP_MESH_HTTP_PORT', value: '8080' },
      ],
      ...weather,
    }),
    service('weather', { ports: [{ port: 8080, ...servicePort }] }, weather.namespace),
  ];
}

function security(kind: string, name: string, spec: Manifest | undefined, metadata: Manifest = {}): Manifest {
  return {
    apiVersion: 'security.istio.io/v1',
    kind,
    metadata: { name, namespace: 'mesh', ...metadata },
    ...(spec && { spec }),
  };
}

export const authorization = (name: string, spec?: Manifest, metadata?: Manifest) =>
  security('AuthorizationPolicy', name, spec, metadata);

export const peerAuthentication = (name: string, spec?: Manifest, metadata?: Manifest) =>
  security('PeerAuthentication', name, spec, metadata);

/** A selector of the pods of one workload. */
export const over = (name: string) => ({ selector: { matchLabels: { [NAME]: name } } });

export const principal = (name: string, home: string = 'mesh') => `cluster.local/ns/${home}/sa/${name}`;

export const from = (...principals: string[]) => ({ from: [{ source: { principals } }] });

export const operation = (fields: Manifest) => ({ to: [{ operation: fields }] });
