import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { principal } from './istio-identity';
import { refuse, show } from '../base/problem';
import { NAMESPACE_NAME_LABEL } from '../kubernetes/naming';
import { FurtherPort, Member } from '../membership/registry-members';
import { MeshPeer } from '../peers/mesh-peer';
import { apiPeers } from '../peers/policy-peers';

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
  readonly sources: Source[];
}

/** What an `IstioAuthorization` says of a workload's further ports. */
export class FurtherPorts {
  private readonly open: OpenPort[];

  /** Refuses callers that Istio cannot tell from others. */
  constructor(scope: IConstruct, owner: PortOwner, trustDomain: string) {
    this.open = (owner._extraPorts ?? []).map(({ _name, _port, _peers }) => ({
      port: _port,
      sources: _peers.flatMap((peer) =>
        sourcesOf(scope, `port ${show(_name)} of ${owner.node.path}`, owner, peer, trustDomain),
      ),
    }));
  }

  /** A rule for each port that somebody may connect to. */
  public get rules(): object[] {
    return this.open
      .filter(({ sources }) => sources.length > 0)
      .map(({ port, sources }) => ({
        from: sources.map((source) => ({ source })),
        to: [{ operation: { ports: [String(port)] } }],
      }));
  }

  /** Ports without mutual TLS: who is known by an address has no proxy. */
  public get portLevelMtls(): { [port: string]: object } | undefined {
    const plain = this.open.filter(({ sources }) => sources.some(({ ipBlocks }) => ipBlocks));
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
  trustDomain: string,
): Source[] {
  const { _account, namespace } = peer as unknown as Partial<Member>;
  if (_account !== undefined && namespace !== undefined) {
    return [{ principals: [principal(trustDomain, namespace, _account)] }];
  }
  return apiPeers(scope, prop, peer).map((each) => sourceOf(scope, prop, owner, each));
}

function sourceOf(scope: IConstruct, prop: string, { namespace }: PortOwner, peer: k8s.NetworkPolicyPeer): Source {
  const { ipBlock, namespaceSelector } = peer;
  if (ipBlock) {
    return { ipBlocks: [ipBlock.cidr], ...(ipBlock.except?.length ? { notIpBlocks: ipBlock.except } : {}) };
  }
  const name = namespaceSelector === undefined ? namespace : namespaceSelector.matchLabels?.[NAMESPACE_NAME_LABEL];
  return {
    namespaces: [
      name ??
        refuse(scope, {
          given: `${prop}, with callers in namespaces by labels`,
          rule: 'Istio knows a caller by its account, its namespace or its address, and not by labels',
          fix: 'Name the namespace: from: [MeshPeer.namespace("monitoring")], or MeshPeer.pods(…)',
        }),
    ],
  };
}
