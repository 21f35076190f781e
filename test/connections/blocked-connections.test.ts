import { RULE } from '../../src/rules/policy-cuts-registry';
import { Manifest } from '../support/manifests';
import { agent, DNS_RULE, policy, REGISTRY, registry, registryService, said } from '../support/mesh-manifests';
import { egress, from, ingress, to } from '../support/policy-manifests';

const cut = (...objects: Manifest[]) => said(RULE, objects);
const REG = 'mcp-mesh-registry';

describe('of several policies, the one to change is named', () => {
  const closed = policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  const blamed = (...policies: Manifest[]) =>
    cut(...REGISTRY, agent('news'), ...policies).map((each) => each.split(':')[0]);

  test('the first, where they only close', () => {
    expect(blamed(closed, egress('news'), ingress(REG))).toEqual([
      'NetworkPolicy mesh/deny',
      'NetworkPolicy mesh/deny',
    ]);
  });

  test('the one that opens something', () => {
    expect(blamed(closed, egress('news', DNS_RULE), ingress(REG, from('news', 8000)))).toEqual([
      'NetworkPolicy mesh/news',
    ]);
  });

  test('the one that nearly opens it', () => {
    expect(
      blamed(
        closed,
        policy('dns', { podSelector: {}, policyTypes: ['Egress'], egress: [DNS_RULE] }),
        egress('news', to(REG, 80)),
        ingress(REG, from('news', 8000)),
      ),
    ).toEqual(['NetworkPolicy mesh/news']);
  });

  test('and of two, the one that is nearer', () => {
    expect(
      cut(
        registry(),
        registryService({ ports: [{ port: 80, targetPort: 'http' }] }),
        agent('news', `http://${REG}`),
        policy('other', { podSelector: {}, policyTypes: ['Egress'], egress: [to(REG, 9090)] }),
        egress('news', to(REG, 80)),
      ),
    ).toEqual([expect.stringMatching(/^NetworkPolicy mesh\/news: .* it opens port 80, which is the Service's/)]);
  });

  test('none, where together they open it', () => {
    expect(blamed(closed, egress('news', to(REG, 8000)), ingress(REG, from('news', 'http')))).toEqual([]);
  });
});
