import { ApiObject, JsonPatch } from 'cdk8s';
import {
  HeadlessMeshAgent,
  IstioAuthorization,
  IstioDataPlane,
  MeshAgent,
  MeshDiscoveryTest,
  MeshNetworkPolicy,
  MeshRegistry,
  ServiceMesh,
} from '../../src';
import { meshChart, synth } from '../support/manifests';

/* Patches reach the manifests as they are, unless they part what belongs together. */

const image = 'registry.example.com/agent:1.0.0';

function mesh() {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', {
    serviceMesh: ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }),
  });
  const agent = new MeshAgent(chart, 'a', { registry, image });
  const headless = new HeadlessMeshAgent(chart, 'h', { registry, image });
  const policy = new MeshNetworkPolicy(chart, 'policy', { registry });
  const istio = new IstioAuthorization(chart, 'istio', { registry });
  const discovery = new MeshDiscoveryTest(chart, 'discovery', { registry });
  return { chart, registry, agent, headless, policy, istio, discovery };
}

type Mesh = ReturnType<typeof mesh>;

const names =
  "the Service's name, its selector and the label app.kubernetes.io/name on the pods agree, in one namespace, or agents cannot be found";
const port = 'agents advertise the port that they listen on, and callers use that number on the Service';
const podNames = 'the pods of a StatefulSet have names in DNS by its headless Service';
const props = 'Take back the label or patch; serviceName and namespace are props, and change all of them together.';
const portProp = 'Take back the patch; port is a prop, and changes all objects together.';
const made =
  "Take back the patch; names, namespaces and selectors come from the constructs' props, which change all of them together.";

const workload = ({ agent }: Mesh) => agent.workload;
const service = ({ agent }: Mesh) => agent.service;
const policy = ({ policy: each }: Mesh) => ApiObject.of(each);
const jobOf = ({ discovery }: Mesh) =>
  discovery.node.findAll().find((each): each is ApiObject => ApiObject.isApiObject(each) && each.kind === 'Job')!;
const at = '/spec/template/spec/containers/0/ports/0';

