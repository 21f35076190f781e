import { App } from 'cdk8s';
import { problems } from './api-model';
import { Manifest } from './manifests';
import { build, BuiltMesh, MeshPlan, OTHERS } from './mesh-plans';
import { MeshView } from './mesh-view';
import { broken, leadsTo } from './promises';

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

function faults(plan: MeshPlan, { app, podHosts }: BuiltMesh): string[] {
  const objects = objectsOf(app);
  const unfit = problems(objects);
  if (unfit.length > 0) {
    return unfit;
  }
  const view = new MeshView(objects, { clusterDomain: plan.clusterDomain, others: [...OTHERS, ...secrets(objects)] });
  const lost = podHosts.filter(
    ([host, name]) => !view.cluster.pods.some((pod) => pod.name === name && leadsTo(view, host, pod)),
  );
  const names = plan.agents.map(({ agentName }, i) => agentName ?? `agent-${i}`);
  const renamed = view.agents.filter(({ env }) => !names.includes(env.MCP_MESH_AGENT_NAME));
  return [
    ...broken(view),
    ...renamed.map(({ name, env }) => `${name} is known as ${env.MCP_MESH_AGENT_NAME}, which nobody called it`),
    ...lost.map(([host]) => `podHost ${host} leads nowhere`),
  ];
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
