import { JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { IstioAuthorization, IstioDataPlane, MeshAgent, MeshRegistry, ServiceMesh } from '../../src';
import { find, meshChart, synth } from '../support/manifests';

/* Istio and RBAC know pods by the account that is written, whether a prop names it or a patch. */

const image = 'registry.example.com/agent:1.0.0';
const account = (name: string) => JsonPatch.replace('/spec/template/spec/serviceAccountName', name);
const principal = (name: string) => `cluster.local/ns/mesh/sa/${name}`;

function mesh() {
  const chart = meshChart();
  const serviceMesh = ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR });
  const registry = new MeshRegistry(chart, 'registry', { serviceMesh });
  const caller = new MeshAgent(chart, 'caller', { registry, image, dependencies: ['c'] });
  const callee = new MeshAgent(chart, 'callee', { registry, image, capabilities: ['c'] });
  new IstioAuthorization(chart, 'authorization', { registry, registryCallsAgents: true });
  return { chart, registry, caller, callee };
}

test('callers are admitted by the accounts that patches name', () => {
  const { chart, registry, caller } = mesh();
  caller.workload.addJsonPatch(account('robot'));
  registry.workload.addJsonPatch(account('keeper'));
  const { rules } = find(synth(chart), 'AuthorizationPolicy', 'mcp-mesh-callee').spec;
  expect(rules[0].from[0].source.principals).toEqual([principal('keeper'), principal('robot')]);
});

test('an agent that may look Services up may do so by the account that a patch names', () => {
  const { chart, caller } = mesh();
  caller.allowServiceDiscovery();
  const before = find(synth(chart), 'RoleBinding').subjects;
  caller.workload.addJsonPatch(account('robot'));
  expect([before, find(synth(chart), 'RoleBinding').subjects]).toEqual([
    [{ kind: 'ServiceAccount', name: 'mcp-mesh-caller', namespace: 'mesh' }],
    [{ kind: 'ServiceAccount', name: 'robot', namespace: 'mesh' }],
  ]);
});

test('an account that a patch makes two agents share is refused', () => {
  const { chart, callee, registry } = mesh();
  const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(chart, 'robot', 'robot');
  new MeshAgent(chart, 'third', { registry, image, serviceAccount, dependencies: ['c'] });
  expect(synth(chart).length).toBeGreaterThan(5);
  new MeshAgent(chart, 'fourth', { registry, image }).workload.addJsonPatch(account('robot'));
  expect(() => synth(chart)).toThrow(
    `[test/authorization] ServiceAccount "robot" in namespace "mesh", which test/third and test/fourth run as: Istio knows a caller by its account alone, so test/fourth could call ${callee.node.path} as test/third may, and nothing declares that.`,
  );
});

test.each([
  ['names the default account', account('default')],
  ['takes the account away', JsonPatch.remove('/spec/template/spec/serviceAccountName')],
])('a patch that %s is refused', (_, patch) => {
  const { chart, caller } = mesh();
  caller.workload.addJsonPatch(patch);
  expect(() => synth(chart)).toThrow(
    '[test/authorization] agent test/caller, which runs as ServiceAccount "default": every pod of namespace "mesh" that names no account runs as it too, and Istio cannot tell them from the agent. Leave serviceAccount out, so that the agent has one of its own, or give one that no other workload uses.',
  );
});

test('a patch that cannot be applied is reported by the workload alone', () => {
  const { chart, caller } = mesh();
  caller.workload.addJsonPatch(JsonPatch.remove('/spec/nothing/here'));
  expect(() => synth(chart)).toThrow(
    '[test/caller/Resource] a JSON patch of Deployment "mcp-mesh-caller": it cannot be applied',
  );
});
