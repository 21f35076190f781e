import { Duration } from 'cdk8s';
import { ServiceType } from 'cdk8s-plus-28';
import {
  HeadlessMeshAgentProps,
  MeshAgent,
  MeshAgentProps,
  MeshIpFamily,
  MeshIpFamilyPolicy,
  MeshRegistry,
  MeshSessionAffinity,
  MeshTrafficPolicy,
  ServiceMesh,
} from '../../src';
import { refusalOf } from '../support/agent-refusal';
import { find, Manifest, meshChart, synth } from '../support/manifests';

/* What is just right is written, and what is just wrong is refused. */

function objectsOf(props: Partial<MeshAgentProps>): Manifest[] {
  const chart = meshChart();
  new MeshAgent(chart, 'a', {
    registry: new MeshRegistry(chart, 'registry'),
    image: 'registry.example.com/agent:1.0.0',
    ...props,
  });
  return synth(chart);
}

const deployment = (props: Partial<MeshAgentProps>) => find(objectsOf(props), 'Deployment', 'mcp-mesh-a').spec;
const service = (props: MeshAgentProps['service'], more: Partial<MeshAgentProps> = {}) =>
  find(objectsOf({ service: props, ...more }), 'Service', 'mcp-mesh-a').spec;

test('a Deployment waits less than its deadline, and a StatefulSet as long as it likes', () => {
  expect(deployment({ minReadySeconds: 599 }).minReadySeconds).toBe(599);
  expect(() => deployment({ minReadySeconds: 600 })).toThrow(
    '[test/a] minReadySeconds 600: a Deployment gives up after',
  );
  expect(refusalOf({ minReadySeconds: 600 })).toBeUndefined();
});

test('no earlier version may be kept', () => {
  expect(deployment({ revisionHistoryLimit: 0 }).revisionHistoryLimit).toBe(0);
  expect(refusalOf({ revisionHistoryLimit: 0.5 })).toContain(
    'revisionHistoryLimit 0.5: it is how many earlier versions',
  );
});

test("a label of the service mesh's wiring is refused on pods", () => {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', { serviceMesh: ServiceMesh.istio() });
  const podLabels = { 'sidecar.istio.io/inject': 'false' };
  expect(() => new MeshAgent(chart, 'a', { registry, image: 'a:1', podLabels })).toThrow(
    `[test/a] podLabels["sidecar.istio.io/inject"] "false": this label is part of the service mesh's wiring, which the registry declares for all of its agents. Leave it out of podLabels.`,
  );
});

test.each<[Duration, number]>([
  [Duration.seconds(1), 1],
  [Duration.hours(24), 86400],
])('a Service remembers a client for a second, or a day (%#)', (sessionAffinityTimeout, timeoutSeconds) => {
  const { sessionAffinity, sessionAffinityConfig } = service({
    sessionAffinity: MeshSessionAffinity.CLIENT_IP,
    sessionAffinityTimeout,
  });
  expect([sessionAffinity, sessionAffinityConfig]).toEqual(['ClientIP', { clientIP: { timeoutSeconds } }]);
});

test.each([Duration.millis(500), Duration.millis(1500), Duration.seconds(86401)])('but not for %#', (timeout) => {
  const of = { sessionAffinity: MeshSessionAffinity.CLIENT_IP, sessionAffinityTimeout: timeout };
  expect(refusalOf({ service: of })).toBe(
    `[mesh/a] service.sessionAffinityTimeout ${timeout.toSeconds({ integral: false })} seconds: a Service remembers a client for whole seconds, from 1 to 86400 (a day). Give a time such as Duration.hours(3).`,
  );
});

test('one family needs no policy, and two need one', () => {
  const { IPV4, IPV6 } = MeshIpFamily;
  expect(service({ ipFamilies: [IPV6] }).ipFamilies).toEqual(['IPv6']);
  expect(service({ ipFamilies: [IPV4, IPV6], ipFamilyPolicy: MeshIpFamilyPolicy.PREFER_DUAL_STACK })).toMatchObject({
    ipFamilies: ['IPv4', 'IPv6'],
    ipFamilyPolicy: 'PreferDualStack',
  });
});

test.each<[HeadlessMeshAgentProps['service'], string]>([
  [{ ipFamilies: 'IPv4' as never }, 'service.ipFamilies "IPv4": it is a list'],
  [{ loadBalancerSourceRanges: '10.0.0.0/8' as never }, 'service.loadBalancerSourceRanges "10.0.0.0/8": it is a list'],
  [{ externalTrafficPolicy: 'local' as MeshTrafficPolicy }, 'service.externalTrafficPolicy "local": Kubernetes knows'],
])('refused: %j', (options, message) => {
  expect(refusalOf({ service: options, serviceType: ServiceType.LOAD_BALANCER })).toContain(`[mesh/a] ${message}`);
});

test.each(['HTTP', 'grpc', 'kubernetes.io/h2c'])('the protocol %s', (appProtocol) => {
  expect(service({ appProtocol }).ports[0].appProtocol).toBe(appProtocol);
});
