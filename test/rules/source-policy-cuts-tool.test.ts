import { RULE } from '../../src/rules/source-policy-cuts-tool';
import { agentFile, codedAgent } from '../support/coded-agents';
import { recordsOf } from '../support/folder';
import { object, said } from '../support/workload-manifests';

const sources = recordsOf({
  'trip.py': agentFile(
    'trip',
    '@mesh.llm(provider={"capability": "llm"}, filter=[{"capability": "geo"}])',
    '@mesh.tool(capability="trip")',
  ),
  'claude.py': agentFile('claude', '@mesh.llm_provider(model="anthropic/x", capability="llm")'),
  'geo.py': agentFile('geo', '@mesh.tool(capability="geo")'),
});
const agents = [codedAgent('trip'), codedAgent('claude'), codedAgent('geo')];

/** Admits one caller to the tool's agent. */
const policy = (caller: string) =>
  object('networking.k8s.io/v1', 'NetworkPolicy', 'geo', {
    spec: {
      podSelector: { matchLabels: { app: 'geo' } },
      policyTypes: ['Ingress'],
      ingress: [
        { from: [{ podSelector: { matchLabels: { app: caller } } }], ports: [{ protocol: 'TCP', port: 8080 }] },
      ],
    },
  });

test("a policy keeps the LLM's provider from a tool, in manifests that record nothing", () => {
  expect(said(RULE, [...agents, policy('trip')], sources)).toEqual([
    'NetworkPolicy mesh/geo: spec.ingress keeps Deployment mesh/claude from Deployment mesh/geo on port 8080, whose tools an LLM may use: no ingress rule allows this connection; no manifest records this connection, only the code, so every call fails. ' +
      'Add to NetworkPolicy mesh/geo the ingress rule { from: [{ podSelector: { matchLabels: { app: claude } } }], ports: [{ protocol: TCP, port: 8080 }] }.',
  ]);
});

test('a policy that lets the provider in is no fault, and nothing is known without code', () => {
  expect(said(RULE, [...agents, policy('claude')], sources)).toEqual([]);
  expect(said(RULE, [...agents, policy('trip')])).toEqual([]);
});

test('what manifests record is left to policy-cuts-provider', () => {
  const recorded = [
    codedAgent('trip', { llms: [{ provider: { name: 'llm' }, tools: [{ name: 'geo' }] }] }),
    codedAgent('claude', { capabilities: ['llm'] }),
    codedAgent('geo', { capabilities: ['geo'] }),
  ];
  expect(said(RULE, [...recorded, policy('trip')], sources)).toEqual([]);
});
