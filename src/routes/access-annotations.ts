import { KubernetesObject } from '../api/kubernetes-object';
import { areEverybody } from '../kubernetes/everybody';

/*
 * The annotations by which Ingress controllers ask callers who they are or admit few of them, and by which clouds keep a load
 * balancer within a network. Each is listed as its documentation has it: a word in another annotation closes nothing.
 */

type IsClosing = (value: string, annotations: Annotations) => boolean;
type Annotations = { readonly [key: string]: string };

const given: IsClosing = (value) => value.trim() !== '' && !/^(none|false|off|no)$/i.test(value.trim());
const ranges: IsClosing = (value) => value.trim() !== '' && !areEverybody(value.split(/[,\s]+/));

/** Plugins and middlewares are objects of any name: of those that do this, the names say it. */
const named: IsClosing = (value) =>
  /(^|[-_.,\s])(\w*auth|oauth2?|oidc|openid|jwt|mtls|ldap|whitelist|allowlist|ip-?(allow|white)list|ip-restriction)([-_.@,\s]|$)/i.test(
    value,
  );

/** Certificates of callers, unless they are optional. */
function certificates(prefix: string): { [key: string]: IsClosing } {
  return {
    [`${prefix}/auth-tls-secret`]: (value, annotations) =>
      given(value, annotations) &&
      !/^(off|optional|optional_no_ca)$/.test(annotations[`${prefix}/auth-tls-verify-client`] ?? ''),
  };
}

/** Of ingress-nginx and of the controllers that took over its names. */
function likeNginx(prefix: string): { [key: string]: IsClosing } {
  return {
    ...certificates(prefix),
    [`${prefix}/auth-url`]: given,
    [`${prefix}/auth-type`]: given,
    [`${prefix}/whitelist-source-range`]: ranges,
    [`${prefix}/allowlist-source-range`]: ranges,
  };
}

const OF_INGRESSES: { readonly [key: string]: IsClosing } = {
  ...likeNginx('nginx.ingress.kubernetes.io'),
  ...likeNginx('haproxy-ingress.github.io'),
  ...likeNginx('ingress.kubernetes.io'),
  ...likeNginx('higress.io'),
  'haproxy-ingress.github.io/auth-secret': given,
  'haproxy-ingress.github.io/oauth': given,
  'nginx.org/basic-auth-secret': given,
  'nginx.com/jwt-key': given,
  'nginx.org/policies': named,
  'haproxy.org/auth-type': given,
  'haproxy.org/allow-list': ranges,
  'haproxy.org/whitelist': ranges,
  'haproxy.org/client-ca': given,
  'alb.ingress.kubernetes.io/auth-type': given,
  'alb.ingress.kubernetes.io/inbound-cidrs': ranges,
  'alb.ingress.kubernetes.io/mutual-authentication': (value) => /"mode"\s*:\s*"verify"/.test(value),
  'traefik.ingress.kubernetes.io/router.middlewares': named,
  'traefik.ingress.kubernetes.io/auth-type': given,
  'traefik.ingress.kubernetes.io/whitelist-source-range': ranges,
  'konghq.com/plugins': named,
  'k8s.apisix.apache.org/auth-type': given,
  'k8s.apisix.apache.org/allowlist-source-range': ranges,
};

const yes: IsClosing = (value) => /^(true|yes)$/i.test(value.trim());
const is =
  (wanted: RegExp): IsClosing =>
  (value) =>
    wanted.test(value.trim());

const OF_LOAD_BALANCERS: { readonly [key: string]: IsClosing } = {
  'service.beta.kubernetes.io/load-balancer-source-ranges': ranges,
  'service.beta.kubernetes.io/aws-load-balancer-scheme': is(/^internal$/),
  'service.beta.kubernetes.io/aws-load-balancer-internal': is(/^(true|0\.0\.0\.0\/0)$/),
  'service.beta.kubernetes.io/azure-load-balancer-internal': yes,
  'networking.gke.io/load-balancer-type': is(/^internal$/i),
  'cloud.google.com/load-balancer-type': is(/^internal$/i),
  'service.beta.kubernetes.io/oci-load-balancer-internal': yes,
  'oci-network-load-balancer.oraclecloud.com/internal': yes,
  'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type': is(/^private$/),
  'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type': is(/^intranet$/),
  'service.beta.kubernetes.io/openstack-internal-load-balancer': yes,
  'service.kubernetes.io/qcloud-loadbalancer-internal-subnetid': given,
  'service.beta.kubernetes.io/do-loadbalancer-network': is(/^internal$/i),
  'load-balancer.hetzner.cloud/disable-public-network': yes,
  'service.beta.kubernetes.io/scw-loadbalancer-private': yes,
};

function isClosedBy(known: { readonly [key: string]: IsClosing }, { metadata }: KubernetesObject): boolean {
  const annotations = metadata.annotations ?? {};
  return Object.entries(annotations).some(
    ([key, value]) => Object.hasOwn(known, key) && known[key](value, annotations),
  );
}

/** Whether the controller of an Ingress asks callers who they are, or admits few. */
export function isIngressClosed(ingress: KubernetesObject): boolean {
  return isClosedBy(OF_INGRESSES, ingress);
}

/** Whether a Service's load balancer is within a network, or admits few. */
export function isLoadBalancerClosed(service: KubernetesObject): boolean {
  return isClosedBy(OF_LOAD_BALANCERS, service);
}