test.each<[string, (mesh: Mesh) => ApiObject, JsonPatch, string]>([
  [
    'another selector on a Service',
    service,
    JsonPatch.replace('/spec/selector/app.kubernetes.io~1name', 'other'),
    `[test/a] spec.selector["app.kubernetes.io/name"] of Service "mcp-mesh-a" is "other": it must be "mcp-mesh-a": ${names}. ${props}`,
  ],
  [
    'no selector on a Service',
    ({ headless }) => headless.headlessService,
    JsonPatch.replace('/spec/selector', { 'app.kubernetes.io/name': 'mcp-mesh-h' }),
    `[test/h] spec.selector["app.kubernetes.io/component"] of Service "mcp-mesh-h-headless" is (undefined): it must be "agent": ${names}. ${props}`,
  ],
  [
    "an extra label in a Service's selector",
    service,
    JsonPatch.add('/spec/selector/team', 'travel'),
    `[test/a] spec.selector["team"] of Service "mcp-mesh-a" is "travel": it must not be there: ${names}. ${props}`,
  ],
  [
    "an extra label in a workload's selector",
    workload,
    JsonPatch.add('/spec/selector/matchLabels/team', 'travel'),
    `[test/a] spec.selector.matchLabels["team"] of Deployment "mcp-mesh-a" is "travel": it must not be there: ${names}. ${props}`,
  ],
  [
    "an expression in a workload's selector",
    ({ registry }) => registry.workload,
    JsonPatch.add('/spec/selector/matchExpressions', [{ key: 'team', operator: 'Exists' }]),
    `[test/registry] spec.selector.matchExpressions of Deployment "mcp-mesh-registry" is [{"key":"team","operator":"Exists"}]: it must not be there: ${names}. ${props}`,
  ],
  [
    "the number of a Service's port",
    service,
    JsonPatch.replace('/spec/ports/0/port', 80),
    `[test/a] spec.ports[*].port of Service "mcp-mesh-a" is [80]: it must be 8080: ${port}. ${portProp}`,
  ],
  [
    "the protocol of a Service's port",
    service,
    JsonPatch.replace('/spec/ports/0/protocol', 'UDP'),
    `[test/a] spec.ports[0].protocol of Service "mcp-mesh-a" is "UDP": it must be "TCP": ${port}. ${portProp}`,
  ],
  [
    "the name of a container's port",
    workload,
    JsonPatch.replace(`${at}/name`, 'web'),
    `[test/a] the port of the pods to which spec.ports[0].targetPort leads of Service "mcp-mesh-a" is (undefined): it must be 8080: ${port}. ${portProp}`,
  ],
  [
    "the number of a container's port",
    workload,
    JsonPatch.replace(`${at}/containerPort`, 9090),
    `[test/a] the port of the pods to which spec.ports[0].targetPort leads of Service "mcp-mesh-a" is 9090: it must be 8080: ${port}. ${portProp}`,
  ],
  [
    'the target of a Service',
    service,
    JsonPatch.replace('/spec/ports/0/targetPort', 9090),
    `[test/a] the port of the pods to which spec.ports[0].targetPort leads of Service "mcp-mesh-a" is 9090: it must be 8080: ${port}. ${portProp}`,
  ],
  [
    'a Service that leads to no pods',
    service,
    JsonPatch.replace('/spec/type', 'ExternalName'),
    `[test/a] spec.type of Service "mcp-mesh-a" is "ExternalName": it must not be there: an ExternalName Service leads to no pods. ${portProp}`,
  ],
  [
    'an address on a headless Service',
    ({ headless }) => headless.headlessService,
    JsonPatch.remove('/spec/clusterIP'),
    `[test/h] spec.clusterIP of Service "mcp-mesh-h-headless" is (undefined): it must be "None": ${podNames}. ${portProp}`,
  ],
  [
    'another governing Service',
    ({ headless }) => headless.workload,
    JsonPatch.replace('/spec/serviceName', 'mcp-mesh-h'),
    `[test/h] spec.serviceName of StatefulSet "mcp-mesh-h" is "mcp-mesh-h": it must be "mcp-mesh-h-headless": ${podNames}. ${portProp}`,
  ],
  [
    'the namespace of an account',
    ({ agent }) => agent.serviceAccount!,
    JsonPatch.replace('/metadata/namespace', 'elsewhere'),
    `[test/a/ServiceAccount] a JSON patch makes metadata.namespace of ServiceAccount "mcp-mesh-a" "elsewhere": it must be "mesh": the objects that belong together are in one namespace. ${made}`,
  ],
  [
    'the name of an account',
    ({ agent }) => agent.serviceAccount!,
    JsonPatch.replace('/metadata/name', 'robot'),
    `[test/a/ServiceAccount] a JSON patch makes metadata.name of ServiceAccount "mcp-mesh-a" "robot": it must be "mcp-mesh-a": other objects refer to it by name. ${made}`,
  ],
  [
    'no namespace on a ConfigMap',
    ({ agent }) => agent.configMap,
    JsonPatch.remove('/metadata/namespace'),
    `[test/registry/AgentConfig] a JSON patch makes metadata.namespace of ConfigMap "mcp-agent-config" (undefined): it must be "mesh": the objects that belong together are in one namespace. ${made}`,
  ],
  [
    'the namespace of a policy',
    policy,
    JsonPatch.replace('/metadata/namespace', 'elsewhere'),
    `[test/policy/Resource] a JSON patch makes metadata.namespace of NetworkPolicy "agent-communication-policy" "elsewhere": it must be "mesh": the objects that belong together are in one namespace. ${made}`,
  ],
  [
    'the pods of a policy',
    policy,
    JsonPatch.add('/spec/podSelector/matchLabels/team', 'travel'),
    `[test/policy/Resource] a JSON patch makes spec.podSelector of NetworkPolicy "agent-communication-policy" {"matchLabels":{"app.kubernetes.io/component":"agent","team":"travel"}}: it must be {"matchLabels":{"app.kubernetes.io/component":"agent"}}: these are the pods that it was made for. ${made}`,
  ],
  [
    'the pods of a policy of Istio',
    ({ istio }) => istio.policies.find(({ kind }) => kind === 'AuthorizationPolicy')!,
    JsonPatch.remove('/spec/selector'),
    `a JSON patch makes spec.selector of AuthorizationPolicy "mcp-mesh-a" (undefined): it must be {"matchLabels":{"app.kubernetes.io/component":"agent","app.kubernetes.io/name":"mcp-mesh-a"}}: these are the pods that it was made for. ${made}`,
  ],
  [
    'the labels of a test',
    jobOf,
    JsonPatch.replace('/spec/template/metadata/labels/app.kubernetes.io~1name', 'other'),
    `a JSON patch makes spec.template.metadata.labels["app.kubernetes.io/name"] of Job "mcp-mesh-discovery-test" "other": it must be "mcp-mesh-discovery-test": policies select the pods by their labels. ${made}`,
  ],
  [
    'the account of a test',
    jobOf,
    JsonPatch.replace('/spec/template/spec/serviceAccountName', 'robot'),
    `a JSON patch makes spec.template.spec.serviceAccountName of Job "mcp-mesh-discovery-test" "robot": it must be "mcp-mesh-discovery-test": policies admit the pods by their account. ${made}`,
  ],
])('%s is refused', (_, objectOf, patch, message) => {
  const made_ = mesh();
  objectOf(made_).addJsonPatch(patch);
  let thrown = '';
  try {
    synth(made_.chart);
  } catch (error) {
    thrown = (error as Error).message;
  }
  expect(thrown).toContain(message);
});

test.each<[string, (mesh: Mesh) => [ApiObject, JsonPatch][]]>([
  [
    'a further port of a Service',
    (all) => [[service(all), JsonPatch.add('/spec/ports/0', { name: 'metrics', port: 9090 })]],
  ],
  ["a Service's target by number", (all) => [[service(all), JsonPatch.replace('/spec/ports/0/targetPort', 8080)]]],
  [
    'another name of the port, on both sides',
    (all) => [
      [workload(all), JsonPatch.replace(`${at}/name`, 'web')],
      [service(all), JsonPatch.replace('/spec/ports/0/targetPort', 'web')],
    ],
  ],
  [
    'a container in front',
    (all) => [[workload(all), JsonPatch.add('/spec/template/spec/containers/0', { name: 'x', image })]],
  ],
  ['a label on pods', (all) => [[workload(all), JsonPatch.add('/spec/template/metadata/labels/team', 'a')]]],
  ['another name of a policy', (all) => [[policy(all), JsonPatch.replace('/metadata/name', 'mine')]]],
  ['a rule of a policy', (all) => [[policy(all), JsonPatch.add('/spec/ingress/-', { ports: [{ port: 80 }] })]]],
])('%s is not', (_, patches) => {
  const all = mesh();
  patches(all).forEach(([object, patch]) => object.addJsonPatch(patch));
  expect(synth(all.chart).length).toBeGreaterThan(5);
});
