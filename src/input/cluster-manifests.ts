import { asWritten, isMade } from './as-written';
import { CLUSTER_RESOURCES, SYSTEM_NAMESPACES } from './cluster-resources';
import { ManifestFiles } from './manifest-files';
import { ReadObject } from './manifest-sets';
import { runTool, ToolResult } from './tools';
import { UnusableInput } from './unusable-input';
import { hasIdentity, IdentifiedObject } from '../kubernetes/object-identity';

/** Which cluster is read, and how much of it. */
export interface ClusterScope {
  /** A context of the user's configuration; the current one by default. */
  readonly context?: string;
  /** One namespace; all by default. */
  readonly namespace?: string;
}

/**
 * Reads what stands on a cluster, by `kubectl get` with the user's own rights. Nothing is changed. Objects are given as somebody may have
 * written them; those that controllers make are left out.
 */
export function readCluster(scope: ClusterScope): ManifestFiles {
  checkScope(scope);
  const forbidden: string[] = [];
  const get = (resource: string, isExtension: boolean, ...args: string[]): IdentifiedObject[] => {
    const result = kubectl(scope, resource, ...args);
    if (result.kind === 'output') {
      return objectsIn(result.text, resource);
    }
    if (result.kind === 'missing') {
      throw new UnusableInput('--cluster: kubectl is not installed, or not on the PATH');
    }
    if (/doesn't have a resource type/.test(result.message) && isExtension) {
      return [];
    }
    if (/forbidden|Unauthorized to list/i.test(result.message)) {
      forbidden.push(resource);
      return [];
    }
    throw new UnusableInput(`--cluster: kubectl get ${resource} fails: ${result.message}`);
  };
  const { namespace } = scope;
  const objects = [
    ...get('namespaces', false, ...(namespace === undefined ? [] : [`--field-selector=metadata.name=${namespace}`])),
    ...CLUSTER_RESOURCES.flatMap(({ name, isExtension }) =>
      get(name, isExtension, namespace === undefined ? '--all-namespaces' : `--namespace=${namespace}`),
    ),
  ];
  const where = `in the cluster${scope.context === undefined ? '' : ` of context ${scope.context}`}`;
  return {
    objects: objects
      .filter((each) => !isMade(each) && !(namespace === undefined && isOfSystem(each)))
      .map((object) => readObject(asWritten(object), where)),
    unreadable: [],
    skipped: [],
    rendered:
      forbidden.length === 0
        ? []
        : [`not read, because you may not list them: ${forbidden.join(', ')}; what they would show is unknown`],
  };
}

/** Values are a part of their option, so that none is taken for another one. */
function kubectl({ context }: ClusterScope, resource: string, ...args: string[]): ToolResult {
  const options = [
    '--output=json',
    '--request-timeout=60s',
    ...(context === undefined ? [] : [`--context=${context}`]),
  ];
  return runTool('kubectl', ['get', resource, ...args, ...options]);
}

function checkScope({ namespace }: ClusterScope): void {
  if (namespace !== undefined && !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)) {
    throw new UnusableInput(`--namespace ${namespace}: no namespace can have this name`);
  }
}

function isOfSystem({ metadata }: IdentifiedObject): boolean {
  return SYSTEM_NAMESPACES.some((each) => each === metadata.namespace);
}

function objectsIn(text: string, resource: string): IdentifiedObject[] {
  try {
    const { items } = JSON.parse(text) as { readonly items?: unknown };
    return Array.isArray(items) ? items.filter(hasIdentity) : [];
  } catch (error) {
    throw new UnusableInput(`--cluster: what kubectl get ${resource} writes is not JSON: ${(error as Error).message}`);
  }
}

/** In parentheses, as the standard input is: it is no file. */
const FILE = '(cluster)';
const START = { line: 1, column: 1 };

function readObject(object: IdentifiedObject, where: string): ReadObject {
  return { object, file: FILE, line: 1, where, source: { file: FILE, position: () => START, isRendered: true } };
}
