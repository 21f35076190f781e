import { ApiObject } from 'cdk8s';
import { HttpIngressPathType, Ingress, Secret } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Backend, backendOf, namespaceText } from './backend';
import { checkEntranceShapes, checkOpen, entranceMetadata, openTo } from './entrance';
import { MeshEntranceOptions } from './entrance-options';
import { checkCount, checkHost, checkNoTwins, checkPath } from './http-checks';
import { CertifiedIngress, IngressTlsParts, MeshIngressTls } from './ingress-tls';
import { refuse } from '../base/problem';
import { checkShapes } from '../base/shapes';
import { checkObjectName } from '../kubernetes/checks';
import { markEntrance } from '../membership/entrance-services';
import { labelsIn, MeshObject } from '../synthesis/mesh-object';
import { ingressBackendOf } from '../workload/ingress-backend';
import { IMeshBackend } from '../workload/mesh-backend';

/** Requests that an Ingress sends to one Service. */
export interface MeshIngressRule {
  /** The agent, dashboard or registry that the requests go to. All targets of an Ingress must be in one namespace. */
  readonly target: IMeshBackend;
  /**
   * The host of the requests, such as `trips.example.com` or `*.example.com`.
   *
   * @default - any host; required with a certificate of cert-manager
   */
  readonly host?: string;
  /**
   * The path of the requests.
   *
   * @default - "/", and the `basePath` of a dashboard
   */
  readonly path?: string;
  /**
   * How the path is compared.
   *
   * @default HttpIngressPathType.PREFIX
   */
  readonly pathType?: HttpIngressPathType;
}

/** What a `MeshIngress` can be told. */
export interface MeshIngressProps extends MeshEntranceOptions {
  /** The rules of the Ingress. */
  readonly rules: MeshIngressRule[];
  /**
   * The class of the Ingress, which determines its controller.
   *
   * @default - the cluster's default class
   */
  readonly className?: string;
  /**
   * The certificate of the hosts.
   *
   * @default - plain HTTP, or the controller's own certificate
   */
  readonly tls?: MeshIngressTls;
}

/**
 * An Ingress to agents. Policies of the agents allow the pods of the controller.
 *
 * An Ingress must be in the namespace of its Services, so all targets must be in the same namespace.
 *
 * @example
 * new MeshIngress(chart, 'ingress', {
 *   className: 'nginx',
 *   rules: [{ host: 'weather.example.com', target: agent }],
 *   controller: MeshPeer.namespace('ingress-nginx'),
 *   tls: MeshIngressTls.clusterIssuer('letsencrypt'),
 * });
 */
export class MeshIngress extends Construct {
  /** The Ingress, for rules that lead to Services of your own. */
  public readonly ingress: Ingress;
  /** cert-manager's Certificate; only with `asCertificate`. */
  public readonly certificate?: ApiObject;

  /**
   * @param scope the chart or construct that holds the Ingress
   * @param id name of the construct
   * @param props options of the Ingress
   */
  constructor(scope: Construct, id: string, props: MeshIngressProps) {
    super(scope, id);
    markEntrance(this);
    checkEntranceShapes(this, props);
    const backends = this.backends(props);
    const [{ workload, registry }] = backends;
    const { namespace } = workload;
    const { name, annotations, ...metadata } = entranceMetadata(this, props, backends);
    const labels = labelsIn(this, { metadata, partOf: registry.partOf });
    const rules = this.rules(props.rules, backends);
    const tls = this.tls(props.tls, { scope: this, name, hosts: hostsOf(props.rules), annotations });
    if (props.className !== undefined) {
      checkObjectName(this, 'className', props.className);
    }
    openTo(this, props, backends);
    this.ingress = new Ingress(this, 'Ingress', {
      metadata: { name, namespace, labels, annotations: { ...annotations, ...tls?.annotations } },
      className: props.className,
      rules,
      tls: tls && [{ hosts: hostsOf(props.rules), secret: Secret.fromSecretName(this, 'Secret', tls.secretName) }],
    });
    this.certificate =
      tls?.certificate &&
      new MeshObject(this, 'Certificate', {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Certificate',
        metadata: { name: tls.secretName, namespace, labels: metadata.labels },
        body: { spec: tls.certificate },
        partOf: registry.partOf,
        onDuplicate: 'Give one of them another secretName, or share the Secret: MeshIngressTls.fromSecret(…)',
      });
  }

  private backends(props: MeshIngressProps): Backend[] {
    checkShapes(this, { rules: props.rules ?? [] }, { rules: 'list of maps' });
    checkCount(this, 'rules', props.rules ?? [], 1, Infinity);
    const backends = props.rules.map(({ target }, position) => {
      const prop = `rules[${position}].target`;
      const backend = backendOf(this, prop, target);
      checkOpen(this, prop, backend, props);
      return backend;
    });
    const [first] = backends;
    const position = backends.findIndex(({ workload }) => workload.namespace !== first.workload.namespace);
    if (position > 0) {
      const { text, workload } = backends[position];
      refuse(this, {
        given: `rules[${position}].target ${text} in ${namespaceText(workload.namespace)}, beside ${first.text} in ${namespaceText(first.workload.namespace)}`,
        rule: 'an Ingress leads to Services of its own namespace',
        fix: 'Make a MeshIngress for each namespace; both may have rules for one host. A MeshHttpRoute leads to other namespaces, too',
      });
    }
    return backends;
  }

  private rules(rules: MeshIngressRule[], backends: Backend[]) {
    const rendered = rules.map(({ host, path, pathType }, position) => {
      const backend = backends[position];
      return {
        host: host === undefined ? undefined : checkHost(this, `rules[${position}].host`, host),
        path: checkPath(this, `rules[${position}].path`, path, backend),
        pathType,
        backend: ingressBackendOf(backend.workload),
      };
    });
    checkNoTwins(
      this,
      'rules',
      rendered.map(({ host = '', path }) => `${host}${path}`),
    );
    return rendered;
  }

  private tls(tls: MeshIngressTls | undefined, ingress: CertifiedIngress): IngressTlsParts | undefined {
    const example = 'MeshIngressTls.clusterIssuer("letsencrypt")';
    checkShapes(this, { tls }, { tls: { type: 'MeshIngressTls', member: '_parts', example } });
    return tls?._parts(ingress);
  }
}

function hostsOf(rules: MeshIngressRule[]): string[] {
  return [...new Set(rules.flatMap(({ host }) => host ?? []))];
}
