import { INetworkPolicyPeer, k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { MeshPeer } from './mesh-peer';
import { apiPeers, namespaceByName } from './policy-peers';
import { OutsideDeclaration } from '../edges/mesh-declaration';
import { checkPort } from '../kubernetes/checks';

/** The DNS server of a cluster, for policies that let pods use it: by UDP, and by TCP for long answers. */
export class DnsProfile {
  /** CoreDNS or kube-dns in `kube-system`, as most clusters have it. */
  public static kubeDns(): DnsProfile {
    return new DnsProfile(53, () => [
      { namespaceSelector: namespaceByName('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } },
    ]);
  }

  /**
   * NodeLocal DNSCache, which runs on the node's network and is not matched by pod selectors. Use it together with
   * `kubeDns()`.
   *
   * @param address the link-local address that it listens on
   */
  public static nodeLocal(address: string = '169.254.20.10'): DnsProfile {
    return new DnsProfile(53, (scope) => apiPeers(scope, 'dns', MeshPeer.address(address).peer));
  }

  /** OpenShift's DNS operator, whose pods listen on 5353. */
  public static openShift(): DnsProfile {
    return new DnsProfile(5353, () => [
      {
        namespaceSelector: namespaceByName('openshift-dns'),
        podSelector: { matchLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' } },
      },
    ]);
  }

  /**
   * Any other DNS server.
   *
   * @param peer the pods or addresses that answer
   * @param port the port of those pods
   */
  public static of(peer: INetworkPolicyPeer, port: number = 53): DnsProfile {
    return new DnsProfile(port, (scope) => apiPeers(scope, 'dns', peer));
  }

  private constructor(
    private readonly port: number,
    private readonly peers: (scope: IConstruct) => k8s.NetworkPolicyPeer[],
  ) {}

  /** Where pods ask, and on which ports. @internal */
  public _declaration(scope: IConstruct): OutsideDeclaration {
    const port = checkPort(scope, 'dns port', this.port);
    return {
      end: { kind: 'outside', peers: this.peers(scope) },
      ports: [
        { protocol: 'UDP', port },
        { protocol: 'TCP', port },
      ],
    };
  }
}
