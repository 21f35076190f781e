import { RULE } from '../../src/rules/registry-url-leads-nowhere';
import { Manifest } from '../support/manifests';
import { agent, registry, registryService, said, service } from '../support/mesh-manifests';

const NEVER_FOUND = 'an agent without its registry runs and passes its probes, but no caller finds it';

const FIX =
  "Give the registry's Service with its port: http://<service>:<port> in the same namespace, " +
  'http://<service>.<namespace>.svc.cluster.local:<port> from everywhere';
const nowhere = (...objects: Manifest[]) => said(RULE, objects);
const told = (url: string, reason: string) => [
  `Deployment mesh/news: container "main": MCP_MESH_REGISTRY_URL "${url}": ${reason}; ${NEVER_FOUND}. ${FIX}.`,
];

test('the port that is meant is the one behind which the registry answers', () => {
  const twoPorts = registryService({
    ports: [
      { name: 'metrics', port: 9090 },
      { name: 'http', port: 80, targetPort: 'http' },
    ],
  });
  expect(nowhere(registry(), twoPorts, agent('news'))).toEqual(
    told(
      'http://mcp-mesh-registry:8000',
      'Service "mcp-mesh-registry" has no port 8000 (did you mean "http://mcp-mesh-registry:80"?)',
    ),
  );
});

test('of two registries, the one whose name is nearest is meant', () => {
  const two = ['alpha', 'beta'].flatMap((name) => {
    const made = registry({ labels: { 'app.kubernetes.io/name': name } });
    return [
      { ...made, metadata: { name, namespace: 'mesh' } },
      service(name, { ports: [{ port: 8000, targetPort: 'http' }] }),
    ];
  });
  expect(nowhere(...two, agent('news', 'http://beta'))).toEqual(
    told(
      'http://beta',
      'Service "beta" has no port 80, which a URL without a port means (did you mean "http://beta:8000"?)',
    ),
  );
  expect(nowhere(...two, agent('news', 'http://betta:8000'))).toEqual(
    told('http://betta:8000', 'namespace "mesh" has no Service "betta" (did you mean "http://beta:8000"?)'),
  );
});
