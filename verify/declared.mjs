// What the workloads of an example declare about who may reach whom, by their labels, ports and annotations. Reads no policy.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';
import { objectsIn, podTemplate } from './manifests.mjs';

/** What an annotation of the library lists, each with its name and tags, and a version or a range where one is given. */
const listed = ({ metadata }, what) => JSON.parse(metadata.annotations?.[`cdk8s-mcp-mesh/${what}`] ?? '[]')
  .map((entry) => (typeof entry === 'string' ? { name: entry, tags: [] } : { tags: [], ...entry }));

/** MCP Mesh's tags: `x` must be there, `-x` must not, `+x` is only preferred. A capability is 1.0.0 unless it says otherwise. */
const provides = (capability, wanted) => capability.name === wanted.name
  && semver.satisfies(capability.version ?? '1.0.0', wanted.versionRange ?? '*')
  && wanted.tags.every((tag) => (
    tag.startsWith('+') || (tag.startsWith('-') ? !capability.tags.includes(tag.slice(1)) : capability.tags.includes(tag))));

/** The workloads of a folder, with what they say of themselves. */
const workloadsIn = (folder) => objectsIn(folder).filter(podTemplate).map((object) => {
  const { metadata, spec } = podTemplate(object);
  return {
    namespace: object.metadata.namespace,
    short: object.metadata.name,
    name: `${object.metadata.namespace}/${object.metadata.name}[${object.kind}]`,
    component: metadata.labels['app.kubernetes.io/component'],
    ports: spec.containers.flatMap((container) => container.ports ?? []).map(({ containerPort, protocol = 'TCP' }) => `${protocol} ${containerPort}`),
    capabilities: listed(object, 'capabilities'),
    dependencies: listed(object, 'dependencies'),
  };
});

const read = (file) => JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'));

/**
 * Agents talk with each other and with their registry, and everybody asks DNS. By default one policy holds for all agents,
 * and opens the ports of all. Where declared.json says "by dependency", an agent reaches the providers of what it depends
 * on, and their ports alone, and the registry calls nobody. Where it names a file, that file lists every connection but those
 * to DNS. A discovery test calls all of them, and nobody calls it.
 */
export function declared(example, folder) {
  const { agents: mode, edges, also = [] } = read('declared.json')[example] ?? {};
  const workloads = workloadsIn(folder);
  const of = (component) => workloads.filter((workload) => workload.component === component);
  const open = (from, to) => {
    const any = [...new Set(to.flatMap((target) => target.ports))];
    return from.flatMap((src) => to.filter((dst) => dst !== src).flatMap((dst) => any.map((port) => ({ src: src.name, dst: dst.name, port }))));
  };
  const [agents, registries, dashboards, tests] = [of('agent'), of('registry'), of('dashboard'), of('test')];
  const dns = [{ name: 'kube-system/coredns[Deployment]', ports: ['UDP 53', 'TCP 53'] }];
  const calls = () => {
    if (edges) {
      return [];
    }
    const between = mode === 'by dependency'
      ? agents.flatMap((agent) => agents
        .filter(({ capabilities }) => agent.dependencies.some((wanted) => capabilities.some((capability) => provides(capability, wanted))))
        .flatMap((provider) => open([agent], [provider])))
      : [...open(agents, agents), ...open(registries, agents)];
    return [...between, ...open(agents, registries)];
  };
  const called = (name) => workloads.find(({ short }) => short === name)?.name ?? name;
  return {
    workloads,
    pairs: [
      ...calls(), ...open([...agents, ...registries, ...dashboards, ...tests], dns),
      ...[...agents, ...registries].flatMap((target) => open(tests, [target])),
      ...[...(edges ? read(edges) : []), ...also].map(([src, dst, port]) => ({ src: called(src), dst: called(dst), port })),
    ],
  };
}
