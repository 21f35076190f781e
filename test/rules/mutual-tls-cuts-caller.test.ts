import { RULE } from '../../src/rules/mutual-tls-cuts-caller';
import { INJECTED, istioMesh, namespace, over, peerAuthentication } from '../support/istio-manifests';
import { Manifest } from '../support/manifests';
import { said, WorkloadParts } from '../support/mesh-manifests';
import { object } from '../support/workload-manifests';

const STRICT = { mtls: { mode: 'STRICT' } };
const NO_SIDECAR = { labels: { 'sidecar.istio.io/inject': 'false' } };
const faults = (news: WorkloadParts, ...objects: Manifest[]) => said(RULE, [...istioMesh(news), ...objects]);

const WEATHER =
  'PeerAuthentication mesh/weather: STRICT keeps Deployment mesh/news from Deployment mesh/weather on port 8080: ';
const PLAIN = "the caller's pods have no proxy of Istio, so they send plain text, and the connection is closed";
const SIDECAR =
  'Give Deployment mesh/news a sidecar (label sidecar.istio.io/inject: "true" on the pods, or istio-injection: enabled on their namespace), or set PERMISSIVE ' +
  'for that port.';

describe('a caller without a proxy', () => {
  test('of one pod', () => {
    expect(faults(NO_SIDECAR, peerAuthentication('weather', { ...over('weather'), ...STRICT }))).toEqual([
      `${WEATHER}${PLAIN}. ${SIDECAR}`,
    ]);
  });

  test('of a namespace, and of the mesh', () => {
    const both = [
      'STRICT keeps Deployment mesh/news from the registry, Deployment mesh/mcp-mesh-registry on port 8000: ' +
        `${PLAIN}; an agent that cannot register is never found. ${SIDECAR}`,
      `STRICT keeps Deployment mesh/news from Deployment mesh/weather on port 8080: ${PLAIN}. ${SIDECAR}`,
    ];
    expect(faults(NO_SIDECAR, peerAuthentication('strict', STRICT))).toEqual(
      both.map((each) => `PeerAuthentication mesh/strict: ${each}`),
    );
    expect(faults(NO_SIDECAR, peerAuthentication('strict', STRICT, { namespace: 'istio-system' }))).toEqual(
      both.map((each) => `PeerAuthentication istio-system/strict: ${each}`),
    );
  });

  test.each<[string, WorkloadParts, Manifest[]]>([
    ['an annotation', { podAnnotations: { 'sidecar.istio.io/inject': 'false' } }, []],
    ['the network of its node', { pod: { hostNetwork: true } }, []],
    ['a namespace that refuses', { namespace: 'other' }, [namespace('other', { 'istio-injection': 'disabled' })]],
    ['a namespace beside labelled ones', { namespace: 'other' }, [namespace('other'), namespace('mesh', INJECTED)]],
  ])('by %s', (_, news, more) => {
    expect(faults(news, ...more, peerAuthentication('weather', { ...over('weather'), ...STRICT }))).toHaveLength(1);
  });

  test.each<[string, WorkloadParts, Manifest[]]>([
    ['nobody says', {}, []],
    ['a namespace without labels, if none has one', { namespace: 'other' }, [namespace('other')]],
    ['a namespace that is not shown', { namespace: 'other' }, [namespace('mesh', INJECTED)]],
    [
      'a label',
      { namespace: 'other', labels: { 'sidecar.istio.io/inject': 'true' } },
      [namespace('other'), namespace('mesh', INJECTED)],
    ],
    ['a revision', { namespace: 'other' }, [namespace('other', { 'istio.io/rev': 'stable' })]],
    [
      'ambient',
      { namespace: 'other' },
      [namespace('other', { 'istio.io/dataplane-mode': 'ambient' }), namespace('mesh', INJECTED)],
    ],
  ])('silent: %s', (_, news, more) => {
    expect(faults(news, ...more, peerAuthentication('weather', { ...over('weather'), ...STRICT }))).toEqual([]);
  });
});

test('a caller whose proxy leaves the port alone', () => {
  const excluded = (ports: string) => ({ podAnnotations: { 'traffic.sidecar.istio.io/excludeOutboundPorts': ports } });
  const strict = peerAuthentication('weather', { ...over('weather'), ...STRICT });
  expect(faults(excluded('9000, 8080'), strict)).toEqual([
    `${WEATHER}the caller's proxy leaves port 8080 alone (traffic.sidecar.istio.io/excludeOutboundPorts), so it sends plain text, and the connection is closed. ` +
      'Take the port out of traffic.sidecar.istio.io/excludeOutboundPorts, or set PERMISSIVE for it.',
  ]);
  expect(faults(excluded('9000'), strict)).toEqual([]);
});

