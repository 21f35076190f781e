import { Size } from 'cdk8s';
import { EnvValue, PodManagementPolicy } from 'cdk8s-plus-28';
import { HeadlessMeshAgent, HeadlessMeshAgentProps, MeshRegistry, MeshStorage } from '../../src';
import { container, envOf, find, meshChart, pod, synth } from '../support/manifests';

const image = 'registry.example.com/data-processor:1.0.0';

function headless(props: Partial<HeadlessMeshAgentProps> = {}) {
  const chart = meshChart({ namespace: 'mcp-mesh' });
  const registry = new MeshRegistry(chart, 'registry');
  const agent = new HeadlessMeshAgent(chart, 'data-processor', {
    registry,
    image,
    serviceName: 'data-processor',
    replicas: 3,
    ...props,
  });
  return { agent, chart, objects: () => synth(chart) };
}

describe('a headless agent', () => {
  const { agent, objects } = headless({ env: { PROCESSOR_ID: EnvValue.fromValue('$(POD_NAME)') } });
  const written = objects();
  const set = find(written, 'StatefulSet', 'data-processor');

  test('is what the snapshot shows', () => {
    expect(written.filter(({ metadata }) => metadata.name.startsWith('data-processor'))).toMatchSnapshot();
  });

  test('is a StatefulSet behind a headless Service, and a Service that carries its name', () => {
    expect(set.spec.serviceName).toBe('data-processor-headless');
    expect(find(written, 'Service', 'data-processor-headless').spec.clusterIP).toBe('None');
    expect(find(written, 'Service', 'data-processor').spec.type).toBe('ClusterIP');
    for (const name of ['data-processor', 'data-processor-headless']) {
      expect(find(written, 'Service', name).spec.selector).toEqual(set.spec.template.metadata.labels);
      expect(find(written, 'Service', name).spec.ports).toEqual([
        { name: 'http', port: 8080, targetPort: 'http', protocol: 'TCP' },
      ]);
    }
  });

  test("knows its pod's name before the user's variables", () => {
    const names = container(set).env.map(({ name }: any) => name);
    expect(envOf(set).POD_NAME).toEqual({ fieldRef: { fieldPath: 'metadata.name' } });
    expect(names.indexOf('POD_NAME')).toBeLessThan(names.indexOf('PROCESSOR_ID'));
  });

  test('names its pods as the guide does', () => {
    expect([0, 1, 2].map((i) => agent.podHost(i))).toEqual(
      [0, 1, 2].map((i) => `data-processor-${i}.data-processor-headless.mcp-mesh.svc.cluster.local`),
    );
    expect(agent.podUrl(2)).toBe('http://data-processor-2.data-processor-headless.mcp-mesh.svc.cluster.local:8080');
  });
});

describe("a headless agent's options", () => {
  test('storage for each replica', () => {
    const set = find(
      headless({ storage: MeshStorage.claim(Size.gibibytes(10), 'ssd'), storagePath: '/var/lib/processor' }).objects(),
      'StatefulSet',
    );
    expect(set.spec.volumeClaimTemplates).toEqual(
      [
        {
          metadata: { name: 'data' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage: '10Gi' } },
            storageClassName: 'ssd',
          },
        },
      ].map((claim) => expect.objectContaining(claim)),
    );
    expect(container(set).volumeMounts).toContainEqual({ name: 'data', mountPath: '/var/lib/processor' });
    expect(pod(set).volumes).toEqual([{ name: 'tmp', emptyDir: {} }]);
  });

  test('ephemeral storage', () => {
    const set = find(headless({ storage: MeshStorage.ephemeral() }).objects(), 'StatefulSet');
    expect(pod(set).volumes).toContainEqual({ name: 'data', emptyDir: {} });
    expect(container(set).volumeMounts).toContainEqual({ name: 'data', mountPath: '/data' });
  });

  test('names of pods that are not ready, and all pods at once', () => {
    const objects = headless({
      publishNotReadyAddresses: true,
      podManagementPolicy: PodManagementPolicy.PARALLEL,
    }).objects();
    expect(find(objects, 'Service', 'data-processor-headless').spec.publishNotReadyAddresses).toBe(true);
    expect(find(objects, 'Service', 'data-processor').spec).not.toHaveProperty('publishNotReadyAddresses');
    expect(find(objects, 'StatefulSet').spec.podManagementPolicy).toBe('Parallel');
  });

  test('the ordinal, for those who need it', () => {
    const set = find(headless({ env: { SHARD: HeadlessMeshAgent.podOrdinal() } }).objects(), 'StatefulSet');
    expect(envOf(set).SHARD).toEqual({ fieldRef: { fieldPath: "metadata.labels['apps.kubernetes.io/pod-index']" } });
  });
});
