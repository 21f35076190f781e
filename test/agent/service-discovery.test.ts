import { App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  HeadlessMeshAgent,
  MeshAgent,
  MeshAgentProps,
  MeshNetworkPolicy,
  MeshNetworkPolicyProps,
  MeshPeer,
  MeshRegistry,
  MeshRegistryProps,
} from '../../src';
import { MeshServiceDiscoveryOptions } from '../../src/agent/service-discovery';
import { Cluster } from '../../src/cluster/cluster';
import { mayReach } from '../../src/cluster/reachability';
import { find, Manifest, meshChart, pod, synth } from '../support/manifests';

/* Agents that look Services up through the Kubernetes API: the right to, the token, and the way there; for them alone. */

const image = 'registry.example.com/agent:1.0.0';

interface Plan {
  /** What the one agent says; nothing where it stays silent. */
  readonly options?: MeshServiceDiscoveryOptions;
  readonly agent?: Partial<MeshAgentProps>;
  readonly policy?: Partial<MeshNetworkPolicyProps>;
  readonly registry?: MeshRegistryProps;
  readonly namespace?: string;
}

/** A seeker that looks Services up, a headless one that does too, and an agent and a registry that do not. */
function objects({ options = {}, agent, policy, registry: props, namespace = 'mesh' }: Plan = {}): Manifest[] {
  const chart = meshChart({ namespace });
  const registry = new MeshRegistry(chart, 'registry', props);
  if (policy) {
    new MeshNetworkPolicy(chart, 'policy', { registry, ...policy });
  }
  new MeshAgent(chart, 'seeker', { registry, image, ...agent }).allowServiceDiscovery(options);
  new HeadlessMeshAgent(chart, 'pods', { registry, image }).allowServiceDiscovery(options);
  new MeshAgent(chart, 'other', { registry, image });
  return synth(chart);
}

/** Whether RBAC lets an account do something in a namespace. What no rule allows is denied. */
function mayDo(
  all: Manifest[],
  account: string,
  verb: string,
  group: string,
  resource: string,
  namespace = 'mesh',
  accountNamespace = 'mesh',
): boolean {
  return all.some(
    (binding) =>
      binding.kind === 'RoleBinding' &&
      binding.metadata.namespace === namespace &&
      binding.subjects.some(
        (subject: Manifest) =>
          subject.kind === 'ServiceAccount' &&
          subject.name === account &&
          (subject.namespace ?? binding.metadata.namespace) === accountNamespace,
      ) &&
      all.some(
        (role) =>
          role.kind === binding.roleRef.kind &&
          role.metadata.name === binding.roleRef.name &&
          role.metadata.namespace === namespace &&
          role.rules.some(
            (rule: Manifest) =>
              rule.apiGroups.includes(group) && rule.resources.includes(resource) && rule.verbs.includes(verb),
          ),
      ),
  );
}

/** Names of the pods that are given a token: what the template says wins over the account. */
function withToken(all: Manifest[]): string[] {
  const account = ({ metadata }: Manifest, name: string) =>
    all.find(
      (object) =>
        object.kind === 'ServiceAccount' &&
        object.metadata.name === name &&
        object.metadata.namespace === metadata.namespace,
    );
  return all
    .filter(({ spec }) => spec?.template)
    .filter(
      (workload) =>
        pod(workload).automountServiceAccountToken ??
        account(workload, pod(workload).serviceAccountName)?.automountServiceAccountToken ??
        true,
    )
    .map(({ metadata }) => metadata.name)
    .sort();
}

/** Names of the workloads whose pods reach an address on a port. */
function reaching(all: Manifest[], address: string, port: number, protocol = 'TCP'): string[] {
  const cluster = new Cluster(all);
  return cluster.pods
    .filter((from) => mayReach(cluster, from, address, port, protocol))
    .map(({ owner }) => owner.metadata.name)
    .sort();
}

const seekers = ['mcp-mesh-pods', 'mcp-mesh-seeker'];
const everybody = ['mcp-mesh-other', 'mcp-mesh-pods', 'mcp-mesh-registry', 'mcp-mesh-seeker'];
const rbac = (all: Manifest[]) => all.filter(({ kind }) => kind.startsWith('Role'));

