import { Manifest } from './manifests';
import { expectSound } from './sound-faults';
import { describeObject } from '../../src/api/kubernetes-object';
import { check, CheckOptions } from '../../src/check/check';
import { Rule } from '../../src/rules/rule';

/* A mesh of hand-written objects, as small as the rules allow. */

/** What one rule says of objects, each with the object in front. */
export function said(rule: Rule, objects: Manifest[], options?: CheckOptions): string[] {
  const find = (of: Manifest[]) =>
    check(
      of.map((object) => ({ object })),
      options,
    ).filter((finding) => finding.rule === rule);
  const findings = find(objects);
  expectSound(findings, objects, find);
  return findings.map(({ object, message }) => `${describeObject(object)}: ${message}`);
}

const NAME = 'app.kubernetes.io/name';

/** What a workload of these tests may be told, in the words of Kubernetes. */
export interface WorkloadParts {
  readonly namespace?: string;
  readonly labels?: { [key: string]: string };
  readonly annotations?: { [key: string]: string };
  readonly podAnnotations?: { [key: string]: string };
  readonly image?: string;
  readonly env?: Manifest[];
  readonly container?: Manifest;
  readonly pod?: Manifest;
  readonly port?: number;
  readonly replicas?: number;
}

export function deployment(name: string, parts: WorkloadParts = {}): Manifest {
  const {
    namespace = 'mesh',
    labels,
    annotations,
    podAnnotations,
    image = `registry.example.com/${name}:1.4.2`,
    env,
    container,
    pod,
    port = 8080,
    replicas,
  } = parts;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, annotations },
    spec: {
      replicas,
      selector: { matchLabels: { [NAME]: name } },
      template: {
        metadata: { labels: { [NAME]: name, ...labels }, annotations: podAnnotations },
        spec: {
          containers: [{ name: 'main', image, env, ports: [{ name: 'http', containerPort: port }], ...container }],
          ...pod,
        },
      },
    },
  };
}

export const variable = (name: string, value: string) => ({ name, value });

/** An agent that is told a URL; without one, nothing of a registry. */
export function agent(
  name: string,
  url: string | undefined = 'http://mcp-mesh-registry:8000',
  parts: WorkloadParts = {},
): Manifest {
  const env = [
    variable('MCP_MESH_AGENT_NAME', name),
    ...(url ? [variable('MCP_MESH_REGISTRY_URL', url)] : []),
    ...(parts.env ?? []),
  ];
  return deployment(name, { ...parts, env });
}

/** What an agent offers and asks, as it is recorded. */
export function recorded(capabilities: unknown[], dependencies: unknown[] = []): { [key: string]: string } {
  return {
    'cdk8s-mcp-mesh/capabilities': JSON.stringify(capabilities),
    'cdk8s-mcp-mesh/dependencies': JSON.stringify(dependencies),
  };
}

export function registry(parts: WorkloadParts = {}): Manifest {
  return deployment('mcp-mesh-registry', { image: 'mcpmesh/registry:3.7.1', port: 8000, ...parts });
}

export function service(name: string, spec: Manifest = {}, namespace: string = 'mesh'): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: { [NAME]: name }, ports: [{ port: 8080, targetPort: 'http' }], ...spec },
  };
}

export function registryService(spec: Manifest = {}, namespace?: string): Manifest {
  return service('mcp-mesh-registry', { ports: [{ port: 8000, targetPort: 'http' }], ...spec }, namespace);
}

/** The registry with its Service. */
export const REGISTRY = [registry(), registryService()];

export function policy(name: string, spec: Manifest, namespace: string = 'mesh'): Manifest {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec };
}

/** A selector of the pods of one workload. */
export const named = (name: string) => ({ matchLabels: { [NAME]: name } });

/** TCP ports of a policy's rule. */
export const tcp = (...ports: (number | string)[]) => ports.map((port) => ({ protocol: 'TCP', port }));

export const DNS_RULE = {
  to: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
  ports: [{ protocol: 'UDP', port: 53 }],
};
