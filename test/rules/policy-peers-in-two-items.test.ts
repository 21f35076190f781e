import { RULE } from '../../src/rules/policy-peers-in-two-items';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const inPlans = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'plans' } } };
const planner = { podSelector: { matchLabels: { app: 'planner' } } };
const policy = (...from: Manifest[]) =>
  object('networking.k8s.io/v1', 'NetworkPolicy', 'weather', { spec: { podSelector: {}, ingress: [{ from }] } });
const pods = (namespace: string) => deployment({}, { name: 'planner', metadata: { namespace } });

test.each([[[inPlans, planner]], [[planner, inPlans]], [[{ ipBlock: { cidr: '10.0.0.0/8' } }, inPlans, planner]]])(
  '%j',
  (from) => {
    expect(said(RULE, [pods('plans'), policy(...from)])).toEqual([
      'NetworkPolicy mesh/weather: spec.ingress[0].from has a namespaceSelector and a podSelector in two items: of two items one is enough: the first is every pod of the ' +
        "namespaces, and the second selects none of the policy's own namespace, mesh, but pods of those namespaces. Make one item of the two: remove the dash before the second one.",
    ]);
  },
);

test("the policy's own namespace beside some of its pods", () => {
  const inMesh = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'mesh' } } };
  expect(said(RULE, [pods('mesh'), policy(inMesh, planner)])).toEqual([
    'NetworkPolicy mesh/weather: spec.ingress[0].from has a namespaceSelector and a podSelector in two items: of two items one is enough: the namespaces include the ' +
      "policy's own, mesh, so every pod of it is let in, and the podSelector changes nothing. Make one item of the two: remove the dash before the second one.",
  ]);
  expect(said(RULE, [pods('mesh'), policy(inMesh, { podSelector: {} })])).toEqual([]);
  expect(said(RULE, [pods('mesh'), policy({ namespaceSelector: {} }, planner)])).toEqual([]);
});

test('egress', () => {
  const egress = object('networking.k8s.io/v1', 'NetworkPolicy', 'weather', {
    spec: { podSelector: {}, egress: [{ to: [inPlans, planner] }] },
  });
  expect(said(RULE, [pods('plans'), egress])).toEqual([expect.stringContaining('spec.egress[0].to has')]);
});

test.each<[string, Manifest[]]>([
  ['one item', [pods('plans'), policy({ ...inPlans, ...planner })]],
  ['pods of both namespaces', [pods('plans'), pods('mesh'), policy(inPlans, planner)]],
  ['pods of the own namespace', [pods('mesh'), policy(inPlans, planner)]],
  ['pods that are not here', [policy(inPlans, planner)]],
  ['items that are not side by side', [pods('plans'), policy(inPlans, { ipBlock: { cidr: '10.0.0.0/8' } }, planner)]],
])('not %s', (_, objects) => expect(said(RULE, objects)).toEqual([]));