test('which policy decides', () => {
  const mesh = peerAuthentication('strict', STRICT, { namespace: 'istio-system' });
  const permissive = { mtls: { mode: 'PERMISSIVE' } };
  expect(faults(NO_SIDECAR, mesh, peerAuthentication('open', permissive))).toEqual([]);
  expect(faults(NO_SIDECAR, mesh, peerAuthentication('unset', { mtls: { mode: 'UNSET' } }))).toHaveLength(2);
  const port = (mode: string) => ({ ...over('weather'), portLevelMtls: { 8080: { mode } } });
  expect(faults(NO_SIDECAR, peerAuthentication('weather', port('STRICT')))).toHaveLength(1);
  expect(faults(NO_SIDECAR, peerAuthentication('weather', { ...port('DISABLE'), ...STRICT }))).toEqual([]);
  // Of two, nobody can tell which one was made first.
  expect(faults(NO_SIDECAR, peerAuthentication('a', STRICT), peerAuthentication('b', permissive))).toEqual([]);
  const withoutProxy = istioMesh(NO_SIDECAR, { podAnnotations: { 'sidecar.istio.io/inject': 'false' } });
  expect(said(RULE, [...withoutProxy, peerAuthentication('weather', { ...over('weather'), ...STRICT })])).toEqual([]);
});

describe('a DestinationRule', () => {
  const rule = (trafficPolicy: Manifest, host: string = 'weather', more: Manifest = {}) =>
    object('networking.istio.io/v1', 'DestinationRule', 'weather', { spec: { host, trafficPolicy, ...more } });
  const tls = (mode: string) => ({ tls: { mode } });
  const strict = peerAuthentication('strict', STRICT);
  const LEADS = 'Service "weather", which leads to Deployment mesh/weather on port 8080';

  test('that sends plain text to pods that take none', () => {
    const disabled = [
      `DestinationRule mesh/weather: tls mode DISABLE for ${LEADS}: PeerAuthentication mesh/strict asks for mutual TLS there (STRICT), and every call fails. ` +
        'Leave tls out, and Istio chooses it by itself, or write ISTIO_MUTUAL.',
    ];
    expect(faults({}, strict, rule(tls('DISABLE')))).toEqual(disabled);
    expect(faults({}, strict, rule(tls('DISABLE'), '*.mesh.svc.cluster.local'))).toHaveLength(1);
    expect(
      faults({}, strict, rule({}, 'weather', { subsets: [{ name: 'a', trafficPolicy: tls('DISABLE') }] })),
    ).toEqual(disabled);
    const portLevelSettings = [{ port: { number: 8080 }, ...tls('DISABLE') }];
    expect(faults({}, strict, rule({ ...tls('ISTIO_MUTUAL'), portLevelSettings }))).toEqual(disabled);
    expect(
      faults(
        {},
        strict,
        rule({ ...tls('DISABLE'), portLevelSettings: [{ port: { number: 8080 }, ...tls('ISTIO_MUTUAL') }] }),
      ),
    ).toEqual([]);
    expect(faults({}, strict, rule(tls('SIMPLE')))).toHaveLength(1);
  });

  test('that asks for mutual TLS where no proxy is', () => {
    const bare = istioMesh({}, { labels: { 'sidecar.istio.io/inject': 'false' } });
    expect(said(RULE, [...bare, rule(tls('ISTIO_MUTUAL'))])).toEqual([
      `DestinationRule mesh/weather: tls mode ISTIO_MUTUAL for ${LEADS}: its pods have no proxy of Istio that could take mutual TLS, and every call fails. ` +
        'Leave tls out, and Istio chooses it by itself, or give Deployment mesh/weather a sidecar.',
    ]);
    const own = peerAuthentication('weather', { ...over('weather'), ...STRICT });
    expect(said(RULE, [...bare, own, rule(tls('DISABLE'))])).toEqual([]);
  });

  test('silent: what fits', () => {
    expect(faults({}, strict, rule(tls('ISTIO_MUTUAL')))).toEqual([]);
    expect(faults({}, rule(tls('DISABLE')))).toEqual([]);
    expect(faults({}, strict, rule(tls('DISABLE'), 'api.example.com'), rule({}))).toEqual([]);
  });
});
