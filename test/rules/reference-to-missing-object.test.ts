import { RULE } from '../../src/rules/reference-to-missing-object';
import { deployment, object, said } from '../support/workload-manifests';

const map = object('v1', 'ConfigMap', 'settings', { data: {} });
const reads = (name: string, optional?: boolean) =>
  deployment({ envFrom: [{ configMapRef: { name, optional } }, { configMapRef: { name, optional } }] });
const scaling = (name: string, kind?: string) =>
  object('keda.sh/v1alpha1', 'ScaledObject', 'scaler', { spec: { scaleTargetRef: { kind, name } } });

test('what it finds', () => {
  expect(said(RULE, [reads('setings'), map])).toEqual([
    'Deployment mesh/weather-agent: container "agent": envFrom reads ConfigMap "setings": namespace "mesh" has no such ConfigMap (did you mean "settings"?). ' +
      'Write settings, or make a ConfigMap "setings".',
  ]);
  const account = object('v1', 'ServiceAccount', 'weather', {});
  expect(said(RULE, [deployment({}, { pod: { serviceAccountName: 'weathr' } }), account])).toHaveLength(1);
  expect(said(RULE, [deployment({}), scaling('weather-agnt')])).toHaveLength(1);
});

test('what it leaves alone', () => {
  const made = object('external-secrets.io/v1', 'ExternalSecret', 'setings', {});
  expect(said(RULE, [reads('settings'), map])).toEqual([]);
  expect(said(RULE, [reads('certificates'), map])).toEqual([]);
  expect(said(RULE, [reads('settings-2'), object('v1', 'ConfigMap', 'settings-1', {})])).toEqual([]);
  expect(said(RULE, [reads('setings', true), map])).toEqual([]);
  expect(said(RULE, [reads('setings'), map, made])).toEqual([]);
  expect(said(RULE, [deployment({}), scaling('weather-agnt', 'StatefulSet')])).toEqual([]);
});
