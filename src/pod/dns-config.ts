import { k8s } from 'cdk8s-plus-28';

/** Ready-made resolver options for `dnsConfig`. */
export class MeshDnsConfig {
  /**
   * The fix for failing look-ups in MCP Mesh's guide: it tries fewer search domains, and opens a new socket if a
   * resolver confuses two answers.
   *
   * @param ndots names with fewer dots are tried with the search domains first. With 1, `<service>.<namespace>` does
   * not resolve on musl images; this library uses full names and is not affected
   */
  public static guide(ndots: number = 1): k8s.PodDnsConfig {
    return { options: [{ name: 'ndots', value: String(ndots) }, { name: 'single-request-reopen' }] };
  }

  private constructor() {}
}
