import { RULE } from '../../src/rules/policy-cuts-registry';
import { Manifest } from '../support/manifests';
import { agent, policy, REGISTRY, said, tcp } from '../support/mesh-manifests';
import { from, ingress, to } from '../support/policy-manifests';

const cut = (...objects: Manifest[]) => said(RULE, objects);
const UNFOUND = 'an agent that cannot reach its registry runs and passes its probes, but no caller finds it';
const REG = 'mcp-mesh-registry';

describe('many agents', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const all = names.map((name) => agent(name, undefined, { labels: { 'app.kubernetes.io/component': 'agent' } }));

  test('are one finding of the policy that cuts them', () => {
    expect(cut(...REGISTRY, ...all, ingress(REG, from('other', 8000)))).toEqual([
      `NetworkPolicy mesh/${REG}: spec.ingress keeps Deployment mesh/a, Deployment mesh/b, Deployment mesh/c and 2 more from the registry, ` +
        `Deployment mesh/${REG} on port 8000: no ingress rule allows this connection; ${UNFOUND}. Add to NetworkPolicy mesh/${REG} the ingress rule ` +
        '{ from: [{ podSelector: { matchLabels: { app.kubernetes.io/component: agent } } }], ports: [{ protocol: TCP, port: 8000 }] }.',
    ]);
  });

  test('that are cut for two reasons are two findings', () => {
    expect(cut(...REGISTRY, ...all, ingress(REG, from('a', 8080), from('b', 8080), from('c', 8000)))).toEqual([
      expect.stringMatching(
        /keeps Deployment mesh\/a and Deployment mesh\/b from the registry, .* it opens port 8080 there, and not 8000;/,
      ),
      expect.stringMatching(
        /keeps Deployment mesh\/d and Deployment mesh\/e from the registry, .* no ingress rule allows this connection;/,
      ),
    ]);
  });

  test('that are cut on both sides by one policy are two findings', () => {
    const both = policy('all', {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: {} }], ports: tcp(8080) }],
      egress: [to(REG, 8080)],
    });
    expect(cut(...REGISTRY, agent('a'), both).map((each) => each.split(' keeps ')[0])).toEqual([
      'NetworkPolicy mesh/all: spec.egress',
      'NetworkPolicy mesh/all: spec.ingress',
    ]);
  });

  test('are selected by nothing in the way out, where nothing tells them from others', () => {
    const two = ['a', 'b'].map((name) => agent(name, undefined, { labels: { team: 'x' } }));
    expect(cut(...REGISTRY, ...two, ingress(REG))).toEqual([
      expect.stringContaining('{ from: [{ podSelector: … }], ports: '),
    ]);
  });

  test('one of them is selected by what it has', () => {
    const odd = agent('odd');
    odd.spec.selector.matchLabels = odd.spec.template.metadata.labels = { team: 'x' };
    expect(cut(...REGISTRY, odd, ingress(REG))).toEqual([
      expect.stringContaining('{ from: [{ podSelector: { matchLabels: { team: x } } }], ports: '),
    ]);
  });

  test('of two namespaces', () => {
    const two = [agent('a'), agent('b', `http://${REG}.mesh:8000`, { namespace: 'other' })].map((each) => {
      each.spec.template.metadata.labels['app.kubernetes.io/component'] = 'agent';
      return each;
    });
    expect(cut(...REGISTRY, ...two, ingress(REG))).toEqual([
      expect.stringContaining(
        '{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: … } }, ' +
          'podSelector: { matchLabels: { app.kubernetes.io/component: agent } } }], ports: ',
      ),
    ]);
  });

  test('of which some get through', () => {
    expect(cut(...REGISTRY, ...all, ingress(REG, from('a', 8000), from('c', 8000), from('d', 8000)))).toEqual([
      expect.stringContaining('keeps Deployment mesh/b and Deployment mesh/e from the registry'),
    ]);
  });
});
