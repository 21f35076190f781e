import { ServiceType } from 'cdk8s-plus-28';
import { MeshNetworkPolicy, MeshRegistry } from '../../src';
import { RULE } from '../../src/rules/registry-service-public';
import { Manifest, meshChart, synth } from '../support/manifests';
import {
  agent,
  named,
  policy,
  REGISTRY,
  registry,
  registryService,
  said,
  service,
  tcp,
} from '../support/mesh-manifests';

const OPEN =
  'the registry has no authentication, so anyone who reaches it can remove agents (DELETE /agents/…) and call any of them (/proxy/…)';

describe("the registry's Service from outside", () => {
  const open = (...objects: Manifest[]) => said(RULE, objects);

  test.each(['LoadBalancer', 'NodePort'])('type %s', (type) => {
    expect(open(registry(), registryService({ type }))).toEqual([
      `Service mesh/mcp-mesh-registry: type ${type} in front of the registry, Deployment mesh/mcp-mesh-registry: ${OPEN}. Make it a ClusterIP Service; ` +
        'if agents outside the cluster need it, allow only their addresses, by an ingress rule of a NetworkPolicy with an ipBlock or by loadBalancerSourceRanges.',
    ]);
  });

  const annotated = (annotations: Manifest) => ({
    ...registryService({ type: 'LoadBalancer' }),
    metadata: { name: 'mcp-mesh-registry', namespace: 'mesh', annotations },
  });
  const admitting = (from: Manifest[]) =>
    policy('registry', { podSelector: named('mcp-mesh-registry'), ingress: [{ from, ports: tcp(8000) }] });

  test.each<[string, Manifest[]]>([
    ['ClusterIP', REGISTRY],
    [
      'a load balancer for few',
      [registry(), registryService({ type: 'LoadBalancer', loadBalancerSourceRanges: ['203.0.113.0/24'] })],
    ],
    ['an internal load balancer', [registry(), annotated({ 'networking.gke.io/load-balancer-type': 'Internal' })]],
    [
      'an internal load balancer of another cloud',
      [registry(), annotated({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' })],
    ],
    [
      'an internal load balancer by a range of its own',
      [registry(), annotated({ 'service.beta.kubernetes.io/aws-load-balancer-internal': '0.0.0.0/0' })],
    ],
    [
      'a policy that admits pods only',
      [registry(), registryService({ type: 'NodePort' }), admitting([{ podSelector: {} }])],
    ],
    [
      'a policy that admits one range',
      [registry(), registryService({ type: 'NodePort' }), admitting([{ ipBlock: { cidr: '203.0.113.0/24' } }])],
    ],
    ["an agent's Service", [...REGISTRY, agent('news'), service('news', { type: 'LoadBalancer' })]],
  ])('%s is fine', (_, objects) => {
    expect(open(...objects)).toEqual([]);
  });

  test.each<[string, Manifest[]]>([
    [
      'a load balancer for all ranges',
      [registry(), registryService({ type: 'LoadBalancer', loadBalancerSourceRanges: ['0.0.0.0/0'] })],
    ],
    [
      'a load balancer that is not internal',
      [registry(), annotated({ 'service.beta.kubernetes.io/aws-load-balancer-internal': 'false' })],
    ],
    [
      'a load balancer that is said to be internal only by a word',
      [registry(), annotated({ 'example.com/description': 'for internal use', 'example.com/team': 'internal-tools' })],
    ],
    [
      'a load balancer for both halves of all addresses',
      [registry(), registryService({ type: 'LoadBalancer', loadBalancerSourceRanges: ['0.0.0.0/1', '128.0.0.0/1'] })],
    ],
    [
      'a node port with the annotation of a load balancer',
      [
        registry(),
        {
          ...registryService({ type: 'NodePort' }),
          metadata: {
            name: 'mcp-mesh-registry',
            namespace: 'mesh',
            annotations: { 'networking.gke.io/load-balancer-type': 'Internal' },
          },
        },
      ],
    ],
    ['addresses of nodes', [registry(), registryService({ externalIPs: ['203.0.113.7'] })]],
    [
      'a policy that admits the world',
      [registry(), registryService({ type: 'NodePort' }), admitting([{ ipBlock: { cidr: '0.0.0.0/0' } }])],
    ],
  ])('%s is not', (_, objects) => {
    expect(open(...objects)).toHaveLength(1);
  });

  test('our own, until a policy closes it', () => {
    const chart = meshChart();
    const made = new MeshRegistry(chart, 'registry', { serviceType: ServiceType.LOAD_BALANCER });
    expect(open(...synth(chart))).toHaveLength(1);
    new MeshNetworkPolicy(chart, 'policy', { registry: made });
    expect(open(...synth(chart))).toEqual([]);
  });
});
