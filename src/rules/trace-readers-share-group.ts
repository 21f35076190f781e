import { Fault, MOST_RELATED, Place, Rule } from './rule';
import { append } from '../base/append';
import { show } from '../base/problem';
import { variableField } from '../cluster/container-fields';
import { Replicas } from '../cluster/replicas';
import { POSTGRES_PORT, TRACE_GROUPS, Variable } from '../contract/contract';
import { isAtLeast, Release } from '../contract/runtimes';
import { releaseOfImage } from '../mesh/agent-runtimes';
import { isPostgres, shownDatabaseUrl } from '../mesh/database-urls';
import { Mesh, MeshPod, REGISTRY_IMAGE } from '../mesh/mesh';
import { shownVariable } from '../mesh/mesh-variables';
import { serverKey, traceServerOf } from '../mesh/redis-servers';

/** Redis hands each entry of a stream to one reader of a consumer group (XREADGROUP). The stream is `mesh:trace` for all. */
export const RULE: Rule = {
  id: 'trace-readers-share-group',
  title: 'Registries or dashboards share a consumer group of one Redis',
  severity: 'warning',
  find: (mesh) => {
    const replicas = new Replicas(mesh.cluster);
    const groups = new Map<string, Reader[]>();
    for (const reader of readersOf(mesh)) {
      append(groups, JSON.stringify([reader.server, reader.group]), reader);
    }
    return [...groups.values()].flatMap((readers) => {
      const each = [...new Map(readers.map((reader) => [identityOf(reader), reader])).values()];
      const some = each.slice(0, MOST_RELATED + 2);
      return readers.flatMap((reader): Fault[] => {
        const { most } = replicas.rangeOf(reader.pod.owner) ?? { most: 1 };
        const others = some.filter((other) => other !== reader && isRival(reader, other)).slice(0, MOST_RELATED);
        const isSplit = reader.kind === 'dashboard' && most > 1;
        return others.length > 0 || isSplit ? [fault(reader, others, most)] : [];
      });
    });
  },
};

/** A registry or a dashboard that reads spans. */
interface Reader {
  readonly kind: 'registry' | 'dashboard';
  readonly pod: MeshPod;
  readonly server: string;
  readonly group: string;
  readonly variable: string;
  /** Which agents a registry has; registries of one database are replicas of each other. Nothing if it is not known. */
  readonly mesh?: string;
}

function readersOf(mesh: Mesh): Reader[] {
  return [
    ...mesh.registries.flatMap((pod) => {
      const isOn = (pod.env[Variable.TRACING_ENABLED] ?? '').toLowerCase() === 'true';
      return isOn ? readerOf(mesh, pod, 'registry', Variable.TRACE_CONSUMER_GROUP) : [];
    }),
    ...mesh.dashboards.flatMap((pod) => {
      // The dashboard alone reads spans unless it is told not to.
      const isOn = /^(true)?$/i.test(shownVariable(mesh, pod, Variable.TRACING_ENABLED) ?? 'unknown');
      return isOn ? readerOf(mesh, pod, 'dashboard', Variable.UI_TRACE_CONSUMER_GROUP) : [];
    }),
  ];
}

function readerOf(mesh: Mesh, pod: MeshPod, kind: Reader['kind'], variable: string): Reader[] {
  const server = traceServerOf(mesh, pod);
  const group = groupOf(mesh, pod, kind, variable);
  return server === undefined || group === undefined
    ? []
    : [{ kind, pod, server, group, variable, mesh: databaseOf(mesh, pod) }];
}

/** The first release that takes a group of its own. */
const GROUPS_SINCE: Release = [3, 7, 0];

function groupOf(mesh: Mesh, pod: MeshPod, kind: Reader['kind'], variable: string): string | undefined {
  const release = REGISTRY_IMAGE.test(pod.main.image ?? '') ? releaseOfImage(pod.main.image) : undefined;
  const told = release && !isAtLeast(release, GROUPS_SINCE) ? '' : shownVariable(mesh, pod, variable);
  return told === undefined || told.includes('$(') ? undefined : told || TRACE_GROUPS[kind];
}

/** A database as far as two registries can be told apart by it: server and name of a Postgres, or the pod of a SQLite file. */
function databaseOf(mesh: Mesh, pod: MeshPod): string | undefined {
  const url = shownDatabaseUrl(mesh, pod);
  if (url === undefined) {
    return undefined;
  }
  const [, address, name] = /^[^:]+:\/\/(?:[^@/]*@)?([^/?]+)(\/[^?]*)?/.exec(url) ?? [];
  if (!isPostgres(url)) {
    return `${pod.namespace}/${pod.name}`;
  }
  const server = /:\d+$/.test(address ?? '') ? address : `${address}:${POSTGRES_PORT}`;
  return address === undefined || address.includes('$(') ? undefined : `${serverKey(mesh, pod, server)}${name ?? ''}`;
}

/** The same for registries of one database. */
function identityOf({ kind, pod, mesh }: Reader): string {
  return kind === 'registry' && mesh !== undefined ? mesh : `${pod.namespace}/${pod.name}`;
}

/** Whether one reader takes spans that the other should have. */
function isRival(one: Reader, other: Reader): boolean {
  return one.kind === 'dashboard' || other.kind === 'dashboard'
    ? true
    : one.mesh !== undefined && other.mesh !== undefined && one.mesh !== other.mesh;
}

function fault({ kind, pod, group, variable }: Reader, others: Reader[], most: number): Fault {
  const { owner, main } = pod;
  const first = others[0]?.pod.owner;
  const more = others.length > 1 ? ' and others' : '';
  const who = first ? `${first.kind} ${show(first.metadata.name)}${more}` : `each of up to ${most} replicas`;
  return {
    object: owner,
    field: variableField(owner, main, variable),
    related: others.map((other): Place => {
      const { owner: object, main: container } = other.pod;
      return { object, field: variableField(object, container, other.variable) };
    }),
    given: `the ${kind} reads spans as consumer group ${show(group)}, as ${who} ${first && more === '' ? 'does' : 'do'} from the same Redis`,
    rule: 'Redis hands each span to one reader of a group, so each of them shows a part of the traces',
    fix: first
      ? `Set ${variable} to a name of its own, from 3.7 on, or give each mesh a Redis of its own`
      : `Run one replica, or a second dashboard with another ${variable}`,
  };
}
