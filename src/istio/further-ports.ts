import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { checkIdentity, principal } from './istio-identity';
import { refuse, show } from '../base/problem';
import { NAMESPACE_NAME_LABEL } from '../kubernetes/naming';
import { accountOf } from '../membership/account';
import { FurtherPort, Member } from '../membership/registry-members';
import { MeshPeer } from '../peers/mesh-peer';
import { apiPeers } from '../peers/policy-peers';
import { IstioIdentity } from '../service-mesh/istio/istio-options';

/** The callers of a further port, as the `from` of an AuthorizationPolicy's rule. */
interface Source {
  readonly principals?: string[];
  readonly namespaces?: string[];
  readonly ipBlocks?: string[];
  readonly notIpBlocks?: string[];
}

/** A workload with further ports. */
interface PortOwner extends IConstruct {
  readonly namespace?: string;
  readonly _extraPorts?: FurtherPort[];
}

/** A further port, and those who may connect to it as Istio knows them. */
interface OpenPort {
  readonly port: number;
  readonly sources: (() => Source)[];
}

/** A further port as one that may be called, with those of a mesh that may. */
export interface CalledPort {
  readonly node: { readonly path: string };
  readonly callers: unknown[];
}

/** The further ports of workloads, with their callers. */
export function calledPorts(owners: PortOwner[]): CalledPort[] {
  return owners.flatMap(({ node, _extraPorts = [] }) =>
    _extraPorts.map(({ _name, _peers }) => ({
      node: { path: `port ${show(_name)} of ${node.path}` },
      callers: _peers.map(({ peer }) => peer),
    })),
  );
}

/** What an `IstioAuthorization` says of a workload's further ports. */
export class FurtherPorts {
  private readonly open: OpenPort[];

  /** Refuses callers that Istio cannot tell from others. */
  constructor(scope: IConstruct, owner: PortOwner, trustDomain: string) {
    this.open = (owner._extraPorts ?? []).map(({ _name, _port, _peers, _identities }) => {
      const prop = `port ${show(_name)} of ${owner.node.path}`;
      _identities.forEach((identity) => checkIdentity(scope, `${prop} identities`, identity));
      const sources = _peers.flatMap((peer) => sourcesOf(scope, prop, owner, peer, _identities, trustDomain));
      const principals = _identities.map((each) => principal(trustDomain, each.namespace, each.serviceAccount));
      return { port: _port, sources: principals.length > 0 ? [...sources, () => ({ principals })] : sources };
    });
  }

  /** A rule for each port that somebody may connect to. */
  public get rules(): object[] {
    return this.open
      .filter(({ sources }) => sources.length > 0)
      .map(({ port, sources }) => ({
        from: sources.map((source) => ({ source: source() })),
        to: [{ operation: { ports: [String(port)] } }],
      }));
  }

  /** Ports without mutual TLS: who is known by an address has no proxy. */
  public get portLevelMtls(): { [port: string]: object } | undefined {
    const plain = this.open.filter(({ sources }) => sources.some((source) => source().ipBlocks));
    return plain.length === 0
      ? undefined
      : Object.fromEntries(plain.map(({ port }) => [String(port), { mode: 'PERMISSIVE' }]));
  }
}

function sourcesOf(
  scope: IConstruct,
  prop: string,
  owner: PortOwner,
  { peer }: MeshPeer,
  identities: IstioIdentity[],
  trustDomain: string,
): (() => Source)[] {
  const member = peer as unknown as Member;
  const { _account, namespace } = member;
  if (_account !== undefined && namespace !== undefined) {
    return [() => ({ principals: [principal(trustDomain, namespace, accountOf(member))] })];
  }
  const sources = apiPeers(scope, prop, peer).flatMap((each) => sourceOf(scope, prop, owner, each, identities));
  return sources.map((source) => () => source);
}

/** A source that admits a peer and nobody else; none if only its account does. */
function sourceOf(
  scope: IConstruct,
  prop: string,
  { namespace: own }: PortOwner,
  { ipBlock, namespaceSelector, podSelector }: k8s.NetworkPolicyPeer,
  identities: IstioIdentity[],
): Source[] {
  if (ipBlock) {
    return [{ ipBlocks: [ipBlock.cidr], ...(ipBlock.except?.length ? { notIpBlocks: ipBlock.except } : {}) }];
  }
  const { [NAMESPACE_NAME_LABEL]: named, ...others } = namespaceSelector?.matchLabels ?? {};
  const namespace = namespaceSelector === undefined ? own : named;
  const byLabels = podSelector ?? namespaceSelector?.matchExpressions ?? Object.keys(others)[0];
  if (namespace !== undefined && byLabels === undefined) {
    return [{ namespaces: [namespace] }];
  }
  if (!identities.some((each) => namespace === undefined || each.namespace === namespace)) {
    refuse(scope, {
      given: `${prop}, with callers ${namespace === undefined ? '' : `in namespace ${show(namespace)} `}by labels`,
      rule: 'Istio knows a caller by its account, its namespace or its address, and not by labels',
      fix: `Give their account beside from, identities: [{ namespace: ${show(namespace ?? 'monitoring')}, serviceAccount: "prometheus" }], or allow all of a namespace, from: [MeshPeer.namespace(${show(namespace ?? 'monitoring')})]`,
    });
  }
  return [];
}
