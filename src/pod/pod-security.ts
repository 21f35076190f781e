import { k8s } from 'cdk8s-plus-28';

/*
 * Pod Security "restricted" as it comes, and what hardening tools ask beyond it.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */

/**
 * MCP Mesh's images name their user by name, which runAsNonRoot cannot check, so the pod gives a number. Above 10000,
 * because a small id may belong to somebody on the node.
 */
const USER = 10001;

/** What "restricted" demands of every container. */
const RESTRICTED: k8s.SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
};

/** The context of the library's own containers. */
const HARDENED: k8s.SecurityContext = { ...RESTRICTED, readOnlyRootFilesystem: true };

export function podSecurityContext(own?: k8s.PodSecurityContext): k8s.PodSecurityContext {
  return {
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
    ...(own ? said(own) : { runAsUser: USER, runAsGroup: USER, fsGroup: USER }),
  };
}

/** What was said; a field that is undefined takes nothing away. */
function said<T extends object>(context: T): T {
  return Object.fromEntries(Object.entries(context).filter(([, value]) => value !== undefined)) as T;
}

/** Laid over the hardened default field by field. */
export function containerSecurityContext(own: k8s.SecurityContext = {}): k8s.SecurityContext {
  return { ...HARDENED, ...said(own), capabilities: { ...HARDENED.capabilities, ...said(own.capabilities ?? {}) } };
}

/** A user's extra container: as given, but restricted where it says nothing. */
export function restricted(container: k8s.Container): k8s.Container {
  return container.securityContext ? container : { ...container, securityContext: RESTRICTED };
}

/** Small, stated in the docs, and removable: `resources: {}`. */
export const DEFAULT_RESOURCES: k8s.ResourceRequirements = {
  requests: quantities({ cpu: '100m', memory: '128Mi', 'ephemeral-storage': '64Mi' }),
  limits: quantities({ cpu: '1', memory: '512Mi', 'ephemeral-storage': '1Gi' }),
};

/** Resources as they are, or nothing where a user took them all away. */
export function unlessEmpty(resources: k8s.ResourceRequirements): k8s.ResourceRequirements | undefined {
  return Object.keys(resources).length > 0 ? resources : undefined;
}

export function quantities(values: { [name: string]: string }): { [name: string]: k8s.Quantity } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, k8s.Quantity.fromString(value)]));
}
