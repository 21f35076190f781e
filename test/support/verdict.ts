import { App } from 'cdk8s';
import { problems } from './api-model';
import { Manifest } from './manifests';
import { build, BuiltMesh, MeshPlan, OTHERS, OUTSIDE_ADDRESS, OUTSIDER, PeerPlan } from './mesh-plans';
import { describeEnd, MeshView } from './mesh-view';
import { broken, leadsTo } from './promises';
import { mayReach } from '../../src/cluster/reachability';

/** What came of a plan. */
export interface Verdict {
  /** The one error that refused it. */
  readonly refusal?: string;
  /** What is wrong with the error, or with the objects. */
  readonly wrong: string[];
}

/** What a refusal looks like: the construct's path and the problem, or what cdk8s collected of such. */
const REFUSAL = /^\[[^\]]+\] .{20,}$/;
const VALIDATION = /^Validation failed with the following errors:\n( {2}\[[^\]]+\] .{20,}(\n|$))+$/;

/** Builds, synthesises (twice) and judges a mesh. */
export function judge(plan: MeshPlan): Verdict {
  let mesh: BuiltMesh;
  try {
    mesh = build(plan);
  } catch (error) {
    return refused(error as Error, REFUSAL);
  }
  let text: string;
  try {
    text = mesh.app.synthYaml();
  } catch (error) {
    return refused(error as Error, VALIDATION);
  }
  return {
    wrong: [
      ...(text === mesh.app.synthYaml() ? [] : ['the second synthesis differs from the first']),
      ...faults(plan, mesh),
    ],
  };
}

function refused({ message }: Error, form: RegExp): Verdict {
  return { refusal: message, wrong: form.test(message) ? [] : [`unclear: ${message}`] };
}

function faults(plan: MeshPlan, mesh: BuiltMesh): string[] {
  const { app, podHosts } = mesh;
  const objects = objectsOf(app);
  const unfit = problems(objects);
  if (unfit.length > 0) {
    return unfit;
  }
  const view = new MeshView(objects, {
    clusterDomain: plan.clusterDomain,
    strict: plan.policy?.strict,
    others: [...OTHERS, ...secrets(objects)],
  });
  const lost = podHosts.filter(
    ([host, name]) => !view.cluster.pods.some((pod) => pod.name === name && leadsTo(view, host, pod)),
  );
  const names = plan.agents.map(({ agentName }, i) => agentName ?? `agent-${i}`);
  const renamed = view.agents.filter(({ env }) => !names.includes(env.MCP_MESH_AGENT_NAME));
  return [
    ...broken(view),
    ...wrongPeers(plan, mesh, view),
    ...renamed.map(({ name, env }) => `${name} is known as ${env.MCP_MESH_AGENT_NAME}, which nobody called it`),
    ...lost.map(([host]) => `podHost ${host} leads nowhere`),
  ];
}

/** Who was named as a peer gets through on those ports, and who was not does not. */
function wrongPeers({ policy = {}, registries }: MeshPlan, { agents }: BuiltMesh, view: MeshView): string[] {
  const { cluster } = view;
  const outsider = cluster.pod(OUTSIDER.name, OUTSIDER.namespace);
  return agents.flatMap(({ plan, made }) => {
    const pods = view.agents.filter(
      ({ owner, namespace }) =>
        owner.metadata.name === made.serviceName && namespace === (made.namespace ?? cluster.defaultNamespace),
    );
    const { externalCapabilities = [], externalProviders = [] } = registries[plan.registry % registries.length];
    const asksElsewhere = made.dependencies.some((name) => externalCapabilities.includes(name));
    // One policy over all agents of a namespace opens the ports of them all, and one over an agent its own.
    const neighbours = policy.strict
      ? [made]
      : agents
          .map((each) => each.made)
          .filter(({ registry, namespace }) => registry === made.registry && namespace === made.namespace);
    const callers = [
      ...(plan.ingress ?? []).map((peer) => ({ ...peer, ports: [peer.port ?? made.port] })),
      ...(policy.ingressFrom ?? []).map((peer) => ({
        ...peer,
        ports: peer.port === undefined ? neighbours.map(({ port }) => port) : [peer.port],
      })),
    ];
    const callees = [
      ...(plan.egress ?? []),
      ...(policy.egressTo ?? []),
      ...(asksElsewhere || !policy.strict ? externalProviders : []),
    ];
    const ports = [...new Set([made.port, ...[...callers, ...callees].flatMap((peer) => peer.port ?? [])])];
    const ends = [
      { isEnd: ({ who }: PeerPlan) => who !== 'address', end: outsider },
      { isEnd: ({ who }: PeerPlan) => who === 'address', end: OUTSIDE_ADDRESS },
    ];
    return pods.flatMap((pod) =>
      ends.flatMap(({ isEnd, end }) =>
        ports.flatMap((port) => {
          const isCaller = callers.some((peer) => isEnd(peer) && peer.ports.includes(port));
          const isCallee = callees.some((peer) => isEnd(peer) && peer.port === port);
          return [
            ...(mayReach(cluster, end, pod, port) === isCaller ? [] : [`${describeEnd(end)} → ${pod.name}:${port}`]),
            ...(mayReach(cluster, pod, end, port) === isCallee ? [] : [`${pod.name} → ${describeEnd(end)}:${port}`]),
          ].map((wrong) => `a peer that was named gets through, and no other: ${wrong}`);
        }),
      ),
    );
  });
}

function objectsOf(app: App): Manifest[] {
  return app.charts.flatMap((chart) => chart.toJson());
}

/** The database's Secret, in every namespace that could have a registry. */
function secrets(objects: Manifest[]): Manifest[] {
  const namespaces = new Set(objects.map(({ metadata }) => metadata.namespace));
  return [...namespaces].map((namespace) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'db', namespace },
    stringData: { password: 'x' },
  }));
}
