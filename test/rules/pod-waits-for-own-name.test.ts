import { RULE } from '../../src/rules/pod-waits-for-own-name';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const service = (spec: Manifest = {}) =>
  object('v1', 'Service', 'data', { spec: { clusterIP: 'None', ports: [], ...spec } });
const set = (script: string, container: Manifest = {}) =>
  deployment(
    {},
    {
      name: 'data',
      kind: 'StatefulSet',
      spec: { serviceName: 'data', replicas: 2 },
      pod: { initContainers: [{ name: 'wait', image: 'busybox:1.35', command: ['sh', '-c', script], ...container }] },
    },
  );
const WAIT = 'until nslookup data-0.data; do sleep 1; done';

test('the words', () => {
  expect(said(RULE, [set(WAIT), service()])).toEqual([
    'StatefulSet mesh/data: init container "wait" waits for "data-0.data", a pod of its own StatefulSet: a headless Service has the names of pods that are ready, and no pod is ' +
      'ready before its init containers end: the first pod waits for ever, and the others with it. Set publishNotReadyAddresses: true on Service "data", or wait in the program itself.',
  ]);
});

test.each<[string, Manifest[]]>([
  ['names that are published', [set(WAIT), service({ publishNotReadyAddresses: true })]],
  ['a Service with an address', [set(WAIT), service({ clusterIP: undefined })]],
  ['a Service that is not here', [set(WAIT)]],
  ['the name of another set', [set('until nslookup store-0.data; do sleep 1; done'), service()]],
  ['a name that only begins so', [set('until nslookup data-0.database; do sleep 1; done'), service()]],
  ['a script that knows its pod', [set(`[ "$HOSTNAME" = data-0 ] || ${WAIT}`), service()]],
  ['a sidecar', [set(WAIT, { restartPolicy: 'Always' }), service()]],
  ['no wait', [set('echo data-0.data'), service()]],
])('not %s', (_, objects) => expect(said(RULE, objects)).toEqual([]));

test('a name with its domain, and names that are none', () => {
  expect(said(RULE, [set('until nslookup data-1.data.mesh.svc.cluster.local; do :; done'), service()])).toHaveLength(1);
  const odd = { ...set(WAIT), metadata: { name: 'data(', namespace: 'mesh' } };
  expect(said(RULE, [odd, service()])).toEqual([]);
});

describe('a readiness probe', () => {
  const probed = (command: string[], kind: string = 'StatefulSet') =>
    deployment(
      { readinessProbe: { exec: { command } } },
      { name: 'data', kind, spec: { serviceName: 'data', replicas: 2 } },
    );

  test('that asks for another pod of the set', () => {
    expect(said(RULE, [probed(['nslookup', 'data-1.data']), service()])).toEqual([
      'StatefulSet mesh/data: container "agent": readinessProbe asks for "data-1.data", a pod of its own StatefulSet: a headless Service has the names of pods that are ' +
        'ready, and no pod gets ready before it finds this one: all of them wait for ever. Set publishNotReadyAddresses: true on Service "data", or wait in the program itself.',
    ]);
  });

  test.each<[string, Manifest[]]>([
    ['names that are published', [probed(['nslookup', 'data-1.data']), service({ publishNotReadyAddresses: true })]],
    ['what may fail', [probed(['sh', '-c', 'nslookup data-1.data || true']), service()]],
    ['itself', [probed(['sh', '-c', 'nslookup $HOSTNAME.data; nslookup data-1.data']), service()]],
    ['a file', [probed(['cat', '/tmp/ready']), service()]],
    ['no StatefulSet', [probed(['nslookup', 'data-1.data'], 'Deployment'), service()]],
  ])('not %s', (_, objects) => expect(said(RULE, objects)).toEqual([]));
});
