import { RULE } from '../../src/rules/policy-rules-without-type';
import { Manifest } from '../support/manifests';
import { object, said } from '../support/workload-manifests';

const policy = (spec: Manifest) => object('networking.k8s.io/v1', 'NetworkPolicy', 'weather', { spec });
const rules = [{ ports: [{ port: 8080 }] }];

test('egress and ingress', () => {
  expect(said(RULE, [policy({ policyTypes: ['Ingress'], egress: rules })])).toEqual([
    'NetworkPolicy mesh/weather: rules under egress, and policyTypes [Ingress]: without Egress among the types, the policy is not about egress: these rules do nothing, and ' +
      'the pods stay open in this direction. Add Egress to policyTypes, or remove egress.',
  ]);
  expect(said(RULE, [policy({ policyTypes: ['Egress'], ingress: rules })])).toHaveLength(1);
});

test.each([
  [{ policyTypes: ['Ingress', 'Egress'], ingress: rules, egress: rules }],
  [{ egress: rules }],
  [{ policyTypes: ['Ingress'], ingress: rules, egress: [] }],
  [{ policyTypes: ['Egress'] }],
])('not %j', (spec) => expect(said(RULE, [policy(spec)])).toEqual([]));
