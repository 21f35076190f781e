import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  HeadlessMeshAgent,
  HeadlessMeshAgentProps,
  MeshAgent,
  MeshDisruptionBudget,
  MeshIpFamily,
  MeshPeer,
  MeshPort,
  MeshRegistry,
  MeshRegistryProps,
  MeshSessionAffinity,
  MeshStorage,
  MeshTrafficPolicy,
} from '../../src';
import { meshChart, synth } from '../support/manifests';

const image = 'registry.example.com/agent:1.0.0';
const quantity = kplus.k8s.Quantity.fromString;
const { fromNumber, fromString } = kplus.k8s.IntOrString;
const exec = { command: ['sleep', '5'] };
const loadBalancer = { serviceType: kplus.ServiceType.LOAD_BALANCER };
const claim = MeshStorage.claim(Size.gibibytes(1));
const labelled = (labels: { [key: string]: string }) => MeshStorage.claim(Size.gibibytes(1), undefined, { labels });
const existing = MeshStorage.existingClaim(kplus.PersistentVolumeClaim.fromClaimName(meshChart(), 'claim', 'notes'));

type Props = Partial<HeadlessMeshAgentProps>;

/** The message with which a workload is refused, or nothing. */
function refusal(kind: 'agent' | 'headless' | 'registry', props: object): string | undefined {
  const chart = meshChart();
  try {
    const registry = new MeshRegistry(chart, 'registry', kind === 'registry' ? props : {});
    const Agent = kind === 'headless' ? HeadlessMeshAgent : MeshAgent;
    new Agent(chart, 'a', { registry, image, ...(kind === 'registry' ? {} : props) });
    synth(chart);
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
}

const agentCases: [string, Props][] = [
  ['pod label name', { podLabels: { 'app.kubernetes.io/name': 'other' } }],
  ['pod label component', { podLabels: { 'app.kubernetes.io/component': 'other' } }],
  ['pod label twice', { labels: { team: 'a' }, podLabels: { team: 'b' } }],
  ['pod label value', { podLabels: { team: 'a b' } }],
  ['podLabels type', { podLabels: 'team' as any }],
  ['runtimeClassName', { runtimeClassName: 'gVisor' }],
  ['schedulerName', { schedulerName: 'my scheduler' }],
  ['workingDir', { workingDir: 'app' }],
  ['host alias address', { hostAliases: [{ ip: '10.0.0', hostnames: ['db'] }] }],
  ['host alias names', { hostAliases: [{ ip: '10.0.0.7', hostnames: [] }] }],
  ['host alias type', { hostAliases: [{ ip: '10.0.0.7', hostname: 'db' } as any] }],
  ['hook without handler', { lifecycle: { preStop: {} } }],
  ['hook with two', { lifecycle: { postStart: { exec, httpGet: { port: fromNumber(1) } } } }],
  ['hook without command', { lifecycle: { preStop: { exec: {} } } }],
  ['minReadySeconds fraction', { minReadySeconds: 1.5 }],
  ['minReadySeconds long', { minReadySeconds: 600 }],
  ['revisionHistoryLimit', { revisionHistoryLimit: -1 }],
  ['moreResources above', { moreResources: { requests: { cpu: quantity('2') } } }],
  ['moreResources device', { moreResources: { requests: { 'nvidia.com/gpu': quantity('1') } } }],
  ['session time alone', { service: { sessionAffinityTimeout: Duration.hours(1) } }],
  [
    'session time long',
    { service: { sessionAffinity: MeshSessionAffinity.CLIENT_IP, sessionAffinityTimeout: Duration.days(2) } },
  ],
  ['session affinity', { service: { sessionAffinity: 'ClientIp' as any } }],
  ['ranges on ClusterIP', { service: { loadBalancerSourceRanges: ['203.0.113.0/24'] } }],
  ['ranges wrong', { ...loadBalancer, service: { loadBalancerSourceRanges: ['203.0.113.0'] } }],
  ['ranges empty', { ...loadBalancer, service: { loadBalancerSourceRanges: [] } }],
  ['class on NodePort', { serviceType: kplus.ServiceType.NODE_PORT, service: { loadBalancerClass: 'a/b' } }],
  ['class wrong', { ...loadBalancer, service: { loadBalancerClass: 'a b' } }],
  ['traffic policy on ClusterIP', { service: { externalTrafficPolicy: MeshTrafficPolicy.LOCAL } }],
  ['app protocol', { service: { appProtocol: 'HTTP/1.1/x' } }],
  ['app protocol without prefix', { service: { appProtocol: 'http_2' } }],
  ['families none', { service: { ipFamilies: [] } }],
  ['families twice', { service: { ipFamilies: [MeshIpFamily.IPV4, MeshIpFamily.IPV4] } }],
  ['families of one stack', { service: { ipFamilies: [MeshIpFamily.IPV4, MeshIpFamily.IPV6] } }],
  ['families spelt', { service: { ipFamilies: ['ipv4' as any] } }],
  ['family policy', { service: { ipFamilyPolicy: 'DualStack' as any } }],
  ['service type', { service: 'ClientIP' as any }],
  ['port name', { extraPorts: [MeshPort.of('Metrics', 9090)] }],
  ['port named http', { extraPorts: [MeshPort.of('http', 9090)] }],
  ['port number', { extraPorts: [MeshPort.metrics(0)] }],
  ['port of the mesh', { extraPorts: [MeshPort.metrics(8080)] }],
  ['port twice', { extraPorts: [MeshPort.metrics(9090), MeshPort.of('metrics', 9091)] }],
  ['port from ports', { extraPorts: [MeshPort.metrics(9090, { from: [MeshPeer.namespace('a', [80])] })] }],
  ['port path', { extraPorts: [MeshPort.metrics(9090, { path: 'metrics' })] }],
  ['port interval', { extraPorts: [MeshPort.metrics(9090, { interval: Duration.millis(500) })] }],
  ['ports type', { extraPorts: [9090 as any] }],
  ['budget', { disruptionBudget: MeshDisruptionBudget.maxUnavailable(0) }],
  ['budget type', { disruptionBudget: { minAvailable: 1 } as any }],
  ['budget of one', { disruptionBudget: MeshDisruptionBudget.minAvailable(1) }],
  ['strategy type', { strategy: { type: 'recreate' } }],
  ['strategy both', { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: fromNumber(1) } } }],
  ['strategy zero', { strategy: { rollingUpdate: { maxSurge: fromNumber(0), maxUnavailable: fromString('0%') } } }],
  ['strategy amount', { strategy: { rollingUpdate: { maxSurge: fromString('a lot') } } }],
  ['strategy on a claim', { storage: claim, strategy: { type: 'RollingUpdate' } }],
  ['replicas on a claim', { storage: claim, replicas: 2 }],
  ['replicas on an existing claim', { storage: existing, replicas: 2 }],
  ['claim label', { storage: labelled({ 'a b': 'c' }) }],
  ['path without storage', { storagePath: '/notes' }],
  ['storage type', { storage: 'data' as any }],
];

