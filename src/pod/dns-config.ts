import { k8s } from 'cdk8s-plus-28';

/** Ready-made resolver options for `dnsConfig`. */
export class MeshDnsConfig {
  /**
   * The guide's fix for failing look-ups: fewer search domains tried, and a new socket where a resolver mixes up two answers.
   *
   * @param ndots names with fewer dots go through the search domains first. With 1, `<service>.<namespace>` does not
   * resolve on musl images; the wiring of this library uses whole names and is not affected
   */
  public static guide(ndots: number = 1): k8s.PodDnsConfig {
    return { options: [{ name: 'ndots', value: String(ndots) }, { name: 'single-request-reopen' }] };
  }

  private constructor() {}
}
