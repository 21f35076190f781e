import { Secret } from 'cdk8s-plus-28';
import {
  IstioAuthorization,
  IstioDataPlane,
  MeshAgent,
  MeshDashboard,
  MeshDiscoveryTest,
  MeshRegistry,
  RegistryDatabase,
  ServiceMesh,
} from '../../src';
import { find, meshChart, synth } from '../support/manifests';

test.each([true, false])(
  'a discovery test may ask a dashboard for its health, if the test comes first: %s',
  (isFirst) => {
    const chart = meshChart();
    const password = { secret: Secret.fromSecretName(chart, 'password', 'postgres'), key: 'password' };
    const registry = new MeshRegistry(chart, 'registry', {
      database: RegistryDatabase.postgres({ host: 'postgres.data', user: 'mesh', password }),
      serviceMesh: ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }),
    });
    new MeshAgent(chart, 'weather', { registry, image: 'registry.example.com/agent:1.0.0' });
    const test_ = () => new MeshDiscoveryTest(chart, 'test', { registry, namespace: 'ops' });
    if (isFirst) {
      test_();
    }
    new MeshDashboard(chart, 'dashboard', { registry });
    new IstioAuthorization(chart, 'authorization', { registry });
    if (!isFirst) {
      test_();
    }
    expect(find(synth(chart), 'AuthorizationPolicy', 'mcp-mesh-dashboard').spec.rules).toEqual([
      {
        from: [{ source: { principals: ['cluster.local/ns/ops/sa/mcp-mesh-discovery-test'] } }],
        to: [{ operation: { ports: ['3080'] } }],
      },
    ]);
  },
);
