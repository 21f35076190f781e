import { INetworkPolicyPeer, SecretValue } from 'cdk8s-plus-28';

/** What policies know a Redis by. */
export interface RedisPeerOptions {
  /**
   * The server as a peer of network policies: its pods, its namespace or its addresses.
   *
   * @default - the host, if it is an address; otherwise a `MeshNetworkPolicy` asks for it
   */
  readonly peer?: INetworkPolicyPeer;
  /**
   * The port of the peer's pods, if a Service in front of them translates its own: policies see the ports of pods.
   *
   * @default - port; 6379 for a URL in a Secret
   */
  readonly peerPort?: number;
}

/** A Redis server that somebody runs already. */
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
   * The password, in a Secret that exists. MCP Mesh reads it as part of the URL alone, so it must be URL-safe: letters, digits and
   * `-._~`. Agents in Python log that URL at the level INFO, so policies that close the server are the better lock.
   *
   * @default - none
   */
  readonly password?: SecretValue;
  /**
   * Whether the connection is encrypted. Agents of MCP Mesh send no spans over TLS (their core, 3.6 to 3.8, is built without it), so
   * `tracing` refuses such a server. It is for code of your own.
   *
   * @default false
   */
  readonly tls?: boolean;
}
