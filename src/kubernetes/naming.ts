import { createHash } from 'crypto';
import { IConstruct } from 'constructs';
import { refuse } from '../base/problem';

/** The label that must equal the Service's name, or an agent cannot find its own address (the guide's critical pattern). */
export const NAME_LABEL = 'app.kubernetes.io/name';

/** Distinguishes registries from agents; policies select by it. */
export const COMPONENT_LABEL = 'app.kubernetes.io/component';

/** Says which mesh an object belongs to, for whoever looks for objects that are no longer made. No selector contains it. */
export const PART_OF_LABEL = 'app.kubernetes.io/part-of';

/** On every Namespace since Kubernetes 1.22, set by the API server itself. */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';

const LABEL_VALUE_MAX = 63;

/** Prefix of the annotations that this library writes. */
export const ANNOTATION_PREFIX = 'cdk8s-mcp-mesh';

/** On pods: the registry that their images come from. */
export const IMAGE_REGISTRY_ANNOTATION = `${ANNOTATION_PREFIX}/image-registry`;

/** Followed by a rule's id: the annotation that switches the rule off for one object. Its value is the reason. */
export const IGNORE_ANNOTATION = `${ANNOTATION_PREFIX}/ignore-`;

/** The parts of a mesh and of what belongs to it, as the component label spells them. */
export type Component = 'registry' | 'agent' | 'consumer' | 'dashboard' | 'data-store';

/**
 * The labels that select a mesh workload's pods, in Services, workloads and policies.
 * Selectors are immutable on a cluster, so these two must never change.
 */
export function selectorLabels(name: string, component: Component): { [key: string]: string } {
  return { [NAME_LABEL]: name, [COMPONENT_LABEL]: component };
}

/**
 * The value of the part-of label of a mesh: the name and namespace of its registry, which no other mesh of a cluster has. It is cut
 * where a label's value would be too long, and stays one of a kind by a hash.
 */
export function partOfValue(name: string, namespace: string | undefined): string {
  const whole = namespace === undefined ? name : `${name}.${namespace}`;
  if (whole.length <= LABEL_VALUE_MAX) {
    return whole;
  }
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  return `${whole.slice(0, LABEL_VALUE_MAX - hash.length - 1)}-${hash}`;
}

/** The governing headless Service of a workload. */
export function headlessName(serviceName: string): string {
  return `${serviceName}-headless`;
}

/**
 * The names under which a Service can be reached.
 *
 * Use `short` in the same namespace, `namespaced` from other namespaces if the pod's resolver uses search domains
 * (`ndots` above 1), and `fqdn` everywhere.
 */
export class MeshDns {
  /** The Service's name: resolves within its namespace. */
  public readonly short: string;
  private readonly owner: IConstruct;
  private readonly namespace?: string;
  private readonly clusterDomain: string;
  private readonly scheme: string;
  private readonly port: number;

  /**
   * @param owner the construct that error messages name
   * @param options the parts of the names
   */
  constructor(owner: IConstruct, options: MeshDnsOptions) {
    this.owner = owner;
    this.short = options.serviceName;
    this.namespace = options.namespace;
    this.clusterDomain = options.clusterDomain;
    this.scheme = options.scheme;
    this.port = options.port;
  }

  /**
   * `<service>.<namespace>`.
   *
   * @throws when the namespace is not known.
   */
  public get namespaced(): string {
    return `${this.short}.${this.knownNamespace('namespaced')}`;
  }

  /**
   * `<service>.<namespace>.svc.<cluster domain>`, the name that resolves from every namespace and with any `ndots`.
   *
   * @throws when the namespace is not known.
   */
  public get fqdn(): string {
    return `${this.short}.${this.knownNamespace('fqdn')}.svc.${this.clusterDomain}`;
  }

  /**
   * `http://<fqdn>:<port>`.
   *
   * @throws when the namespace is not known.
   */
  public get url(): string {
    return `${this.scheme}://${this.short}.${this.knownNamespace('url')}.svc.${this.clusterDomain}:${this.port}`;
  }

  private knownNamespace(wanted: string): string {
    return (
      this.namespace ??
      refuse(this.owner, {
        given: `dns.${wanted} of "${this.short}", whose namespace is unknown`,
        rule: 'a full name needs the namespace (<service>.<namespace>.svc.<cluster domain>)',
        fix: 'Give the chart a namespace (new Chart(app, id, { namespace })) or the construct its own, or use dns.short within one namespace',
      })
    );
  }
}

/** Options of a `MeshDns`. */
export interface MeshDnsOptions {
  /** Name of the Service. */
  readonly serviceName: string;
  /**
   * The Service's namespace.
   *
   * @default - unknown; only the short name is available
   */
  readonly namespace?: string;
  /** The cluster's DNS domain, usually `cluster.local`. */
  readonly clusterDomain: string;
  /** `http` or `https`. */
  readonly scheme: string;
  /** The Service's port. */
  readonly port: number;
}
