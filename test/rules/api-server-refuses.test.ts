import { check } from '../../src/check/check';
import { RULE } from '../../src/rules/api-server-refuses';
import { deployment, object, said } from '../support/workload-manifests';

test('each field that is wrong', () => {
  const agent = deployment({
    ports: [{ name: 'streamable-http-mcp', containerPort: 8080 }],
    volumeMounts: [{ name: 'dta', mountPath: '/data' }],
  });
  expect(said(RULE, [agent, object('v1', 'ConfigMap', 'agent_config')])).toEqual([
    'Deployment mesh/weather-agent: spec.template.spec.containers[0].ports[0].name "streamable-http-mcp": the name of a port has at most 15 lower-case letters, digits ' +
      `and single '-', and a letter among them; otherwise the API server refuses the object. Give a shorter name, such as "http".`,
    'Deployment mesh/weather-agent: spec.template.spec.containers[0].volumeMounts[0].name "dta": the pod has no volume of this name, and a mount names one of its ' +
      'volumes; otherwise the API server refuses the object. Declare the volume under volumes, or correct the name.',
    'ConfigMap mesh/agent_config: metadata.name "agent_config": it is a DNS-1123 subdomain: at most 253 lower-case letters, digits, ' +
      "'-' and '.', with a letter or digit at both ends of each part; otherwise the API server refuses the object. Rename it.",
  ]);
});

test('labels and annotations of any kind', () => {
  const route = object('example.com/v1', 'Route', 'Any_Name', { metadata: { labels: { team: 'a b' } } });
  expect(said(RULE, [route])).toEqual([expect.stringContaining('metadata.labels.team "a b"')]);
});

test('a field of another type is reported once', () => {
  const service = object('v1', 'Service', 'weather-agent', { spec: { ports: [{ port: '80' }] } });
  expect(check([{ object: service }]).map(({ rule }) => rule.id)).toEqual(['field-of-another-type']);
});

test('what it leaves alone', () => {
  expect(
    said(RULE, [
      deployment({}),
      object('v1', 'Service', 'weather-agent', { spec: { clusterIP: 'None', selector: { app: 'weather-agent' } } }),
      // Other groups have rules of their own.
      object('serving.knative.dev/v1', 'Service', 'weather.agent', { spec: {} }),
      object('rbac.authorization.k8s.io/v1', 'Role', 'system:agents'),
    ]),
  ).toEqual([]);
});

test('odd input is passed over', () => {
  const odd = { metadata: { labels: 'none', annotations: [] }, spec: 'none', data: 3 };
  expect(said(RULE, [object('example.com/v1', 'Odd', 'odd', odd), object('v1', 'Secret', 'a', { data: [] })])).toEqual(
    [],
  );
});

test("a patch of Kustomize's is not what a cluster gets", () => {
  const patch = (spec: object) => ({
    ...object('apps/v1', 'Deployment', 'weather-agent'),
    spec: { template: { spec: { containers: [{ name: 'agent', args: ['--verbose'] }] } }, ...spec },
  });
  expect(said(RULE, [patch({})])).toEqual([]);
  expect(said(RULE, [patch({ selector: { matchLabels: { app: 'weather-agent' } } })])).not.toEqual([]);
});
