import { isIngressClosed, isLoadBalancerClosed } from '../../src/routes/access-annotations';

const annotated = (annotations: { [key: string]: string }) => ({
  apiVersion: 'v1',
  kind: 'Any',
  metadata: { name: 'a', annotations },
});
const NGINX = 'nginx.ingress.kubernetes.io';

test.each<{ [key: string]: string }>([
  { [`${NGINX}/auth-url`]: 'https://auth.example.com' },
  { [`${NGINX}/auth-type`]: 'basic', [`${NGINX}/auth-secret`]: 'users' },
  { [`${NGINX}/auth-tls-secret`]: 'mesh/ca' },
  { [`${NGINX}/whitelist-source-range`]: '203.0.113.0/24,198.51.100.0/24' },
  { 'nginx.org/basic-auth-secret': 'users' },
  { 'haproxy.org/allow-list': '203.0.113.0/24' },
  { 'alb.ingress.kubernetes.io/auth-type': 'oidc' },
  { 'alb.ingress.kubernetes.io/mutual-authentication': '[{"port": 443, "mode": "verify"}]' },
  { 'traefik.ingress.kubernetes.io/router.middlewares': 'mesh-basic-auth@kubernetescrd' },
  { 'konghq.com/plugins': 'rate-limit, key-auth' },
])('%j closes an Ingress', (annotations) => expect(isIngressClosed(annotated(annotations))).toBe(true));

test.each<{ [key: string]: string }>([
  {},
  { 'example.com/auth-url': 'https://auth.example.com' },
  { [`${NGINX}/auth-signin`]: 'https://auth.example.com' },
  { [`${NGINX}/auth-secret`]: 'users' },
  { [`${NGINX}/auth-realm`]: 'Authentication' },
  { [`${NGINX}/auth-tls-verify-client`]: 'on' },
  { [`${NGINX}/auth-tls-secret`]: 'mesh/ca', [`${NGINX}/auth-tls-verify-client`]: 'optional' },
  { [`${NGINX}/whitelist-source-range`]: '0.0.0.0/1, 128.0.0.0/1' },
  { [`${NGINX}/whitelist-source-range`]: '::/0' },
  { 'alb.ingress.kubernetes.io/auth-type': 'none' },
  { 'alb.ingress.kubernetes.io/mutual-authentication': '[{"port": 443, "mode": "passthrough"}]' },
  { 'traefik.ingress.kubernetes.io/router.middlewares': 'mesh-author-header@kubernetescrd' },
  { 'konghq.com/plugins': 'cors' },
])('%j does not', (annotations) => expect(isIngressClosed(annotated(annotations))).toBe(false));

test.each<{ [key: string]: string }>([
  { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' },
  { 'service.beta.kubernetes.io/aws-load-balancer-internal': 'true' },
  { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' },
  { 'networking.gke.io/load-balancer-type': 'Internal' },
  { 'service.beta.kubernetes.io/load-balancer-source-ranges': '203.0.113.0/24' },
  { 'load-balancer.hetzner.cloud/disable-public-network': 'true' },
  { 'service.kubernetes.io/qcloud-loadbalancer-internal-subnetid': 'subnet-1' },
])('%j closes a load balancer', (annotations) => expect(isLoadBalancerClosed(annotated(annotations))).toBe(true));

test.each<{ [key: string]: string }>([
  { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' },
  { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'false' },
  { 'example.com/load-balancer-internal': 'true' },
  { 'service.beta.kubernetes.io/azure-load-balancer-internal-subnet': 'private' },
  { 'service.beta.kubernetes.io/load-balancer-source-ranges': '0.0.0.0/0' },
])('%j does not', (annotations) => expect(isLoadBalancerClosed(annotated(annotations))).toBe(false));
