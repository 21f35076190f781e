import { RULE } from '../../src/rules/tracing-without-redis';
import { Manifest } from '../support/manifests';
import { deployment, said } from '../support/workload-manifests';

const ON = { name: 'MCP_MESH_DISTRIBUTED_TRACING_ENABLED', value: 'true' };
const redis = (value: string) => ({ name: 'REDIS_URL', value });
const agent = (env: Manifest[], more: Manifest = {}, pod: Manifest = {}) =>
  deployment({ env: [{ name: 'MCP_MESH_AGENT_NAME', value: 'weather' }, ...env], ...more }, { pod });
const other = (image: string, env: Manifest[]) => deployment({ image, env }, { name: 'other' });
const faults = (...objects: Manifest[]) => said(RULE, objects);
const FIX =
  'Set REDIS_URL: redis://<host>:6379, the same Redis for all of a mesh, or leave MCP_MESH_DISTRIBUTED_TRACING_ENABLED out.';

test('no URL', () => {
  expect(faults(agent([ON]))).toEqual([
    'Deployment mesh/weather-agent: container "agent": MCP_MESH_DISTRIBUTED_TRACING_ENABLED "true" without REDIS_URL: it looks for Redis on localhost then, ' +
      `which is the pod itself, so that spans are lost and only the log says so. ${FIX}`,
  ]);
});

test('the pod itself', () => {
  expect(faults(agent([{ ...ON, value: 'yes' }, redis('redis://:secret@127.0.0.1:6379/0')]))).toEqual([
    'Deployment mesh/weather-agent: container "agent": MCP_MESH_DISTRIBUTED_TRACING_ENABLED "yes" with REDIS_URL at 127.0.0.1: that is the pod itself, so ' +
      `that spans are lost and only the log says so. ${FIX}`,
  ]);
});

test.each<[string, Manifest]>([
  ['an empty URL', agent([ON, redis('')])],
  ['a registry', other('mcpmesh/registry:3.7.1', [ON])],
  ['a dashboard', other('mcpmesh/ui:3.7.1', [{ ...ON, value: 'TRUE' }])],
])('%s', (_, each) => expect(faults(each)).toHaveLength(1));

const neighbour = { containers: [{ name: 'a', image: 'a', env: [ON, redis('redis://localhost')] }, { name: 'redis' }] };

test.each<[string, Manifest]>([
  ['a Redis elsewhere', agent([ON, redis('redis://redis:6379')])],
  ['a Redis with a password', agent([ON, redis('redis://:$(REDIS_PASSWORD)@redis.data:6379/1')])],
  ['a host that another variable names', agent([ON, redis('redis://$(REDIS_HOST):6379')])],
  ['a URL of somebody else', agent([ON, { name: 'REDIS_URL', valueFrom: { secretKeyRef: { name: 'r', key: 'u' } } }])],
  ['variables of somebody else', agent([ON], { envFrom: [{ configMapRef: { name: 'settings' } }] })],
  ['no tracing', agent([])],
  ['tracing off', agent([{ ...ON, value: 'false' }])],
  ['a word that the registry does not take', other('mcpmesh/registry:3.7.1', [{ ...ON, value: 'yes' }])],
  ['a dashboard that is not told', other('mcpmesh/ui:3.7.1', [])],
  ['a Redis beside it', agent([], {}, neighbour)],
  ["the node's network", agent([ON], {}, { hostNetwork: true })],
])('not %s', (_, each) => expect(faults(each)).toEqual([]));
