// Generated meshes, the same for the same seed.
import * as fc from 'fast-check';
import { anyMesh } from '../../test/support/any-mesh';
import { problems } from '../../test/support/api-model';
import { Manifest } from '../../test/support/manifests';
import { build, MeshPlan, OTHERS } from '../../test/support/mesh-plans';
import { MeshView } from '../../test/support/mesh-view';

export const SEED = Number(process.env.SEED ?? 20260901);
export const MESHES = Number(process.env.MESHES ?? 300);

/** Policies of others, of the forms that ours do not have: no types, a range, a named port, expressions, exceptions. */
export const ODD: Manifest[] = [
  {
    podSelector: { matchExpressions: [{ key: 'app.kubernetes.io/component', operator: 'In', values: ['agent'] }] },
    ingress: [
      {
        from: [
          {
            namespaceSelector: {
              matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['two'] }],
            },
          },
        ],
        ports: [{ port: 'main' }, { port: 9000, endPort: 9010, protocol: 'UDP' }],
      },
    ],
  },
  {
    podSelector: { matchLabels: { 'app.kubernetes.io/component': 'registry' } },
    egress: [{ to: [{ ipBlock: { cidr: '8.0.0.0/8', except: ['8.8.0.0/16'] } }] }],
  },
  { podSelector: { matchLabels: { 'app.kubernetes.io/component': 'registry' } }, ingress: [{}], egress: [] },
].map((spec, i) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: `odd-${i}`, namespace: 'elsewhere' },
  spec,
}));

/** A plan of a mesh, by its number among all that were drawn. */
export interface NumberedPlan {
  readonly number: number;
  readonly plan: MeshPlan;
}

/** More plans than meshes that are wanted, since the library refuses some. */
export function plans(): NumberedPlan[] {
  return fc.sample(anyMesh, { seed: SEED, numRuns: 4 * MESHES }).map((plan, number) => ({ number, plan }));
}

/** What a plan becomes on a cluster where others live too; nothing if it is refused, or makes no policy. */
export function viewOf(plan: MeshPlan, isStrict: boolean, odd: Manifest[]): MeshView | undefined {
  let objects: Manifest[];
  try {
    const { app } = build({ ...plan, policy: { ...plan.policy, strict: isStrict } });
    app.synthYaml();
    objects = app.charts.flatMap((chart) => chart.toJson());
  } catch {
    return undefined; // refused, which properties.slow.test.ts judges
  }
  if (problems(objects).length > 0 || !objects.some(({ kind }) => kind === 'NetworkPolicy')) {
    return undefined;
  }
  const secrets = [...new Set(objects.map(({ metadata }) => metadata.namespace))].map((namespace) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'db', namespace },
    stringData: { password: 'x' },
  }));
  return new MeshView(objects, { clusterDomain: plan.clusterDomain, others: [...OTHERS, ...odd, ...secrets] });
}

/** Does something for each of a list, some at a time. */
export async function forEach<T>(items: T[], act: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const work = async () => {
    for (let item = waiting.shift(); item; item = waiting.shift()) {
      await act(item);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
}
