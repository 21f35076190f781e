import { IConstruct } from 'constructs';
import { IMeshRegistry, MeshRegistryOptions } from './registry-options';
import { refuse } from '../base/problem';
import { checkShapes, Shape } from '../base/shapes';
import { checkPodShapes } from '../pod/pod-shapes';

const AGENT: { readonly [prop: string]: Shape } = {
  source: { type: 'AgentSource', member: '_use', example: 'AgentSource.fromFile("main.py")' },
  runtime: { type: 'AgentRuntime', member: '_facts', example: 'AgentRuntime.python("3.8.0")' },
  redis: { type: 'RedisEndpoint', member: '_url', example: 'RedisEndpoint.of({ host: "redis" })' },
  waitForRegistry: { type: 'WaitForRegistry', member: '_container', example: 'WaitForRegistry.none()' },
};

/** Refuses options of agents that are of another type. */
export function checkAgentShapes(scope: IConstruct, options: object, prefix?: string): void {
  checkPodShapes(scope, options, prefix);
  checkShapes(scope, options, { ...AGENT, ...WORKLOAD }, prefix);
}

/** What registries and agents have in common beyond their pods. */
const WORKLOAD: { readonly [prop: string]: Shape } = {
  extraPorts: { type: 'MeshPort', member: '_servicePort', example: 'MeshPort.metrics(9090)', isList: true },
  disruptionBudget: {
    type: 'MeshDisruptionBudget',
    member: '_limit',
    example: 'MeshDisruptionBudget.maxUnavailable(1)',
  },
  storage: { type: 'MeshStorage', member: '_claimSpec', example: 'MeshStorage.claim(Size.gibibytes(1))' },
};

const REGISTRY: { readonly [prop: string]: Shape } = {
  agentDefaults: 'map',
  externalCapabilities: 'list',
  serviceMesh: { type: 'ServiceMesh', member: '_implementation', example: 'ServiceMesh.istio()' },
  database: { type: 'RegistryDatabase', member: '_podParts', example: 'RegistryDatabase.postgres({ … })' },
};

/** Refuses options of a registry, whoever runs it, that are of another type. */
export function checkRegistryShapes(scope: IConstruct, options: MeshRegistryOptions): void {
  checkShapes(scope, options, { ...REGISTRY, ...WORKLOAD });
  checkPodShapes(scope, options);
  checkAgentShapes(scope, options.agentDefaults ?? {}, 'agentDefaults.');
}

const POLICY: { readonly [prop: string]: Shape } = {
  labels: 'map',
  annotations: 'map',
  dns: { type: 'DnsProfile', member: '_declaration', example: 'DnsProfile.kubeDns()', isList: true },
};

/** Refuses props of policies that are of another type, and policies without a registry. */
export function checkPolicyShapes(scope: IConstruct, props: { readonly registry: IMeshRegistry }): void {
  if (!props.registry?._members) {
    refuse(scope, {
      given: 'no registry',
      rule: 'policies are about the agents of a registry',
      fix: 'Give a MeshRegistry, or MeshRegistry.fromEndpoint(…) for an existing registry',
    });
  }
  checkShapes(scope, props, POLICY);
}