const headlessCases: [string, Props][] = [
  ['strategy', { strategy: { type: 'Recreate' } }],
  ['update strategy type', { updateStrategy: { type: 'Recreate' } }],
  ['update strategy both', { updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 1 } } }],
  ['partition', { updateStrategy: { rollingUpdate: { partition: -1 } } }],
  ['max unavailable', { updateStrategy: { rollingUpdate: { maxUnavailable: fromNumber(0) } } }],
  ['replicas on an existing claim', { storage: existing, replicas: 2 }],
];

const registryCases: [string, MeshRegistryProps][] = [
  ['strategy on SQLite', { strategy: { rollingUpdate: { maxSurge: fromNumber(0) } } }],
  ['update strategy', { updateStrategy: { type: 'OnDelete' } }],
  ['strategy of a StatefulSet', { headless: true, strategy: { type: 'Recreate' } }],
  ['extra port', { extraPorts: [MeshPort.metrics(8000)] }],
  ['pod label', { podLabels: { 'app.kubernetes.io/name': 'other' } }],
];

describe('is refused, with the whole message', () => {
  test.each(agentCases)('an agent: %s', (_, props) => {
    expect(refusal('agent', props)).toMatchSnapshot();
  });

  test.each(headlessCases)('a headless agent: %s', (_, props) => {
    expect(refusal('headless', props)).toMatchSnapshot();
  });

  test.each(registryCases)('a registry: %s', (_, props) => {
    expect(refusal('registry', props)).toMatchSnapshot();
  });

  test('none of these cases is accepted', () => {
    expect(agentCases.filter(([, props]) => refusal('agent', props) === undefined)).toEqual([]);
    expect(headlessCases.filter(([, props]) => refusal('headless', props) === undefined)).toEqual([]);
    expect(registryCases.filter(([, props]) => refusal('registry', props) === undefined)).toEqual([]);
  });
});
