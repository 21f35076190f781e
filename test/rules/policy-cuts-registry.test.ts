import { readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { MeshAgent, MeshNetworkPolicy, MeshRegistry } from '../../src';
import { RULE } from '../../src/rules/policy-cuts-registry';
import { Manifest, meshChart, synth } from '../support/manifests';
import {
  agent,
  DNS_RULE,
  named,
  policy,
  REGISTRY,
  registry,
  registryService,
  said,
  tcp,
} from '../support/mesh-manifests';
import { egress, ingress, to } from '../support/policy-manifests';

const UNFOUND = 'an agent that cannot reach its registry runs and passes its probes, but no caller finds it';

describe('an agent and its registry', () => {
  const cut = (...objects: Manifest[]) => said(RULE, objects);
  const REG = 'mcp-mesh-registry';

  test('no egress rule', () => {
    expect(cut(...REGISTRY, agent('news'), egress('news', DNS_RULE))).toEqual([
      `NetworkPolicy mesh/news: spec.egress keeps Deployment mesh/news from the registry, Deployment mesh/${REG} on port 8000: ` +
        `no egress rule allows this connection; ${UNFOUND}. Add to NetworkPolicy mesh/news the egress rule ` +
        `{ to: [{ podSelector: { matchLabels: { app.kubernetes.io/name: ${REG} } } }], ports: [{ protocol: TCP, port: 8000 }] }.`,
    ]);
  });

  test('no ingress rule', () => {
    expect(cut(...REGISTRY, agent('news'), ingress(REG))).toEqual([
      `NetworkPolicy mesh/${REG}: spec.ingress keeps Deployment mesh/news from the registry, Deployment mesh/${REG} on port 8000: ` +
        `no ingress rule allows this connection; ${UNFOUND}. Add to NetworkPolicy mesh/${REG} the ingress rule ` +
        '{ from: [{ podSelector: { matchLabels: { app.kubernetes.io/name: news } } }], ports: [{ protocol: TCP, port: 8000 }] }.',
    ]);
  });

  test('neither: one finding a side', () => {
    expect(
      cut(...REGISTRY, agent('news'), egress('news'), ingress(REG)).map((each) => each.split(' keeps ')[0]),
    ).toEqual(['NetworkPolicy mesh/news: spec.egress', `NetworkPolicy mesh/${REG}: spec.ingress`]);
  });

  test("the Service's port in place of the pod's, the mistake that is made most", () => {
    expect(
      cut(
        registry(),
        registryService({ ports: [{ port: 80, targetPort: 'http' }] }),
        agent('news', `http://${REG}`),
        egress('news', to(REG, 80)),
      ),
    ).toEqual([
      `NetworkPolicy mesh/news: spec.egress keeps Deployment mesh/news from the registry, Deployment mesh/${REG} on port 8000: ` +
        `it opens port 80, which is the Service's, and policies see the port of the pod; ${UNFOUND}. Put TCP port 8000 into the ports of that rule.`,
    ]);
  });

  test('another port', () => {
    expect(cut(...REGISTRY, agent('news'), egress('news', to(REG, 8080, 9090)))).toEqual([
      `NetworkPolicy mesh/news: spec.egress keeps Deployment mesh/news from the registry, Deployment mesh/${REG} on port 8000: ` +
        `it opens port 8080 and 9090 there, and not 8000; ${UNFOUND}. Put TCP port 8000 into the ports of that rule.`,
    ]);
  });

  test.each<[string, Manifest]>([
    ['of DNS', { to: [{ namespaceSelector: {} }], ports: tcp(53) }],
    ['of the internet', { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: tcp(443) }],
    ['of everybody', { ports: tcp(443) }],
  ])('a rule %s is not the one to change', (_, rule) => {
    expect(cut(...REGISTRY, agent('news'), egress('news', rule))).toEqual([
      expect.stringContaining('no egress rule allows this connection'),
    ]);
  });

  test('a port of another protocol', () => {
    expect(
      cut(
        ...REGISTRY,
        agent('news'),
        egress('news', { to: [{ podSelector: named(REG) }], ports: [{ protocol: 'UDP', port: 8000 }] }),
      ),
    ).toEqual([expect.stringContaining('no egress rule allows this connection')]);
  });

  describe('in another namespace', () => {
    const far = [registry({ namespace: 'core' }), registryService({}, 'core')];
    const caller = agent('news', `http://${REG}.core:8000`);
    const selecting = (namespaceSelector: Manifest | undefined, podSelector?: Manifest) =>
      egress('news', { to: [{ namespaceSelector, podSelector }], ports: tcp(8000) });
    const told = (because: string) => [
      `NetworkPolicy mesh/news: spec.egress keeps Deployment mesh/news from the registry, Deployment core/${REG} on port 8000: ${because}; ${UNFOUND}. ` +
        'Add to NetworkPolicy mesh/news the egress rule { to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: core } }, ' +
        `podSelector: { matchLabels: { app.kubernetes.io/name: ${REG} } } }], ports: [{ protocol: TCP, port: 8000 }] }.`,
    ];

    test('a podSelector alone', () => {
      expect(cut(...far, caller, selecting(undefined, named(REG)))).toEqual(
        told('its podSelector without a namespaceSelector means pods of namespace "mesh", and these are in "core"'),
      );
    });

    test('a label that the Namespace lacks', () => {
      const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'core' } };
      expect(cut(...far, caller, namespace, selecting({ matchLabels: { name: 'core' } }, named(REG)))).toEqual(
        told('its namespaceSelector {"name":"core"} does not select namespace "core"'),
      );
    });

    test('a label that the Namespace may have, which is not here', () => {
      expect(cut(...far, caller, selecting({ matchLabels: { name: 'core' } }, named(REG)))).toEqual([]);
      expect(
        cut(
          ...far,
          caller,
          selecting({ matchExpressions: [{ key: 'team', operator: 'In', values: ['core'] }] }, named(REG)),
        ),
      ).toEqual([]);
    });

    test('but not for another protocol', () => {
      expect(
        cut(
          ...far,
          caller,
          egress('news', {
            to: [{ namespaceSelector: { matchLabels: { name: 'core' } } }],
            ports: [{ protocol: 'UDP', port: 8000 }],
          }),
        ),
      ).toHaveLength(1);
    });

    test('but not with another port, other pods, or the name of another namespace', () => {
      expect(
        cut(
          ...far,
          caller,
          egress('news', { to: [{ namespaceSelector: { matchLabels: { name: 'core' } } }], ports: tcp(80) }),
        ),
      ).toHaveLength(1);
      expect(cut(...far, caller, selecting({ matchLabels: { name: 'core' } }, named('other')))).toHaveLength(1);
      expect(
        cut(...far, caller, selecting({ matchLabels: { 'kubernetes.io/metadata.name': 'other' } }, named(REG))),
      ).toHaveLength(1);
    });

    test('nor where its labels are told', () => {
      const objects = [...far, caller, selecting({ matchLabels: { name: 'core' } }, named(REG))].map(
        (object) => object,
      );
      expect(said(RULE, objects, { namespaces: { core: { team: 'core' } } })).toHaveLength(1);
      expect(said(RULE, objects, { namespaces: { core: { name: 'core' } } })).toEqual([]);
    });

    test('by its name', () => {
      expect(cut(...far, caller, selecting({ matchLabels: { 'kubernetes.io/metadata.name': 'core' } }))).toEqual([]);
    });
  });

  const range = (cidr: string, ...ports: number[]) => ({ to: [{ ipBlock: { cidr } }], ports: tcp(...ports) });

  describe('by address', () => {
    test('that no range has', () => {
      expect(cut(agent('news', 'http://203.0.113.7:8000'), egress('news', range('198.51.100.0/24', 8000)))).toEqual([
        `NetworkPolicy mesh/news: spec.egress keeps Deployment mesh/news from the registry, 203.0.113.7 on port 8000: no egress rule allows this connection; ${UNFOUND}. ` +
          'Add to NetworkPolicy mesh/news the egress rule { to: [{ ipBlock: { cidr: 203.0.113.7/32 } }], ports: [{ protocol: TCP, port: 8000 }] }.',
      ]);
    });

    test('on another port', () => {
      expect(cut(agent('news', 'http://203.0.113.7'), egress('news', range('203.0.113.0/24', 8000)))).toEqual([
        expect.stringContaining('it opens port 8000 there, and not 80; '),
      ]);
    });

    test('that selectors cannot mean, because it is not of a cluster', () => {
      expect(
        cut(agent('news', 'http://203.0.113.7:8000'), egress('news', { to: [{ podSelector: {} }], ports: tcp(8000) })),
      ).toHaveLength(1);
    });

    test.each<[string, string, Manifest[]]>([
      ['that a range has', 'http://203.0.113.7:8000', [range('203.0.113.0/24', 8000)]],
      ["that is the pod's own", 'http://127.0.0.1:8000', []],
      ["that may be a Service's", 'http://10.96.3.7:8000', [{ to: [{ podSelector: {} }], ports: tcp(8000) }]],
    ])('%s', (_, url, rules) => {
      expect(cut(agent('news', url), egress('news', ...rules))).toEqual([]);
    });

    test('a private one that selectors cannot mean either', () => {
      expect(
        cut(agent('news', 'http://10.96.3.7:8000'), egress('news', DNS_RULE, range('198.51.100.0/24', 8000))),
      ).toHaveLength(1);
    });
  });

  const cilium = (kind: string, namespace?: string, spec: Manifest = {}) => ({
    apiVersion: 'cilium.io/v2',
    kind,
    metadata: { name: 'x', namespace },
    spec,
  });
  const administrator = (subject: Manifest, action: string = 'Allow') =>
    cilium('AdminNetworkPolicy', undefined, { subject, egress: [{ action, to: [] }] });
  const inNamespace = (name: string) => ({ namespaces: { matchLabels: { 'kubernetes.io/metadata.name': name } } });

  test.each<[string, Manifest[]]>([
    ['no policy is over either', [...REGISTRY, agent('news'), egress('other')]],
    [
      'the registry is a name of the outside',
      [...REGISTRY, agent('news', 'https://registry.example.com'), egress('news')],
    ],
    ['the registry is not here', [agent('news'), egress('news')]],
    ['the URL cannot be told', [...REGISTRY, agent('news', 'http://$(X):8000'), egress('news')]],
    [
      "the agent is on the node's network",
      [...REGISTRY, agent('news', undefined, { pod: { hostNetwork: true } }), egress('news')],
    ],
    ['the registry is', [registry({ pod: { hostNetwork: true } }), registryService(), agent('news'), ingress(REG)]],
    ["Cilium's policies open too", [...REGISTRY, agent('news'), egress('news'), cilium('CiliumNetworkPolicy', 'mesh')]],
    [
      "an administrator's policies decide",
      [...REGISTRY, agent('news'), egress('news'), administrator({ namespaces: {} })],
    ],
    [
      "an administrator's policies decide in this namespace",
      [...REGISTRY, agent('news'), egress('news'), administrator(inNamespace('mesh'))],
    ],
    ['a range may have the pod', [...REGISTRY, agent('news'), egress('news', range('10.42.0.0/16', 8000))]],
    ['a range of IPv6 may', [...REGISTRY, agent('news'), egress('news', range('::/0', 8000))]],
    [
      "Calico's policies are called the same",
      [
        ...REGISTRY,
        agent('news'),
        egress('news'),
        { ...policy('x', { selector: 'all()' }), apiVersion: 'crd.projectcalico.org/v1' },
      ],
    ],
  ])('silent where %s', (_, objects) => {
    expect(cut(...objects)).toEqual([]);
  });

  const internet = {
    cidr: '0.0.0.0/0',
    except: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'],
  };

  test.each<[string, Manifest]>([
    ['an administrator only denies', administrator({ namespaces: {} }, 'Deny')],
    ["an administrator's policy is over another namespace", administrator(inNamespace('other'))],
    [
      'it is over other pods',
      administrator({ pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: 'x' } } } }),
    ],
    [
      "Cilium's is over other pods",
      cilium('CiliumNetworkPolicy', 'mesh', { endpointSelector: { matchLabels: { app: 'x' } } }),
    ],
    [
      "Cilium's is over another namespace",
      cilium('CiliumClusterwideNetworkPolicy', undefined, {
        endpointSelector: { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'other' } },
      }),
    ],
    ['a range of the internet has no pod', egress('news', { to: [{ ipBlock: internet }], ports: tcp(8000) })],
  ])('found although %s', (_, other) => {
    expect(cut(...REGISTRY, agent('news'), egress('news'), other).length).toBeGreaterThan(0);
  });

  test('other policies of another namespace decide nothing here', () => {
    expect(cut(...REGISTRY, agent('news'), egress('news'), cilium('CiliumNetworkPolicy', 'other'))).toHaveLength(1);
  });
});

