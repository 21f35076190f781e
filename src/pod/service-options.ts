import { Duration } from 'cdk8s';
import { k8s, ServiceType } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { checkClosedValue } from './closed-values';
import { refuse, show } from '../base/problem';
import { isRange } from '../kubernetes/address-range';
import { checkKey, checkList, isDnsLabel } from '../kubernetes/checks';

/** Whether all connections of a client go to the same pod. */
export enum MeshSessionAffinity {
  /** Each connection goes to any pod. */
  NONE = 'None',
  /** Connections from one address go to one pod. */
  CLIENT_IP = 'ClientIP',
}

/** Which pods receive traffic from outside the cluster. */
export enum MeshTrafficPolicy {
  /** Any node's; a hop between nodes hides the client's address. */
  CLUSTER = 'Cluster',
  /** Those of the node that received it; pods see the client's address. */
  LOCAL = 'Local',
}

/** How many address families a Service has. */
export enum MeshIpFamilyPolicy {
  /** One family. */
  SINGLE_STACK = 'SingleStack',
  /** Both, on a cluster that has both. */
  PREFER_DUAL_STACK = 'PreferDualStack',
  /** Both; a cluster with one family refuses it. */
  REQUIRE_DUAL_STACK = 'RequireDualStack',
}

/** A family of addresses. */
export enum MeshIpFamily {
  /** IPv4. */
  IPV4 = 'IPv4',
  /** IPv6. Agents listen on it with `listenOnIpv6` of their registry. */
  IPV6 = 'IPv6',
}

/** Fields of a Service beyond its type, port and annotations. */
export interface MeshServiceOptions {
  /**
   * Whether all connections of a client go to the same pod. Clients behind a proxy have the same address.
   *
   * @default - Kubernetes' own, NONE
   */
  readonly sessionAffinity?: MeshSessionAffinity;
  /**
   * How long the session affinity of an idle client lasts, in whole seconds, at most a day. Only with `CLIENT_IP`.
   *
   * @default - Kubernetes' own, 3 hours
   */
  readonly sessionAffinityTimeout?: Duration;
  /**
   * Ranges of addresses that a load balancer accepts, such as "203.0.113.0/24". Only for a Service of type `LOAD_BALANCER`.
   *
   * @default - any
   */
  readonly loadBalancerSourceRanges?: string[];
  /**
   * The implementation of the load balancer. Immutable on a cluster. Only for a Service of type `LOAD_BALANCER`.
   *
   * @default - the cloud's
   */
  readonly loadBalancerClass?: string;
  /**
   * Which pods receive traffic from outside the cluster. Only for a Service of type `NODE_PORT` or `LOAD_BALANCER`.
   *
   * @default - Kubernetes' own, CLUSTER
   */
  readonly externalTrafficPolicy?: MeshTrafficPolicy;
  /**
   * The application protocol of the mesh's port, for load balancers and service meshes that read it, such as "http".
   *
   * @default - not set
   */
  readonly appProtocol?: string;
  /**
   * How many address families the Services have. Agents listen on IPv6 with `listenOnIpv6` of their registry.
   *
   * @default - the cluster's
   */
  readonly ipFamilyPolicy?: MeshIpFamilyPolicy;
  /**
   * The families, the preferred one first. The first cannot change on a cluster.
   *
   * @default - the cluster's
   */
  readonly ipFamilies?: MeshIpFamily[];
}

/** The longest time that a Service remembers a client. */
const AFFINITY_MAX = 86400;

/** Fields of a Service's spec from its options, each checked. */
export function serviceFields(
  scope: IConstruct,
  type: ServiceType,
  options: MeshServiceOptions = {},
): Omit<k8s.ServiceSpec, 'ports' | 'selector' | 'type'> {
  checkTypes(scope, type, options);
  const { sessionAffinity, sessionAffinityTimeout, loadBalancerSourceRanges, loadBalancerClass } = options;
  checkClosed(scope, 'sessionAffinity', sessionAffinity, Object.values(MeshSessionAffinity));
  checkClosed(scope, 'externalTrafficPolicy', options.externalTrafficPolicy, Object.values(MeshTrafficPolicy));
  checkRanges(scope, loadBalancerSourceRanges);
  if (loadBalancerClass !== undefined) {
    checkKey(scope, 'service.loadBalancerClass', loadBalancerClass);
  }
  return {
    sessionAffinity,
    sessionAffinityConfig: affinityTimeout(scope, sessionAffinity, sessionAffinityTimeout),
    loadBalancerSourceRanges,
    loadBalancerClass,
    externalTrafficPolicy: options.externalTrafficPolicy,
    ...familyFields(scope, options),
  };
}

