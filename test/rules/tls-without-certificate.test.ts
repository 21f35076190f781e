import { RULE } from '../../src/rules/tls-without-certificate';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const env = (variables: { [name: string]: string }) =>
  Object.entries(variables).map(([name, value]) => ({ name: `MCP_MESH_${name}`, value }));
const FILES = { TLS_CERT: '/tls/tls.crt', TLS_KEY: '/tls/tls.key' };
const registry = (variables: { [name: string]: string }, more: Manifest = {}) =>
  deployment({
    name: 'registry',
    image: 'mcpmesh/registry:3.7.1',
    env: env({ TLS_MODE: 'strict', ...variables }),
    ...more,
  });
const agent = (variables: { [name: string]: string }) =>
  deployment({ env: env({ AGENT_NAME: 'weather-agent', TLS_MODE: 'auto', ...variables }) });

test('the words', () => {
  expect(said(RULE, [registry({ TLS_CERT: '/tls/tls.crt' })])).toEqual([
    'Deployment mesh/weather-agent: container "registry": MCP_MESH_TLS_MODE "strict" without MCP_MESH_TLS_KEY: with TLS on, the registry needs a certificate and its ' +
      'key, and ends without them. Mount them from a Secret, and give MCP_MESH_TLS_KEY the path of the file.',
    'Deployment mesh/weather-agent: container "registry": MCP_MESH_TLS_MODE "strict" without MCP_MESH_TRUST_BACKEND: a registry with TLS needs a trust backend: then it ' +
      "trusts no certificate, and refuses the agents that bring one. Set MCP_MESH_TRUST_BACKEND: filestore, and MCP_MESH_TRUST_DIR to a folder with the authority's " +
      'certificate as a file *.pem.',
  ]);
  expect(said(RULE, [agent({})])).toEqual([
    'Deployment mesh/weather-agent: container "agent": MCP_MESH_TLS_MODE "auto" without MCP_MESH_TLS_CERT and MCP_MESH_TLS_KEY: with TLS on, the agent needs a ' +
      'certificate and its key, and ends without them. Mount them from a Secret, and give MCP_MESH_TLS_CERT and MCP_MESH_TLS_KEY the paths of the files.',
  ]);
});

test.each<[string, Manifest, string]>([
  ['filestore without a folder', registry({ ...FILES, TRUST_BACKEND: 'filestore' }), 'without MCP_MESH_TRUST_DIR'],
  [
    'an unknown backend',
    registry({ ...FILES, TRUST_BACKEND: 'filestore,vault', TRUST_DIR: '/t' }),
    'the registry ends with "vault"',
  ],
])('%s', (_, manifest, words) => expect(said(RULE, [manifest])).toEqual([expect.stringContaining(words)]));

const TRUST = { TRUST_BACKEND: 'filestore', TRUST_DIR: '/trust' };

const mounted = (volume: Manifest, variables: { [name: string]: string } = TRUST, mount: Manifest = {}) =>
  deployment(
    {
      name: 'registry',
      image: 'mcpmesh/registry:3.7.1',
      env: env({ TLS_MODE: 'strict', ...FILES, ...variables }),
      volumeMounts: [{ name: 'trust', mountPath: '/trust/', ...mount }],
    },
    { pod: { volumes: [{ name: 'trust', ...volume }] } },
  );
const authority = (key: string) => object('v1', 'ConfigMap', 'authority', { data: { [key]: '-----' } });
const ofMap = { configMap: { name: 'authority' } };

test('a folder without a file *.pem', () => {
  expect(said(RULE, [mounted(ofMap), authority('ca.crt')])).toEqual([
    'Deployment mesh/weather-agent: container "registry": MCP_MESH_TLS_MODE "strict" with MCP_MESH_TRUST_DIR "/trust", which has ca.crt: the backend filestore reads ' +
      "files *.pem only: then it trusts no certificate, and refuses the agents that bring one. Mount the authority's certificate as a file *.pem, such as with " +
      'items: [{ key: ca.crt, path: ca.pem }].',
  ]);
  expect(said(RULE, [mounted({ secret: { secretName: 'x', items: [{ key: 'ca.pem', path: 'ca.crt' }] } })])).toEqual([
    expect.stringContaining('which has ca.crt'),
  ]);
});

test.each<[string, Manifest[]]>([
  ['a key *.pem', [mounted(ofMap), authority('ca.pem')]],
  ['a path *.pem', [mounted({ configMap: { name: 'authority', items: [{ key: 'ca.crt', path: 'a.pem' }] } })]],
  ['a map that is not here', [mounted(ofMap)]],
  ['a map that a controller fills', [mounted(ofMap), object('v1', 'ConfigMap', 'authority', { data: {} })]],
  ['another folder', [mounted(ofMap, { ...TRUST, TRUST_DIR: '/other' }), authority('ca.crt')]],
  ['one file of it', [mounted(ofMap, TRUST, { subPath: 'ca.crt' }), authority('ca.crt')]],
  ['a second backend', [mounted(ofMap, { ...TRUST, TRUST_BACKEND: 'filestore,localca' }), authority('ca.crt')]],
])('a folder: not %s', (_, objects) => expect(said(RULE, objects)).toEqual([]));

test.each<[string, Manifest[]]>([
  ['all of it', [registry({ ...FILES, ...TRUST }), agent(FILES)]],
  ['TLS off', [registry({ TLS_MODE: 'off' }), agent({ TLS_MODE: 'off' })]],
  ['a mode that is none, which is another finding', [registry({ TLS_MODE: 'on' })]],
  ['an agent of Vault', [agent({ TLS_PROVIDER: 'vault' })]],
  ['secrets of Kubernetes', [registry({ ...FILES, TRUST_BACKEND: 'k8s-secrets' })]],
  ['variables of a Secret that is not here', [registry({}, { envFrom: [{ secretRef: { name: 'tls' } }] })]],
  [
    'variables of a map that is here',
    [
      object('v1', 'ConfigMap', 'tls', {
        data: Object.fromEntries(env({ ...FILES, ...TRUST }).map(({ name, value }) => [name, value])),
      }),
      registry({}, { envFrom: [{ configMapRef: { name: 'tls' } }] }),
    ],
  ],
])('not %s', (_, objects) => expect(said(RULE, objects)).toEqual([]));
