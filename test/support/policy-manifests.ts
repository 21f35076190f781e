import { Manifest } from './manifests';
import { named, policy, tcp } from './mesh-manifests';

/** A policy for the egress, or ingress, of one workload. */
export const egress = (name: string, ...rules: Manifest[]) =>
  policy(name, { podSelector: named(name), policyTypes: ['Egress'], egress: rules });

export const ingress = (name: string, ...rules: Manifest[]) =>
  policy(name, { podSelector: named(name), policyTypes: ['Ingress'], ingress: rules });

export const to = (name: string, ...ports: (number | string)[]) => ({
  to: [{ podSelector: named(name) }],
  ports: tcp(...ports),
});

export const from = (name: string, ...ports: (number | string)[]) => ({
  from: [{ podSelector: named(name) }],
  ports: tcp(...ports),
});
