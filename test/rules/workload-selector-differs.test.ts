import { RULE } from '../../src/rules/workload-selector-differs';
import { deployment, said } from '../support/workload-manifests';

const selecting = (selector: unknown, kind: string = 'Deployment') => deployment({}, { kind, spec: { selector } });

test('what it finds', () => {
  expect(said(RULE, [selecting({ matchLabels: { app: 'weather' } })])).toEqual([
    'Deployment mesh/weather-agent: selector app=weather: the pods of its template are labelled app=weather-agent, and the API server refuses a workload that does ' +
      'not select its own pods. Give the template these labels; the selector of a workload that runs cannot be changed.',
  ]);
  expect(said(RULE, [selecting(undefined, 'DaemonSet')])).toEqual([
    'DaemonSet mesh/weather-agent: no selector: a DaemonSet has to say which pods are its own, and the API server refuses it. ' +
      'Set spec.selector.matchLabels to labels of its template, which has app=weather-agent.',
  ]);
});

test('what it leaves alone', () => {
  expect(said(RULE, [deployment({})])).toEqual([]);
  expect(said(RULE, [selecting({ matchExpressions: [{ key: 'app', operator: 'Exists' }] })])).toEqual([]);
  expect(said(RULE, [{ ...selecting(undefined), apiVersion: 'batch/v1', kind: 'Job' }])).toEqual([]);
});

test("a patch of Kustomize's is no whole object", () => {
  const patch = (containers: object[]) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'weather-agent' },
    spec: { template: { spec: { containers } } },
  });
  expect(said(RULE, [patch([{ name: 'main', args: ['--verbose'] }])])).toEqual([]);
  expect(said(RULE, [patch([])])).toEqual([]);
  expect(
    said(RULE, [
      patch([
        { name: 'added', image: 'proxy:1' },
        { name: 'main', args: ['--verbose'] },
      ]),
    ]),
  ).toEqual([]);
  expect(said(RULE, [patch([{ name: 'main', image: 'weather:1' }])])).toHaveLength(1);
});
