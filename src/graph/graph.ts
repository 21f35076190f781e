import { Beyond } from './beyond';
import { MeshGraph, Sheet, Sketch } from './boxes';
import { entrances } from './entrances';
import { inWords } from './words';
import { closedBy, Direction, End, policiesOver } from '../cluster/reachability';
import { Mesh, MeshPod } from '../rules/mesh';
import { AGENT_WITHOUT_REGISTRY } from '../rules/registration';
import { Scales } from '../rules/scales';
import { several } from '../rules/several';

export type { MeshGraph } from './boxes';

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
  const sketch = (kind: 'agent' | 'registry') => (pod: MeshPod): [MeshPod, Sketch] => {
    const { owner, namespace } = pod;
    const scale = scales.of(owner);
    const { least, most } = scale?.scaler ? scale : { least: owner.spec.replicas ?? 1, most: owner.spec.replicas ?? 1 };
    return [pod, {
      kind,
      name: owner.metadata.name,
      namespace,
      object: owner.kind,
      ...scale ? { replicas: least === most ? `${least}` : `${least}–${most}` } : {},
      ...kind === 'agent' ? { capabilities: mesh.capabilitiesOf(pod) } : {},
    }];
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
        const port = mesh.portOf(provider);
        sheet.arrow('needs', from, sketches.get(provider)!, { asks, closed: port === undefined ? [] : closedBy(mesh.cluster, agent, provider, port) });
      }
      if (providers.length === 0) {
        sheet.arrow('needs', from, external.includes(wanted.name)
          ? { kind: 'outside', name: wanted.name, details: ['an agent elsewhere'] }
          : { kind: 'missing', name: `nobody provides ${inWords(wanted)}` }, { asks });
      }
    }
  }
}

function drawRegistrations(sheet: Sheet, mesh: Mesh, sketches: Sketches): void {
  const lost = new Set(AGENT_WITHOUT_REGISTRY.find(mesh).map(({ object }) => object));
  for (const agent of mesh.agents) {
    const from = sketches.get(agent)!;
    const place = mesh.registryOf(agent);
    const ends: { to: Sketch; end: End; port: number }[] = (place?.endpoints ?? []).map(({ pod, port }) => ({
      to: sketches.get(pod as MeshPod) ?? { kind: 'registry', name: pod.owner.metadata.name, namespace: pod.namespace, object: pod.owner.kind },
      end: pod,
      port,
    }));
    for (const { to, end, port } of ends) {
      sheet.arrow('registers', from, to, { closed: closedBy(mesh.cluster, agent, end, port) });
    }
    if (place === undefined && lost.has(agent.owner)) {
      sheet.arrow('registers', from, { kind: 'missing', name: 'no registry URL' });
    } else if (place && ends.length === 0) {
      const { found, host, port } = place;
      const address = `${host}:${port}`;
      if (found && 'service' in found && Object.keys(found.service.manifest.spec?.selector ?? {}).length > 0) {
        sheet.arrow('registers', from, { kind: 'missing', name: `nothing answers at ${address}` });
      } else {
        sheet.arrow('registers', from, { kind: 'registry', name: address, details: ['not in these manifests'] },
          { closed: found && 'address' in found ? closedBy(mesh.cluster, agent, found.address, port) : [] });
      }
    }
  }
}

/** Whom no policy is over: the picture shows what policies close, and would seem to say that they do. */
function remarks({ cluster, agents, registries }: Mesh): string[] {
  const pods = [...registries, ...agents];
  const open = (direction: Direction) => pods.filter((pod) => policiesOver(cluster, pod, direction).length === 0);
  const [callable, calling] = [open('Ingress'), open('Egress')];
  if (pods.length > 0 && callable.length === pods.length && calling.length === pods.length) {
    return ['No NetworkPolicy closes anything: every pod of the cluster may call the registry and all agents.'];
  }
  const names = (found: MeshPod[]) => found.length === pods.length ? 'the whole mesh' : several(found.map(({ owner }) => owner.metadata.name).sort());
  return [
    ...callable.length ? [`No NetworkPolicy closes who may call ${names(callable)}.`] : [],
    ...calling.length ? [`No NetworkPolicy closes whom ${names(calling)} may call.`] : [],
  ];
}
