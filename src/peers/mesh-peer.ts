import { isIP } from 'net';
import { INetworkPolicyPeer, LabelSelector } from 'cdk8s-plus-28';
import { DetachedPeer } from './detached-peer';

/** RFC 1918, shared address space (RFC 6598; some clusters' pods, one cloud's metadata), loopback, and link-local with 169.254.169.254. */
const PRIVATE_RANGES = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
];

/** Loopback, unique local addresses (RFC 4193; one cloud's metadata is fd00:ec2::254), and link-local. */
const PRIVATE_RANGES_IPV6 = ['::1/128', 'fc00::/7', 'fe80::/10'];

/** A peer outside the mesh, and the ports on which connections are allowed. */
export class MeshPeer {
  /**
   * An agent, or any peer of cdk8s-plus-28: pods, namespaces or addresses.
   *
   * @param peer an agent, `Pods.select`, `Namespaces.select`, a workload of cdk8s-plus-28, `NetworkPolicyIpBlock`
   * @param ports TCP ports; see `ports`
   */
  public static of(peer: INetworkPolicyPeer, ports?: number[]): MeshPeer {
    return new MeshPeer(peer, ports);
  }

  /**
   * Every pod of a namespace, such as that of an ingress controller.
   *
   * @param namespace the namespace's name
   * @param ports TCP ports; see `ports`
   */
  public static namespace(namespace: string, ports?: number[]): MeshPeer {
    const podSelector = { labelSelector: LabelSelector.of(), namespaces: { names: [namespace] } };
    return new MeshPeer(new DetachedPeer({ podSelector }), ports);
  }

  /**
   * Pods with certain labels in a namespace, such as Prometheus'.
   *
   * @param namespace the namespace's name
   * @param labels the labels that the pods have; at least one
   * @param ports TCP ports; see `ports`
   */
  public static pods(namespace: string, labels: { [key: string]: string }, ports?: number[]): MeshPeer {
    const podSelector = { labelSelector: LabelSelector.of({ labels }), namespaces: { names: [namespace] } };
    return new MeshPeer(new DetachedPeer({ podSelector }, undefined, true), ports);
  }

  /**
   * A range of addresses.
   *
   * @param cidr the range, such as `203.0.113.0/24`
   * @param ports TCP ports; see `ports`
   * @param excluding ranges within it that are excluded
   */
  public static cidr(cidr: string, ports?: number[], excluding?: string[]): MeshPeer {
    return new MeshPeer(new DetachedPeer(undefined, { cidr, except: excluding }), ports);
  }

  /**
   * One address, of either family.
   *
   * @param address the address, such as `203.0.113.7`
   * @param ports TCP ports; see `ports`
   */
  public static address(address: string, ports?: number[]): MeshPeer {
    return MeshPeer.cidr(`${address}/${isIP(address) === 6 ? 128 : 32}`, ports);
  }

  /**
   * The internet by IPv4, for example for LLM APIs: every address except the private and link-local ranges, which
   * contain the cluster, its network and the cloud's metadata service. A policy cannot distinguish hosts on the
   * internet.
   *
   * @param ports TCP ports; 443 by default
   */
  public static internet(ports: number[] = [443]): MeshPeer {
    return MeshPeer.cidr('0.0.0.0/0', ports, PRIVATE_RANGES);
  }

  /**
   * The internet by IPv6: every address except the loopback, unique local and link-local ones, which also contain the
   * cloud's metadata service. Pods with public addresses are included.
   *
   * @param ports TCP ports; 443 by default
   */
  public static internetByIpv6(ports: number[] = [443]): MeshPeer {
    return MeshPeer.cidr('::/0', ports, PRIVATE_RANGES_IPV6);
  }

  /** Pods, a namespace or addresses. */
  public readonly peer: INetworkPolicyPeer;
  /**
   * TCP ports, of the pods that receive the traffic.
   *
   * @default - towards the mesh: the ports of the agents (or of the registry) that it selects; away from it there is none, and leaving them out is an error
   */
  public readonly ports?: number[];

  /**
   * UDP ports, in addition to the TCP ports.
   *
   * @default - none
   */
  public readonly udpPorts?: number[];
  /**
   * SCTP ports, in addition to the TCP ports.
   *
   * @default - none
   */
  public readonly sctpPorts?: number[];

  private constructor(peer: INetworkPolicyPeer, ports?: number[], udpPorts?: number[], sctpPorts?: number[]) {
    this.peer = peer;
    this.ports = ports;
    this.udpPorts = udpPorts;
    this.sctpPorts = sctpPorts;
  }

  /**
   * The same peer, also on UDP ports. Without TCP ports, only on the UDP ports.
   *
   * @param ports UDP ports, of the pods that receive the traffic
   */
  public onUdp(ports: number[]): MeshPeer {
    return new MeshPeer(this.peer, this.ports, ports, this.sctpPorts);
  }

  /**
   * The same peer, also on SCTP ports. Without TCP ports, only on the SCTP ports.
   *
   * @param ports SCTP ports, of the pods that receive the traffic
   */
  public onSctp(ports: number[]): MeshPeer {
    return new MeshPeer(this.peer, this.ports, this.udpPorts, ports);
  }
}
