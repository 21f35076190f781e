import { INetworkPolicyPeer, k8s, SecretValue } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { RedisOptions, RedisPeerOptions } from './redis-options';
import { checkSecretValue } from './secret-value';
import { StoreClient } from './store-client';
import { refuse, show } from '../base/problem';
import { REDIS_PORT, Variable } from '../contract/contract';
import { tcp } from '../edges/edge';
import { ServerEnd } from '../edges/end';
import { ServerDeclaration } from '../edges/mesh-declaration';
import { checkPort } from '../kubernetes/checks';
import { hostOf } from '../kubernetes/host';
import { literal, secretKey } from '../pod/env';

/** A Redis server. Declare it once, and pass it to everything that uses it. */
export class RedisEndpoint {
  /**
   * A server by its host.
   *
   * @param options the address, and how to connect
   */
  public static of(options: RedisOptions): RedisEndpoint {
    return new RedisEndpoint(options);
  }

  /**
   * A server by its full URL, `redis://…`, in an existing Secret, such as one of an operator or a cloud service.
   *
   * @param url the Secret, in the namespaces of all users of the server, and its key
   * @param options the peer for policies
   */
  public static url(url: SecretValue, options: RedisPeerOptions = {}): RedisEndpoint {
    return new RedisEndpoint(options, url);
  }

  /** Who uses the server, for the policy of a server that the app runs. @internal */
  public readonly _clients: StoreClient[] = [];

  private constructor(
    private readonly options: RedisPeerOptions & Partial<RedisOptions>,
    private readonly secretUrl?: SecretValue,
  ) {}

  /** How messages name it. @internal */
  public get _description(): string {
    return this.secretUrl
      ? `Redis at the URL in Secret ${this.secretUrl.secret?.name}`
      : `Redis at ${this.options.host}:${this.port}`;
  }

  /** The factory that made it, for messages. @internal */
  public get _factory(): string {
    return this.secretUrl ? 'RedisEndpoint.url' : 'RedisEndpoint.of';
  }

  /** @internal */
  public get _peer(): INetworkPolicyPeer | undefined {
    return this.options.peer;
  }

  /** The host, if it is known and an address. Policies use it if there is no peer. @internal */
  public get _address(): string | undefined {
    return this.secretUrl ? undefined : hostOf(this.options.host!)?.address;
  }

  /** Whether the connection is known to be encrypted. @internal */
  public get _isEncrypted(): boolean {
    return this.options.tls ?? false;
  }

  /** The host without dots, which resolves in one namespace alone. @internal */
  public get _shortHost(): string | undefined {
    const { host } = this.options;
    return host !== undefined && !host.includes('.') && !host.includes(':') ? host : undefined;
  }

  /** Host and port; nothing if only a Secret has them. Recorded on workloads. @internal */
  public get _location(): string | undefined {
    return this.secretUrl ? undefined : `${hostOf(this.options.host!)?.inUrl}:${this.port}`;
  }

  /** The server as the end of an edge, before policies know its peer. @internal */
  public get _declaration(): ServerDeclaration {
    const end: ServerEnd = { kind: 'server', address: this._location ?? this._description };
    return { end, ports: tcp([this.options.peerPort ?? this.port]) };
  }

  /** Notes a user. @internal */
  public _use(client: StoreClient): void {
    this._clients.push(client);
  }

  /** The variable that MCP Mesh reads, behind the one that it is composed of. Each option is checked. @internal */
  public _url(scope: IConstruct, what: string): k8s.EnvVar[] {
    if (this.secretUrl) {
      const { secret, key } = checkSecretValue(scope, `${what} URL`, this.secretUrl);
      this.checkPeerPort(scope, what);
      return [secretKey(Variable.REDIS_URL, secret.name, key)];
    }
    const { host, user, password, tls } = this.options;
    checkPort(scope, `${what} port`, this.port);
    this.checkPeerPort(scope, what);
    const { inUrl } =
      hostOf(host!) ??
      refuse(scope, {
        given: `${what} host ${show(host)}`,
        rule: 'the host of a Redis is a DNS name or an address, without scheme, port, user or password',
        fix: 'Give the host alone, such as "redis.data.svc.cluster.local"; port, user and password have props of their own',
      });
    if (user !== undefined && password === undefined) {
      refuse(scope, {
        given: `${what} user ${show(user)} without a password`,
        rule: 'a Redis takes a user only with its password',
        fix: 'Give the password, { secret, key }, or leave the user out',
      });
    }
    const credentials =
      password === undefined ? '' : `${encodeURIComponent(user ?? '')}:$(${Variable.REDIS_PASSWORD})@`;
    return [
      ...this.password(scope, what),
      literal(Variable.REDIS_URL, `${tls ? 'rediss' : 'redis'}://${credentials}${inUrl}:${this.port}`),
    ];
  }

  /** All variables for code of the user's own: the URL, and its parts as far as they are known. @internal */
  public _parts(scope: IConstruct, what: string): k8s.EnvVar[] {
    const url = this._url(scope, what);
    const { host, user } = this.options;
    return this.secretUrl
      ? url
      : [
          literal(Variable.REDIS_HOST, hostOf(host!)!.address ?? host!),
          literal(Variable.REDIS_PORT, String(this.port)),
          ...(user === undefined ? [] : [literal(Variable.REDIS_USER, user)]),
          ...url,
        ];
  }

  private password(scope: IConstruct, what: string): k8s.EnvVar[] {
    const { password } = this.options;
    if (password === undefined) {
      return [];
    }
    const { secret, key } = checkSecretValue(scope, `${what} password`, password);
    return [secretKey(Variable.REDIS_PASSWORD, secret.name, key)];
  }

  private checkPeerPort(scope: IConstruct, what: string): void {
    if (this.options.peerPort !== undefined) {
      checkPort(scope, `${what} peerPort`, this.options.peerPort);
    }
  }

  private get port(): number {
    return this.options.port ?? REDIS_PORT;
  }
}
