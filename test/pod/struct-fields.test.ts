import { Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { HeadlessMeshAgent, HeadlessMeshAgentProps, MeshProbe, MeshRegistry, WaitForRegistry } from '../../src';
import { refusalOf } from '../support/agent-refusal';
import { find, meshChart, pod, synth } from '../support/manifests';

/* What is passed in a typed struct is written, or refused: cdk8s-plus-28 drops what it does not know. */

const image = 'registry.example.com/agent:1.0.0';
const lazy = <T>(value: T): any => Lazy.any({ produce: () => value });

const laterThanStructs =
  ', an object that is no struct, such as a Lazy: structs and lists are written when the construct is made, and what is known at synthesis only would be lost. ' +
  'Give the value itself, a Lazy for a single text or number in it, or a patch: ApiObject.of(construct).addJsonPatch(…).';
const otherType =
  ': it would not be written, because cdk8s-plus-28 knows no such field, or gives it another type. Correct the name or the type ' +
  '(k8s.IntOrString.fromNumber(8080), k8s.Quantity.fromString("1Gi"), with k8s from cdk8s-plus-28); fields of a later Kubernetes can be patched: ApiObject.of(construct).addJsonPatch(…).';

test.each<[string, Partial<HeadlessMeshAgentProps>]>([
  ['affinity', { affinity: lazy({}) }],
  ['affinity.nodeAffinity', { affinity: { nodeAffinity: lazy({}) } }],
  ['resources', { resources: lazy({}) }],
  ['resources.limits.cpu', { resources: { limits: { cpu: lazy('1') } } }],
  ['securityContext', { securityContext: lazy({}) }],
  ['securityContext.capabilities', { securityContext: { capabilities: lazy({}) } }],
  ['podSecurityContext', { podSecurityContext: lazy({}) }],
  ['tolerations', { tolerations: lazy([]) }],
  ['tolerations[1]', { tolerations: [{}, lazy({})] }],
  ['topologySpreadConstraints', { topologySpreadConstraints: lazy([]) }],
  ['dnsConfig', { dnsConfig: lazy({}) }],
  ['dnsConfig.options', { dnsConfig: { options: lazy([]) } }],
  ['moreResources.limits', { moreResources: { limits: lazy({}) } }],
  ['hostAliases[0]', { hostAliases: [lazy({})] }],
  ['lifecycle', { lifecycle: lazy({}) }],
  ['lifecycle.preStop.exec', { lifecycle: { preStop: { exec: lazy({}) } } }],
  [
    'topologySpreadConstraints[0].labelSelector',
    {
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: lazy({}) },
      ],
    },
  ],
  ['volumeMounts[0]', { volumeMounts: [lazy({})] }],
  ['initContainers[0].env', { initContainers: [{ name: 'a', image, env: lazy([]) }] }],
  ['volumes[0].emptyDir', { volumes: [{ name: 'a', emptyDir: lazy({}) }] }],
  ['sidecars[0].ports', { sidecars: [{ name: 'a', image, ports: lazy([]) }] }],
  ['liveness', { liveness: MeshProbe.of(lazy({})) }],
  ['readiness.httpGet', { readiness: MeshProbe.of({ httpGet: lazy({}) }) }],
  ['waitForRegistry resources', { waitForRegistry: WaitForRegistry.tcp({ resources: lazy({}) }) }],
])('a Lazy as %s is refused', (field, props) => {
  expect(refusalOf(props)).toBe(`[mesh/a] ${field}${laterThanStructs}`);
});

test.each<[string, Partial<HeadlessMeshAgentProps>]>([
  ['liveness.httpGet.port 8080', { liveness: MeshProbe.of({ httpGet: { port: 8080 as any } }) }],
  ['readiness.tcpSocket.port "http"', { readiness: MeshProbe.of({ tcpSocket: { port: 'http' as any } }) }],
  ['volumes[0].emptyDir.sizeLimit "1Gi"', { volumes: [{ name: 'a', emptyDir: { sizeLimit: '1Gi' as any } }] }],
  [
    'sidecars[0].resources.limits.cpu 1',
    { sidecars: [{ name: 'a', image, resources: { limits: { cpu: 1 as any } } }] },
  ],
  ['securityContext.runAsuzer 5', { securityContext: { runAsuzer: 5 } as any }],
  ['tolerations {"key":"gpu"}', { tolerations: { key: 'gpu' } as any }],
])('what another type would lose is refused: %s', (given, props) => {
  expect(refusalOf(props)).toBe(`[mesh/a] ${given}${otherType}`);
});

test('all that is left is written, a Lazy for one text among it', () => {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry');
  new HeadlessMeshAgent(chart, 'a', {
    registry,
    image,
    tolerations: [{ key: lazy('gpu'), operator: 'Exists' }],
    dnsConfig: { options: [{ name: 'ndots', value: lazy('2') }] },
    securityContext: { runAsUser: lazy(5), capabilities: { add: ['NET_BIND_SERVICE'] } },
    liveness: MeshProbe.of({ httpGet: { path: '/', port: k8s.IntOrString.fromNumber(8080) } }),
    volumes: [{ name: 'a', csi: { driver: 'x', volumeAttributes: { Key: '1', key: '2' } } }],
  });
  const { tolerations, dnsConfig, containers, volumes } = pod(find(synth(chart), 'StatefulSet'));
  expect(tolerations).toEqual([{ key: 'gpu', operator: 'Exists' }]);
  expect(dnsConfig).toEqual({ options: [{ name: 'ndots', value: '2' }] });
  expect(containers[0].securityContext).toMatchObject({ runAsUser: 5, capabilities: { add: ['NET_BIND_SERVICE'] } });
  expect(containers[0].livenessProbe).toEqual({ httpGet: { path: '/', port: 8080 } });
  expect(volumes).toContainEqual({ name: 'a', csi: { driver: 'x', volumeAttributes: { Key: '1', key: '2' } } });
});
