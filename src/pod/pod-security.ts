import { k8s } from 'cdk8s-plus-28';
import { definedFields } from '../base/defined-fields';

/*
 * Pod Security "restricted", and what hardening tools ask for in addition.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */

/**
 * MCP Mesh's images name their user by name, which runAsNonRoot cannot check, so the pod gives a number. Above 10000,
 * because a small id may belong to somebody on the node.
 */
const USER = 10001;

/** What "restricted" demands of every container. */
const RESTRICTED_CONTEXT: k8s.SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
};

/** The context of the library's own containers. */
const HARDENED_CONTEXT: k8s.SecurityContext = { ...RESTRICTED_CONTEXT, readOnlyRootFilesystem: true };

const DEFAULT_IDS: k8s.PodSecurityContext = { runAsUser: USER, runAsGroup: USER, fsGroup: USER };

/** The context of a pod. A user's own context decides the ids, also by leaving them out. */
export function podSecurityContext(own?: k8s.PodSecurityContext): k8s.PodSecurityContext {
  return {
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
    ...(own ? definedFields(own) : DEFAULT_IDS),
  };
}

/** The context of a container of the library's own. A user's own context replaces it field by field. */
export function containerSecurityContext(own: k8s.SecurityContext = {}): k8s.SecurityContext {
  return laidOver(HARDENED_CONTEXT, own);
}

function laidOver(context: k8s.SecurityContext, own: k8s.SecurityContext = {}): k8s.SecurityContext {
  const capabilities = { ...context.capabilities, ...definedFields(own.capabilities ?? {}) };
  return { ...context, ...definedFields(own), capabilities };
}

/** A user's extra container, with its own context laid over a restricted one field by field. */
export function withSecurityContext(container: k8s.Container): k8s.Container {
  return { ...container, securityContext: laidOver(RESTRICTED_CONTEXT, container.securityContext) };
}

/** Small, because every agent gets them. `resources: {}` removes them. */
export const DEFAULT_RESOURCES: k8s.ResourceRequirements = {
  requests: quantities({ cpu: '100m', memory: '128Mi', 'ephemeral-storage': '64Mi' }),
  limits: quantities({ cpu: '1', memory: '512Mi', 'ephemeral-storage': '1Gi' }),
};

/** The resources of a container: the user's own or the default, with more of the user's laid over them one by one. */
export function resourcesOf({
  resources = DEFAULT_RESOURCES,
  moreResources,
}: ResourceOptions): k8s.ResourceRequirements {
  return moreResources ? laidOverResources(resources, moreResources) : resources;
}

interface ResourceOptions {
  readonly resources?: k8s.ResourceRequirements;
  readonly moreResources?: k8s.ResourceRequirements;
}

export function laidOverResources(
  resources: k8s.ResourceRequirements,
  more: k8s.ResourceRequirements,
): k8s.ResourceRequirements {
  return {
    ...resources,
    ...definedFields(more),
    ...(['requests', 'limits'] as const).reduce((both, field) => {
      const values = { ...resources[field], ...definedFields(more[field] ?? {}) };
      return Object.keys(values).length > 0 ? { ...both, [field]: values } : both;
    }, {}),
  };
}

/** Resources, or nothing for `{}`, by which users remove the defaults. */
export function resourcesUnlessEmpty(resources: k8s.ResourceRequirements): k8s.ResourceRequirements | undefined {
  return Object.keys(resources).length > 0 ? resources : undefined;
}

export function quantities(values: { [name: string]: string }): { [name: string]: k8s.Quantity } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, k8s.Quantity.fromString(value)]));
}