describe('an agent that looks Services up', () => {
  test('gets what the snapshot shows', () => {
    expect(
      rbac(objects({ agent: { labels: { team: 'a' }, annotations: { 'example.com/owner': 'a' } } })),
    ).toMatchSnapshot();
  });

  test.each([
    ['', 'services'],
    ['discovery.k8s.io', 'endpointslices'],
  ])('may get and list %s %s, in its own namespace', (group, resource) => {
    const all = objects();
    for (const account of seekers) {
      expect(
        ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'].filter((verb) =>
          mayDo(all, account, verb, group, resource),
        ),
      ).toEqual(['get', 'list']);
    }
    expect(mayDo(all, 'mcp-mesh-seeker', 'get', group, resource, 'kube-system')).toBe(false);
  });

  test('may do nothing else', () => {
    const rules = rbac(objects()).flatMap((object) => object.rules ?? []);
    expect(new Set(rules.flatMap(({ resources }) => resources))).toEqual(new Set(['services', 'endpointslices']));
    expect(objects().filter(({ kind }) => kind.startsWith('ClusterRole'))).toEqual([]);
    expect(mayDo(objects(), 'mcp-mesh-seeker', 'get', '', 'secrets')).toBe(false);
  });

  test('alone has the right to: neither another agent nor the registry', () => {
    for (const account of ['mcp-mesh-other', 'mcp-mesh-registry', 'default']) {
      expect(mayDo(objects(), account, 'get', '', 'services')).toBe(false);
    }
  });

  test('alone has a token; its account still gives none to other pods', () => {
    const all = objects();
    expect(withToken(all)).toEqual(seekers);
    expect(
      all.filter(({ kind }) => kind === 'ServiceAccount').map((account) => account.automountServiceAccountToken),
    ).toEqual([false, false, false, false]);
    expect(pod(find(all, 'Deployment', 'mcp-mesh-other')).automountServiceAccountToken).toBe(false);
  });

  test('has objects that are named by its Service', () => {
    const names = rbac(objects({ agent: { serviceName: 'finder' } })).map(
      ({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`,
    );
    expect(names.sort()).toEqual([
      'Role mesh/finder-service-discovery',
      'Role mesh/mcp-mesh-pods-service-discovery',
      'RoleBinding mesh/finder-service-discovery',
      'RoleBinding mesh/mcp-mesh-pods-service-discovery',
    ]);
  });

  test("may have an account of the user's: the binding names it, in the namespace of the pods", () => {
    const agent = (chart: Chart) =>
      new MeshAgent(chart, 'a', {
        registry: new MeshRegistry(chart, 'registry'),
        image,
        serviceAccount: kplus.ServiceAccount.fromServiceAccountName(chart, 'account', 'robot'),
      });
    const chart = meshChart();
    agent(chart).allowServiceDiscovery();
    const all = synth(chart);
    expect(find(all, 'RoleBinding').subjects).toEqual([{ kind: 'ServiceAccount', name: 'robot', namespace: 'mesh' }]);
    expect(mayDo(all, 'robot', 'list', '', 'services')).toBe(true);
    expect(withToken(all)).toEqual(['mcp-mesh-a']);
  });

  test('keeps its right to other things, by a RoleBinding of cdk8s-plus', () => {
    const chart = meshChart();
    const agent = new MeshAgent(chart, 'a', { registry: new MeshRegistry(chart, 'registry'), image });
    agent.allowServiceDiscovery();
    const role = new kplus.Role(chart, 'reader');
    role.allowRead(kplus.ApiResource.PODS);
    role.bind(agent);
    const all = synth(chart);
    expect(all.filter(({ kind }) => kind === 'RoleBinding')).toHaveLength(2);
    expect([mayDo(all, 'mcp-mesh-a', 'get', '', 'pods'), mayDo(all, 'mcp-mesh-a', 'get', '', 'services')]).toEqual([
      true,
      true,
    ]);
  });

  test('may be in another namespace than its registry: everything of it is there', () => {
    const app = Testing.app();
    const registry = new MeshRegistry(meshChart({ namespace: 'mesh' }, app, 'core'), 'registry');
    const edge = meshChart({ namespace: 'edge' }, app, 'edge');
    new MeshAgent(edge, 'a', { registry, image }).allowServiceDiscovery();
    const all = synth(edge);
    expect(mayDo(all, 'mcp-mesh-a', 'get', '', 'services', 'edge', 'edge')).toBe(true);
    expect(mayDo(all, 'mcp-mesh-a', 'get', '', 'services', 'mesh', 'edge')).toBe(false);
  });

  test("may be in a namespace that is not known: RBAC takes the binding's for the account's", () => {
    const chart = meshChart({});
    new MeshAgent(chart, 'a', { registry: new MeshRegistry(chart, 'registry'), image }).allowServiceDiscovery();
    const [role, binding] = rbac(synth(chart));
    expect([role.metadata.namespace, binding.metadata.namespace]).toEqual([undefined, undefined]);
    expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', name: 'mcp-mesh-a' }]);
  });

  test('may say so at any time, and more than once', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry');
    const agent = new MeshAgent(chart, 'a', { registry, image });
    const policy = new MeshNetworkPolicy(chart, 'policy', { registry, strict: true });
    const apiServer = () => MeshPeer.address('10.0.0.1');
    for (let i = 0; i < 3; i++) {
      agent.allowServiceDiscovery({ apiServer: apiServer() });
    }
    const all = synth(chart);
    expect(rbac(all)).toHaveLength(2);
    expect(
      find(all, 'NetworkPolicy', 'mcp-mesh-a').spec.egress.filter(({ to }: Manifest) => to[0].ipBlock),
    ).toHaveLength(1);
    expect(policy.policies).toHaveLength(2);
  });

  test('may mount the token by its own props', () => {
    expect(withToken(objects({ agent: { automountServiceAccountToken: true } }))).toEqual(seekers);
  });

  test('changes nothing of a second synthesis', () => {
    const app = new App();
    const chart = meshChart({ namespace: 'mesh' }, app);
    new MeshAgent(chart, 'a', { registry: new MeshRegistry(chart, 'registry'), image }).allowServiceDiscovery();
    expect(app.synthYaml()).toBe(app.synthYaml());
  });
});

describe.each([
  ['shared policies', { defaultDeny: true }],
  ['strict policies', { strict: true }],
])('the way to the API server under %s', (_, policy) => {
  test("is the agent's alone, to nodes and to the outside, on 443 and 6443", () => {
    const all = objects({ policy });
    for (const address of ['10.0.0.5', '172.20.0.1', '192.168.1.1', '203.0.113.7']) {
      expect(reaching(all, address, 443)).toEqual(seekers);
      expect(reaching(all, address, 6443)).toEqual(seekers);
      expect(reaching(all, address, 80)).toEqual([]);
      expect(reaching(all, address, 22)).toEqual([]);
    }
    expect(reaching(all, '10.0.0.5', 443, 'UDP')).toEqual([]);
  });

  test('never leads to a metadata service', () => {
    for (const address of ['169.254.169.254', '169.254.170.2', '169.254.170.23']) {
      expect(reaching(objects({ policy }), address, 443)).toEqual([]);
    }
  });

  test('can be narrowed, to 443 and 6443 or the ports that are named', () => {
    const narrow = objects({ policy, options: { apiServer: MeshPeer.cidr('10.0.0.0/28') } });
    expect([reaching(narrow, '10.0.0.5', 443), reaching(narrow, '10.0.0.5', 6443)]).toEqual([seekers, seekers]);
    expect([reaching(narrow, '10.0.0.16', 6443), reaching(narrow, '203.0.113.7', 443)]).toEqual([[], []]);
    const port = objects({ policy, options: { apiServer: MeshPeer.address('10.0.0.5', [8443]) } });
    expect([reaching(port, '10.0.0.5', 8443), reaching(port, '10.0.0.5', 6443)]).toEqual([seekers, []]);
    const six = objects({ policy, options: { apiServer: MeshPeer.address('fd00:1::5') } });
    expect([reaching(six, 'fd00:1::5', 6443), reaching(six, '10.0.0.5', 6443)]).toEqual([seekers, []]);
  });
});

test('the way out leads to no agent that listens on those ports, where nobody depends on it', () => {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry');
  new MeshNetworkPolicy(chart, 'policy', { registry, strict: true });
  new MeshAgent(chart, 'seeker', { registry, image }).allowServiceDiscovery();
  new MeshAgent(chart, 'secure', { registry, image, port: 6443 });
  const cluster = new Cluster(synth(chart));
  const [seeker, secure] = ['mcp-mesh-seeker', 'mcp-mesh-secure'].map((name) =>
    cluster.pods.find(({ owner }) => owner.metadata.name === name)!,
  );
  expect(mayReach(cluster, seeker, secure, 6443)).toBe(false);
});

test('without a policy everything is open, and no policy is made', () => {
  const all = objects();
  expect(all.filter(({ kind }) => kind === 'NetworkPolicy')).toEqual([]);
  expect(reaching(all, '10.0.0.5', 6443)).toEqual(everybody);
});

describe('is refused', () => {
  const message = (build: (agent: MeshAgent) => void, props: Partial<MeshAgentProps> = {}): string => {
    const chart = meshChart();
    try {
      build(new MeshAgent(chart, 'a', { registry: new MeshRegistry(chart, 'registry'), image, ...props }));
    } catch (error) {
      return (error as Error).message;
    }
    return 'not refused';
  };

  test('where the agent is told to mount no token', () => {
    expect(message((agent) => agent.allowServiceDiscovery(), { automountServiceAccountToken: false })).toBe(
      '[test/a] allowServiceDiscovery on an agent with automountServiceAccountToken false: the Kubernetes API knows a pod by the token of its account. ' +
        'Leave automountServiceAccountToken out: the pods of this agent then get the token, and no others do.',
    );
  });

  test.each<[string, MeshServiceDiscoveryOptions]>([
    ['another one', { apiServer: MeshPeer.address('10.0.0.2') }],
    ['another port', { apiServer: MeshPeer.address('10.0.0.1', [443]) }],
    ['none', {}],
  ])('where a second call names another API server: %s', (_, second) => {
    expect(
      message((agent) => {
        agent.allowServiceDiscovery({ apiServer: MeshPeer.address('10.0.0.1') });
        agent.allowServiceDiscovery(second);
      }),
    ).toBe(
      '[test/a] allowServiceDiscovery with another apiServer than in the call before: policies add up, so a second way to the API server does not narrow the first. ' +
        'Call it once, with the peer that the agent may reach; allowEgress opens more.',
    );
  });

  test('where the API server is no peer, or has no ports', () => {
    expect(message((agent) => agent.allowServiceDiscovery({ apiServer: {} as any }))).toBe(
      '[test/a] apiServer: an entry without a peer: an entry is a MeshPeer: pods, a namespace or addresses, and ports. Write MeshPeer.of(agent), MeshPeer.namespace(name) or another of its factories.',
    );
    expect(message((agent) => agent.allowServiceDiscovery({ apiServer: MeshPeer.address('10.0.0.1', []) }))).toBe(
      '[test/a] apiServer: a peer without ports: in a NetworkPolicy, no ports means every port. Name the ports, such as MeshPeer.of(peer, [443]).',
    );
  });

  test('where somebody else makes an object of that name', () => {
    const chart = meshChart();
    new MeshAgent(chart, 'a', { registry: new MeshRegistry(chart, 'registry'), image }).allowServiceDiscovery();
    new kplus.Role(chart, 'mine', { metadata: { name: 'mcp-mesh-a-service-discovery' } });
    expect(() => synth(chart)).toThrow(
      '[test/a/ServiceDiscoveryRole] Role "mcp-mesh-a-service-discovery" in namespace "mesh", which test/mine/Resource makes too: ' +
        'a cluster holds one object of a kind, name and namespace, so the second one applied would replace the first. ' +
        'Give one of them another serviceName or namespace; objects for another cluster belong in another App.',
    );
  });
});
