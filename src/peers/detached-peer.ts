import { INetworkPolicyPeer, IPodSelector, k8s, NetworkPolicyIpBlock, NetworkPolicyPeerConfig } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

const DETACHED_PEER = Symbol.for('cdk8s-mcp-mesh.DetachedPeer');

/** A peer outside of the construct tree: it makes no object, and a policy only reads it. */
export class DetachedPeer extends Construct implements INetworkPolicyPeer {
  /** Whether a peer is one of these, made by this copy of the package or another. */
  public static is(peer: INetworkPolicyPeer): peer is DetachedPeer {
    return DETACHED_PEER in peer;
  }

  private config?: NetworkPolicyPeerConfig;

  constructor(
    config?: NetworkPolicyPeerConfig,
    public readonly range?: k8s.IpBlock,
    public readonly byLabels: boolean = false,
  ) {
    super(undefined as unknown as Construct, '');
    this.config = config;
    Object.defineProperty(this, DETACHED_PEER, { value: true });
  }

  public toNetworkPolicyPeerConfig(): NetworkPolicyPeerConfig {
    this.config ??= { ipBlock: this.block(this.range!) };
    return this.config;
  }

  public toPodSelector(): IPodSelector | undefined {
    return undefined;
  }

  private block({ cidr, except }: k8s.IpBlock): NetworkPolicyIpBlock {
    return cidr.includes(':')
      ? NetworkPolicyIpBlock.ipv6(this, 'range', cidr, except)
      : NetworkPolicyIpBlock.ipv4(this, 'range', cidr, except);
  }
}
