import { RULE } from '../../src/rules/secret-as-literal';
import { object, said } from '../support/workload-manifests';

const ofKey = (key: string, value: string) =>
  said(RULE, [object('v1', 'ConfigMap', 'settings', { data: { [key]: value } })]);

test('a long file takes no long time', () => {
  const started = Date.now();
  expect(ofKey('dashboard.json', 'a-b.c+d'.repeat(200_000))).toEqual([]);
  expect(ofKey('dashboard.json', 'a://b:'.repeat(200_000))).toEqual([]);
  expect(Date.now() - started).toBeLessThan(5_000);
});

test('an encoding of tokens is no token', () => {
  expect(ofKey('TIKTOKEN', 'cl100k_base')).toEqual([]);
  expect(ofKey('ETCD_INITIAL_CLUSTER_TOKEN', 'etcd-cluster-1')).toEqual([]);
  expect(ofKey('CLUSTER_TOKEN', 'etcd-cluster-1')).toHaveLength(1);
  expect(ofKey('TOKEN', 'cl100k_base')).toHaveLength(1);
});

test('JSON is a secret by the names in it', () => {
  expect(ofKey('credentials', '{"s3":{"s3SecretAccessKeyName":"AWS_SECRET_ACCESS_KEY"}}')).toEqual([]);
  expect(ofKey('credentials', '{"s3":{"user":"mesh","password":"hunter2"}}')).toHaveLength(1);
  expect(ofKey('credentials', '{hunter2}')).toHaveLength(1);
});
