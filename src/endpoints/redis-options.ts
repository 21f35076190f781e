import { INetworkPolicyPeer, SecretValue } from 'cdk8s-plus-28';

/** The peer of a Redis server for policies. */
export interface RedisPeerOptions {
  /**
   * The server as a peer of network policies: its pods, its namespace or its addresses.
   *
   * @default - the host, if it is an IP address; otherwise required by a `MeshNetworkPolicy`
   */
  readonly peer?: INetworkPolicyPeer;
  /**
   * The port of the peer's pods, if their Service has a different port: policies see the ports of pods.
   *
   * @default - port; 6379 for a URL in a Secret
   */
  readonly peerPort?: number;
}

/** An existing Redis server. */
export interface RedisOptions extends RedisPeerOptions {
  /** Host name or address of the server, as the pods of its users resolve it. */
  readonly host: string;
  /**
   * Port of the server.
   *
   * @default 6379
   */
  readonly port?: number;
  /**
   * The user to connect as. It needs a password.
   *
   * @default - the server's default user
   */
  readonly user?: string;
  /**
   * The password, in an existing Secret. MCP Mesh reads it only as part of the URL, so it must be URL-safe: letters,
   * digits and `-._~`. Python agents log that URL at level INFO, so policies are a better protection.
   *
   * @default - none
   */
  readonly password?: SecretValue;
  /**
   * Whether the connection is encrypted. Agents of MCP Mesh send no spans over TLS (their core, 3.6 to 3.8, is built
   * without it), so `tracing` refuses such a server. Use it only for your own code.
   *
   * @default false
   */
  readonly tls?: boolean;
}