describe("the guide's policy", () => {
  const folder = join(__dirname, '..', 'guide', 'fixtures');
  const read = (file: string): Manifest[] =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS());
  const mesh = [
    registry({ namespace: 'mcp-mesh', labels: { 'app.kubernetes.io/component': 'registry' } }),
    registryService({}, 'mcp-mesh'),
    ...['agent-config.yaml', 'analytics-agent.yaml', 'network-policy.yaml'].flatMap(read),
  ];

  test('opens 8080 to the registry, which listens on 8000', () => {
    expect(said(RULE, mesh)).toEqual([
      'NetworkPolicy mcp-mesh/agent-communication-policy: spec.egress keeps Deployment mcp-mesh/analytics-agent from the registry, Deployment mcp-mesh/mcp-mesh-registry on port 8000: ' +
        `it opens port 8080 there, and not 8000; ${UNFOUND}. Put TCP port 8000 into the ports of that rule.`,
    ]);
  });
});

describe('our own policies', () => {
  function objects(strict: boolean): Manifest[] {
    const chart = meshChart();
    const made = new MeshRegistry(chart, 'registry');
    const image = 'registry.example.com/agent:1.4.2';
    new MeshAgent(chart, 'weather', { registry: made, image, capabilities: ['weather'] });
    new MeshAgent(chart, 'planner', { registry: made, image, port: 8081, dependencies: ['weather'] });
    new MeshNetworkPolicy(chart, 'policy', { registry: made, strict, defaultDeny: true });
    return synth(chart);
  }
  const component = (made: Manifest[], name: string) =>
    made.find(
      ({ kind, spec }) => kind === 'NetworkPolicy' && Object.values(spec.podSelector.matchLabels ?? {}).includes(name),
    );

  test.each([false, true])('cut nothing (strict: %s)', (strict) => {
    const made = objects(strict);
    expect(said(RULE, made)).toEqual([]);
  });

  test("until the registry's opens another port", () => {
    const made = objects(true);
    const ofRegistry = component(made, 'registry');
    ofRegistry.spec.ingress[0].ports[0].port = 8080;
    expect(said(RULE, made)).toEqual([
      `NetworkPolicy mesh/${ofRegistry.metadata.name}: spec.ingress keeps Deployment mesh/mcp-mesh-planner and Deployment mesh/mcp-mesh-weather from the registry, ` +
        `Deployment mesh/mcp-mesh-registry on port 8000: it opens port 8080 there, and not 8000; ${UNFOUND}. Put TCP port 8000 into the ports of that rule.`,
    ]);
  });
});
