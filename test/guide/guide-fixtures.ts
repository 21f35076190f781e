import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { MeshRegistry } from '../../src';
import { Manifest, meshChart, synth } from '../support/manifests';

/** Where an object of ours comes from. */
export type Origin = 'service-discovery' | 'istio-routing' | 'headless registry';

/** A part of the guide and the part of our output that answers it. */
export interface Counterpart {
  readonly fixture: string;
  /** `Kind/name` of a whole object; a fragment has none and is asked of every agent. */
  readonly object?: string;
  readonly origin: Origin;
  readonly guide: Manifest;
  readonly ours: Manifest;
  readonly title: string;
}

const FIXTURES = join(__dirname, 'fixtures');

/** Names of all fixtures. */
export function fixtures(): string[] {
  return readdirSync(FIXTURES).sort();
}

/** The guide's manifests (or the fragment) of one fixture. */
export function guide(fixture: string): Manifest[] {
  return documents(join(FIXTURES, fixture));
}

/** The guide's object of a kind in one fixture. */
export function guideObject(fixture: string, kind: string): Manifest {
  return guide(fixture).find((object) => object.kind === kind);
}

/** All objects of ours of one origin. */
export function ours(origin: Origin): Manifest[] {
  return origin === 'headless registry' ? headlessRegistry().objects : exampleManifests(origin);
}

/** The registry that gives the guide's `registry-0.registry-headless`. */
export function headlessRegistry(): { registry: MeshRegistry; objects: Manifest[] } {
  const chart = meshChart({ namespace: 'mcp-mesh' });
  const registry = new MeshRegistry(chart, 'registry', { serviceName: 'registry', headless: true });
  return { registry, objects: synth(chart) };
}

/** The workloads of all agents. */
export function agents(objects: Manifest[]): Manifest[] {
  return workloads(objects).filter(({ metadata }) => metadata.labels['app.kubernetes.io/component'] === 'agent');
}

/** All Deployments and StatefulSets. */
export function workloads(objects: Manifest[]): Manifest[] {
  return objects.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
}

/** Every part of the guide beside the part of ours that answers it. */
export function counterparts(): Counterpart[] {
  return fixtures().flatMap((fixture) =>
    guide(fixture).flatMap((part) => (part.kind ? [whole(fixture, part)] : fragment(fixture, part))),
  );
}

const ORIGINS: { [fixture: string]: Origin } = {
  'istio.yaml': 'istio-routing',
  'registry-headless-service.yaml': 'headless registry',
};

function whole(fixture: string, part: Manifest): Counterpart {
  const origin = ORIGINS[fixture] ?? 'service-discovery';
  const object = `${part.kind}/${part.metadata.name}`;
  const found = ours(origin).find(({ kind, metadata }) => kind === part.kind && metadata.name === part.metadata.name);
  return { fixture, object, origin, guide: part, ours: found, title: `${fixture}, ${object}` };
}

/** What of a workload each fragment is about. */
const SUBJECTS: { [fixture: string]: (workload: Manifest) => Manifest } = {
  'discovery-env.yaml': (workload) => workload.spec.template.spec.containers[0],
  'dns-fix.yaml': (workload) => workload.spec.template,
  'wait-for-registry.yaml': (workload) => workload.spec.template,
  'naming-labels.yaml': (workload) => workload,
};

function fragment(fixture: string, part: Manifest): Counterpart[] {
  // The labels are hello-world's; the rule behind them is a test of its own, for every agent.
  const meant = (workload: Manifest) =>
    fixture !== 'naming-labels.yaml' || workload.metadata.name === 'mcp-mesh-hello-world';
  return (['service-discovery', 'istio-routing'] as const).flatMap((origin) =>
    agents(ours(origin))
      .filter(meant)
      .map((workload) => ({
        fixture,
        origin,
        guide: part,
        ours: SUBJECTS[fixture](workload),
        title: `${fixture}, ${workload.metadata.name} of ${origin}`,
      })),
  );
}

/**
 * JSON pointers of the guide's fields that ours does not have. Items of a list go by their name, or by protocol and
 * port; where each side has one item, the two are compared whatever they are called. A list in another order is
 * named itself. A missing branch stands for all fields in it.
 */
export function missing(theirs: Manifest, own: Manifest, at = ''): string[] {
  if (isLeaf(theirs)) {
    return JSON.stringify(theirs) === JSON.stringify(own) ? [] : [at];
  }
  if (own === undefined || isLeaf(own)) {
    return [at];
  }
  if (!Array.isArray(theirs)) {
    return Object.entries(theirs).flatMap(([key, value]) => missing(value, own[key], `${at}/${escaped(key)}`));
  }
  const places = theirs.map((item, i) => partner(own, keyOf(item, i), theirs)).filter((place) => place >= 0);
  const inOrder = places.every((place, i) => i === 0 || places[i - 1] < place);
  return [
    ...(inOrder ? [] : [at]),
    ...theirs.flatMap((item, i) =>
      missing(item, own[partner(own, keyOf(item, i), theirs)], `${at}/${escaped(keyOf(item, i))}`),
    ),
  ];
}

/** Whether ours has what a pointer names, and the guide has not. */
export function isAddition(theirs: Manifest, own: Manifest, pointer: string): boolean {
  let [there, here] = [theirs, own];
  for (const key of pointer.split('/').slice(1).map(unescaped)) {
    const place = Array.isArray(here) ? here.findIndex((item, i) => keyOf(item, i) === key) : key;
    there = Array.isArray(there) ? there[partner(there, key, here)] : there?.[key];
    here = here?.[place];
  }
  return here !== undefined && there === undefined;
}

function partner(list: Manifest[], key: string, other: Manifest[]): number {
  const place = list.findIndex((item, i) => keyOf(item, i) === key);
  return place < 0 && list.length === 1 && other.length === 1 ? 0 : place;
}

function keyOf(item: Manifest, i: number): string {
  return item.name ?? (item.port === undefined ? `${i}` : `${item.protocol ?? 'TCP'}:${item.port}`);
}

/** A value, a list of values (which is compared as one), or something empty, which says something by being empty. */
function isLeaf(value: Manifest): boolean {
  return (
    typeof value !== 'object' ||
    value === null ||
    Object.values(value).length === 0 ||
    (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
  );
}

function escaped(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}

function unescaped(key: string): string {
  return key.replace(/~1/g, '/').replace(/~0/g, '~');
}

function exampleManifests(example: string): Manifest[] {
  const folder = join(__dirname, '..', '..', 'examples', example, 'manifests');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) => documents(join(folder, file)));
}

function documents(file: string): Manifest[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS({ maxAliasCount: 0 }));
}