/** The address families, which all Services of a workload share. */
export function familyFields(
  scope: IConstruct,
  { ipFamilyPolicy, ipFamilies }: MeshServiceOptions = {},
): Pick<k8s.ServiceSpec, 'ipFamilyPolicy' | 'ipFamilies'> {
  checkClosed(scope, 'ipFamilyPolicy', ipFamilyPolicy, Object.values(MeshIpFamilyPolicy));
  checkList(scope, 'service.ipFamilies', ipFamilies);
  ipFamilies?.forEach((family) => checkClosed(scope, 'ipFamilies', family, Object.values(MeshIpFamily)));
  const isSingle = (ipFamilyPolicy ?? MeshIpFamilyPolicy.SINGLE_STACK) === MeshIpFamilyPolicy.SINGLE_STACK;
  if (ipFamilies && (ipFamilies.length === 0 || new Set(ipFamilies).size < ipFamilies.length)) {
    refuse(scope, {
      given: `service.ipFamilies ${show(ipFamilies)}`,
      rule: 'it is one family or both, each once',
      fix: "Give one such as [MeshIpFamily.IPV4], or leave it out for the cluster's",
    });
  }
  if (ipFamilies && ipFamilies.length > 1 && isSingle) {
    refuse(scope, {
      given: `service.ipFamilies ${show(ipFamilies)} with ipFamilyPolicy ${show(ipFamilyPolicy)}`,
      rule: 'a Service has one family unless its policy asks for both, and the API server refuses a second one',
      fix: 'Give ipFamilyPolicy: MeshIpFamilyPolicy.PREFER_DUAL_STACK, or one family',
    });
  }
  return { ipFamilyPolicy, ipFamilies };
}

/** The application protocol of a port, checked. */
export function checkAppProtocol(scope: IConstruct, prop: string, value: string | undefined): string | undefined {
  if (value !== undefined) {
    checkKey(scope, prop, value);
    if (!value.includes('/') && !isDnsLabel(value.toLowerCase())) {
      refuse(scope, {
        given: `${prop} ${show(value)}`,
        rule: "a protocol without a prefix is a name of a standard service: letters, digits and '-'",
        fix: 'Give "http", "grpc" or a name with a prefix such as "kubernetes.io/h2c"',
      });
    }
  }
  return value;
}

function checkClosed(scope: IConstruct, prop: string, value: string | undefined, allowed: string[]): void {
  if (value !== undefined) {
    checkClosedValue(scope, `service.${prop}`, value, allowed);
  }
}

/** Which types of Services have a field. */
const TYPES_WITH: { readonly [field in keyof MeshServiceOptions]: ServiceType[] } = {
  loadBalancerSourceRanges: [ServiceType.LOAD_BALANCER],
  loadBalancerClass: [ServiceType.LOAD_BALANCER],
  externalTrafficPolicy: [ServiceType.NODE_PORT, ServiceType.LOAD_BALANCER],
};

function checkTypes(scope: IConstruct, type: ServiceType, options: MeshServiceOptions): void {
  for (const [field, types] of Object.entries(TYPES_WITH)) {
    if (options[field as keyof MeshServiceOptions] !== undefined && !types.includes(type)) {
      refuse(scope, {
        given: `service.${field} on a Service of type ${type}`,
        rule: `only Services of type ${types.join(' and ')} have it, and the API server refuses it on others`,
        fix: `Set serviceType: ServiceType.LOAD_BALANCER, or leave ${field} out`,
      });
    }
  }
}

function checkRanges(scope: IConstruct, ranges: string[] | undefined): void {
  checkList(scope, 'service.loadBalancerSourceRanges', ranges);
  const wrong = ranges?.find((range) => !isRange(range));
  if (wrong !== undefined) {
    refuse(scope, {
      given: `service.loadBalancerSourceRanges ${show(wrong)}`,
      rule: "a range of addresses is written as an address, '/' and the number of bits that are fixed",
      fix: 'Give one such as "203.0.113.0/24", or "203.0.113.7/32" for one address',
    });
  }
  if (ranges?.length === 0) {
    refuse(scope, {
      given: 'service.loadBalancerSourceRanges []',
      rule: 'a load balancer without ranges accepts every address',
      fix: 'Name the ranges, or leave it out if every address may connect',
    });
  }
}

function affinityTimeout(
  scope: IConstruct,
  affinity: MeshSessionAffinity | undefined,
  timeout: Duration | undefined,
): k8s.SessionAffinityConfig | undefined {
  if (timeout === undefined) {
    return undefined;
  }
  const seconds = timeout.toSeconds({ integral: false });
  if (affinity !== MeshSessionAffinity.CLIENT_IP) {
    refuse(scope, {
      given: `service.sessionAffinityTimeout ${seconds} seconds without CLIENT_IP`,
      rule: 'a Service remembers clients only if they keep to one pod',
      fix: 'Set sessionAffinity: MeshSessionAffinity.CLIENT_IP, or leave the time out',
    });
  }
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > AFFINITY_MAX) {
    refuse(scope, {
      given: `service.sessionAffinityTimeout ${seconds} seconds`,
      rule: `a Service remembers a client for whole seconds, from 1 to ${AFFINITY_MAX} (a day)`,
      fix: 'Give a time such as Duration.hours(3)',
    });
  }
  return { clientIp: { timeoutSeconds: seconds } };
}
