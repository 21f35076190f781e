import { closedEnds } from './blocked-directions';
import { entrances } from './entrances';
import { Beyond } from './external-targets';
import { MeshGraph, Sheet, Sketch } from './graph-builder';
import { inWords } from './label-text';
import { Direction, policiesOver } from '../cluster/reachability';
import { Mesh, MeshPod, Place } from '../mesh/mesh';
import { hasOtherPolicies } from '../mesh/reach';
import { Scales } from '../mesh/scales';
import { several } from '../mesh/several';
import { AGENT_WITHOUT_REGISTRY } from '../rules/registration';

export type { MeshGraph } from './graph-builder';

/** Who is in a mesh, who needs whom, and what policies open and close: what pictures are drawn of. */
export function meshGraph(mesh: Mesh): MeshGraph {
  const sheet = new Sheet();
  const sketches = sketchesOf(mesh);
  sketches.forEach((sketch) => sheet.box(sketch));
  drawDependencies(sheet, mesh, sketches);
  drawRegistrations(sheet, mesh, sketches);
  const beyond = new Beyond(mesh);
  for (const [pod, sketch] of sketches) {
    beyond.from(pod).forEach(({ to, closed }) => sheet.arrow('reaches', sketch, to, { closed }));
  }
  for (const { from, pod, closed } of entrances(mesh)) {
    sheet.arrow('enters', from, sketches.get(pod)!, { closed });
  }
  return sheet.graph(remarks(mesh));
}

type Sketches = Map<MeshPod, Sketch>;

function sketchesOf(mesh: Mesh): Sketches {
  const scales = new Scales(mesh.cluster);
  const sketch =
    (kind: 'agent' | 'registry') =>
    (pod: MeshPod): [MeshPod, Sketch] => {
      const { owner, namespace } = pod;
      const scale = scales.of(owner);
      const { least, most } = scale?.scaler
        ? scale
        : { least: owner.spec.replicas ?? 1, most: owner.spec.replicas ?? 1 };
      return [
        pod,
        {
          kind,
          name: owner.metadata.name,
          namespace,
          object: owner.kind,
          ...(scale ? { replicas: most > least ? `${least}–${most}` : `${least}` } : {}),
          ...(kind === 'agent' ? { capabilities: mesh.capabilitiesOf(pod) } : {}),
        },
      ];
    };
  return new Map([...mesh.registries.map(sketch('registry')), ...mesh.agents.map(sketch('agent'))]);
}

function drawDependencies(sheet: Sheet, mesh: Mesh, sketches: Sketches): void {
  for (const agent of mesh.agents) {
    const from = sketches.get(agent)!;
    const external = mesh.externalCapabilities(agent);
    for (const { wanted, providers } of mesh.dependenciesOf(agent)) {
      const asks = [wanted];
      for (const provider of providers) {
        sheet.arrow('needs', from, sketches.get(provider)!, {
          asks,
          closed: closedEnds(mesh.cluster, agent, provider, portsOf(mesh, provider)),
        });
      }
      if (providers.length === 0) {
        // Of a registry that is not shown, others may have agents.
        const elsewhere = external.includes(wanted.name)
          ? 'an agent elsewhere'
          : mesh.registryOf(agent)?.endpoints.length
            ? undefined
            : 'not in these manifests';
        sheet.arrow(
          'needs',
          from,
          elsewhere === undefined
            ? { kind: 'missing', name: `nobody provides ${inWords(wanted)}` }
            : { kind: 'outside', name: wanted.name, details: [elsewhere] },
          { asks },
        );
      }
    }
  }
}

/** The ports at which others call an agent: behind the address that it advertises, or the one that it listens on. */
function portsOf(mesh: Mesh, provider: MeshPod): number[] {
  const behind = (mesh.advertised(provider)?.endpoints ?? [])
    .filter(({ pod }) => pod === provider)
    .map(({ port }) => port);
  const listening = mesh.portOf(provider);
  return behind.length > 0 ? behind : listening === undefined ? [] : [listening];
}

function drawRegistrations(sheet: Sheet, mesh: Mesh, sketches: Sketches): void {
  const lost = new Set(AGENT_WITHOUT_REGISTRY.find(mesh).map(({ object }) => object));
  for (const agent of mesh.agents) {
    const from = sketches.get(agent)!;
    const place = mesh.registryOf(agent);
    for (const { pod, port } of place?.endpoints ?? []) {
      const to = sketches.get(pod as MeshPod) ?? {
        kind: 'registry',
        name: pod.owner.metadata.name,
        namespace: pod.namespace,
        object: pod.owner.kind,
      };
      sheet.arrow('registers', from, to, { closed: closedEnds(mesh.cluster, agent, pod, [port]) });
    }
    if (place === undefined && lost.has(agent.owner)) {
      sheet.arrow('registers', from, { kind: 'missing', name: 'no registry URL' });
    } else if (place && place.endpoints.length === 0) {
      drawRegistryElsewhere(sheet, mesh, { agent, from, place });
    }
  }
}

function drawRegistryElsewhere(
  sheet: Sheet,
  { cluster }: Mesh,
  { agent, from, place }: { agent: MeshPod; from: Sketch; place: Place },
): void {
  const { found, host, port } = place;
  // A Service without a selector may have endpoints that somebody writes.
  const isNobody = found && 'service' in found && Object.keys(found.service.manifest.spec?.selector ?? {}).length > 0;
  sheet.arrow(
    'registers',
    from,
    isNobody
      ? { kind: 'missing', name: `nothing answers at ${host}:${port}` }
      : { kind: 'registry', name: `${host}:${port}`, details: ['not in these manifests'] },
    {
      closed: found && 'address' in found ? closedEnds(cluster, agent, found.address, [port]) : [],
    },
  );
}

/** Whom no policy is over: the picture shows what policies close, and would seem to say that they do. */
function remarks({ cluster, agents, registries }: Mesh): string[] {
  const pods = [...registries, ...agents];
  if (pods.length === 0) {
    return ['There are no agents and no registry in these manifests.'];
  }
  const open = (direction: Direction) =>
    pods.filter(
      (pod) => policiesOver(cluster, pod, direction).length === 0 && !hasOtherPolicies(cluster, pod.namespace),
    );
  const [callable, calling] = [open('Ingress'), open('Egress')];
  if (callable.length === pods.length && calling.length === pods.length) {
    return ['No NetworkPolicy closes anything: every pod of the cluster may call the registry and all agents.'];
  }
  const names = (found: MeshPod[]) =>
    found.length === pods.length ? 'the whole mesh' : several(found.map(({ owner }) => owner.metadata.name).sort());
  return [
    ...(callable.length ? [`No NetworkPolicy closes who may call ${names(callable)}.`] : []),
    ...(calling.length ? [`No NetworkPolicy closes whom ${names(calling)} may call.`] : []),
  ];
}
