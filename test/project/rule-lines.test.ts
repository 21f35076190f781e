import { fieldText } from '../../src/api/field-path';
import { describeObject } from '../../src/api/kubernetes-object';
import { check } from '../../src/check/check';
import { Finding, FoundPlace } from '../../src/check/finding';
import { positionOf } from '../../src/check/finding-text';
import { parseManifests } from '../../src/input/manifest-parser';
import { ALL_RULES } from '../../src/rules/all-rules';
import { recordsOf } from '../support/folder';
import { block, codeOf, page } from '../support/rule-pages';

/* Findings point at the line that is wrong: what each rule's page shows as failing, by a part of the line that must be meant. */

/** A text of the line, or of the one line of several with the same text, as `text#2`. */
const LINES: { [rule: string]: string[] } = {
  'address-of-missing-service': ['until nc -z'],
  'address-with-missing-port': ['http://geo'],
  'advertised-host-leads-elsewhere': ['value: "localhost"'],
  'advertised-port-differs': ['port: 80, targetPort'],
  'agent-cpu-limit-too-low': ['limits: { cpu: 100m'],
  'agent-http-off': ['value: "false"'],
  'dashboard-without-database': ['env:'],
  'heartbeat-too-slow': ['value: "30"'],
  'external-host-not-registered': ['LLM_BASE_URL'],
  'pod-with-two-disruption-budgets': ['selector: { matchLabels: { app: weather-agent } }'],
  'trace-readers-share-group': ['env:', 'env:#2'],
  'tracing-without-redis': ['value: "true"'],
  'agent-id-shared': ['value: weather-1'],
  'agent-listens-on-loopback': ['value: "127.0.0.1"'],
  'agent-name-refused': ['value: weather_agent'],
  'agent-without-registry': ['env:'],
  'api-server-refuses': ['streamable-http-mcp', 'memory: 512MB', 'readinessProbe'],
  'annotation-not-understood': ['/capabilities: trip_planning', '/dependancies'],
  'authorization-policy-cuts-caller': ['operation: { ports'],
  'autoscaler-beside-replicas': ['replicas: 2'],
  'autoscaler-cannot-scale': ['resource: { name: cpu'],
  'claim-of-one-node': ['claimName: weather-data'],
  'monitor-of-nothing': ['port: metrcs'],
  'pod-waits-for-own-name': ['command:'],
  'authorization-policy-cuts-entrance': ['- route:'],
  'external-name-leads-nowhere': ['externalName:'],
  'endpoints-of-no-service': ['ports: [{ name: sql'],
  'policy-cuts-mesh-proxy': ['egress:'],
  'policy-peers-in-two-items': ['- podSelector'],
  'policy-rules-without-type': ['egress:'],
  'policy-selects-host-network': ['node-local-dns'],
  'probe-asks-elsewhere': ['livenessProbe', 'path: /ready'],
  'route-not-attached': ['name: public, namespace: infra }#2', 'publik'],
  'route-backend-not-granted': ['name: weather-agent, namespace: agents, port'],
  'route-to-unknown-subset': ['subset: v1'],
  'database-url-not-understood': ['mysql://'],
  'mutual-tls-cuts-caller': ['mode: STRICT', 'mode: DISABLE'],
  'authorization-policy-opens-more': ['- to:'],
  'istio-policy-without-effect': ['app.kubernetes.io/name: mcp', '80: { mode'],
  'istio-object-refused': ['- route:', '- match:', 'ports: [http]', 'portLevelMtls'],
  'http-route-on-tcp-port': ['hosts: [agents]'],
  'destination-rule-without-effect': ['version: v2', 'weather-agnt'],
  'sidecar-hides-service': ['egress:'],
  'database-without-tls': ['value: postgres://'],
  'disruption-budget-blocks-drains': ['minAvailable: 50%'],
  'duplicate-identity': ['name: weather-settings#2'],
  'external-name-for-mesh': ['type: ExternalName'],
  'field-of-another-type': ['value: 3'],
  'field-ref-to-missing-label': ['fieldPath'],
  'headless-port-translated': ['port: 80, targetPort'],
  'headless-service-missing': ['serviceName: data-processor'],
  'host-routed-twice': ['hosts: [router]'],
  'ignored-without-reason': ['ignore-secret-as-litral', 'ignore-field-of-another-type'],
  'image-from-docker-hub': ['image: postgres:16.10-alpine'],
  'image-not-pinned': ['image: registry.example.com:5000/weather-agent'],
  'image-outside-mirror': ['image: ghcr.io/acme/weather-agent:1.4.2'],
  'key-not-in-map': ['key: units'],
  'key-written-twice': ['env: [{ name: LANGUAGE'],
  'mesh-variable-invalid': ['value: 5s'],
  'mesh-variable-unknown': ['name: MCP_MESH_LOG_LEVL'],
  'namespace-missing': ['metadata: { name: data-processor }'],
  'policy-cuts-database': ['ingress:'],
  'policy-cuts-dns': ['port: 53'],
  'policy-cuts-entrance': ['defaultBackend'],
  'policy-cuts-provider': ['ingress:'],
  'policy-cuts-registry': ['port: 80 }'],
  'policy-cuts-replicas': ['ingress:'],
  'policy-cuts-told-address': ['port: 80 }'],
  'policy-opens-everything': ['ports: []', 'port: 8080', 'namespaceSelector: {}'],
  'policy-selects-nothing': ['app: shopp', 'name: ingress-nginx'],
  'probe-on-closed-port': ['livenessProbe'],
  'probe-path-not-served': ['path: /startupz'],
  'reference-across-namespaces': ['secretKeyRef'],
  'registry-exposed': ['name: mcp-mesh-registry, port: { name: http }'],
  'registry-listens-elsewhere': ['containerPort: 9000', 'args: [--port'],
  'registry-service-public': ['type: LoadBalancer'],
  'registry-url-leads-nowhere': ['http://mcp-mesh-registy:8000', 'http://mcp-mesh-registry"'],
  'requirement-unmet': ['/dependencies: ', '/dependencies: '],
  'restart-probe-asks-health': ['livenessProbe'],
  'route-shadowed': ['prefix: /api/v2', 'exact: news'],
  'route-to-unknown-host': ['weather-agnt', 'host: weather-agent.mesh,', 'name: weather, port'],
  'route-to-unknown-port': ['weather-agent, port: { number: 8080 }', 'host: weather-agent } }'],
  'route-without-default': ['http:', 'rules:'],
  'secret-as-literal': ['not-a-real-key', 'not-a-real-password'],
  'service-entry-refused': ['hosts: ["*', 'https://api', 'address: api', 'tls: 443'],
  'service-link-sets-variable': ['containers:'],
  'service-name-differs-from-label': ['metadata: { labels'],
  'service-over-two-workloads': ['selector: { tier: agents }'],
  'service-port-no-pod-has': ['targetPort: web'],
  'service-selects-no-pod': ['selector: { app: weather-agent }'],
  'shared-policy-beside-strict': ['  podSelector: { matchLabels: { app.kubernetes.io/component: agent } }'],
  'source-agent-missing': ['apiVersion'],
  'source-capability-differs': ['/capabilities'],
  'source-code-missing': ['value: geo-agent'],
  'source-dependency-differs': ['annotations:'],
  'source-llm-differs': ['annotations:'],
  'source-name-differs': ['value: weather-agent'],
  'source-policy-cuts-tool': ['ingress: []'],
  'source-port-closed': ['value: "8080"'],
  'source-release-differs': ['/runtime: '],
  'sqlite-with-replicas': ['replicas: 2'],
  'disruption-budget-with-two-limits': ['maxUnavailable: 1'],
  'ingress-backend-missing': ['number: 8080'],
  'pod-asks-other-dns': ['hostNetwork'],
  'reference-to-missing-object': ['name: shopp'],
  'tls-without-certificate': ['value: strict'],
  'workload-selector-differs': ['  selector:'],
  'variable-before-definition': ['value: http://$(SERVICE_NAME)'],
  'variable-not-expanded': ['name: SHOP_URL', 'args: ['],
  'wait-by-tcp-under-sidecar': ['until nc -z'],
  'workloads-of-one-name': ['name: mcp-mesh-registry#1'],
};

/** The other objects that findings there are about, each with the field of it that is meant. All other rules have none. */
const RELATED: { [rule: string]: string[] } = {
  'address-with-missing-port': ['Service mesh/geo: spec.ports'],
  'advertised-port-differs': ['Deployment mesh/weather-agent: spec.template.spec.containers[0].env[2].value'],
  'authorization-policy-cuts-caller': ['Deployment mesh/mcp-mesh-registry', 'Deployment mesh/weather-agent'],
  'authorization-policy-cuts-entrance': [
    'Deployment mesh/weather-agent',
    'AuthorizationPolicy mesh/weather-agent: spec',
  ],
  'authorization-policy-opens-more': ['Deployment mesh/mcp-mesh-registry'],
  'autoscaler-beside-replicas': ['HorizontalPodAutoscaler mesh/weather-agent: spec.scaleTargetRef'],
  'autoscaler-cannot-scale': ['Deployment mesh/weather-agent: spec.template.spec.containers[0].resources'],
  'claim-of-one-node': ['PersistentVolumeClaim mesh/weather-data: spec.accessModes'],
  'database-without-tls': ['Deployment mesh/postgres'],
  'destination-rule-without-effect': ['Deployment mesh/weather-agent'],
  'disruption-budget-blocks-drains': ['Deployment mesh/weather-agent: spec.replicas'],
  'disruption-budget-with-two-limits': ['PodDisruptionBudget mesh/shop: spec.minAvailable'],
  'duplicate-identity': ['ConfigMap mesh/weather-settings: metadata.name'],
  'endpoints-of-no-service': ['Service mesh/postgres: spec.ports'],
  'external-name-for-mesh': ['Deployment mesh/weather-agent: spec.template.spec.containers[0].env[0].value'],
  'heartbeat-too-slow': ['Deployment mesh/mcp-mesh-registry: spec.template.spec.containers[0].env'],
  'headless-service-missing': ['Service mesh/data-processor'],
  'host-routed-twice': ['VirtualService mesh/news: spec.hosts'],
  'http-route-on-tcp-port': ['Service mesh/agents: spec.ports'],
  'ingress-backend-missing': ['Service mesh/shop: spec.ports'],
  'istio-policy-without-effect': ['Deployment mesh/mcp-mesh-registry'],
  'key-not-in-map': ['ConfigMap mesh/weather-settings: data'],
  'mutual-tls-cuts-caller': [
    'Deployment mesh/mcp-mesh-registry',
    'Deployment mesh/weather-agent',
    'PeerAuthentication mesh/strict: spec.mtls.mode',
  ],
  'namespace-missing': ['Service mesh/data-processor-headless: metadata.namespace'],
  'external-host-not-registered': ['Sidecar mesh/default'],
  'pod-with-two-disruption-budgets': ['PodDisruptionBudget mesh/all-agents: spec.selector'],
  'pod-waits-for-own-name': ['Service mesh/data-processor: spec'],
  'policy-cuts-database': ['StatefulSet mesh/postgres', 'Deployment mesh/mcp-mesh-registry'],
  'policy-cuts-dns': ['Deployment mesh/weather-agent'],
  'policy-cuts-entrance': ['Deployment mesh/weather-agent', 'NetworkPolicy mesh/weather-agent: spec.ingress'],
  'policy-cuts-mesh-proxy': ['Deployment mesh/planner'],
  'policy-cuts-provider': ['Deployment mesh/weather-agent', 'Deployment mesh/planner-agent'],
  'policy-cuts-registry': ['Deployment mesh/mcp-mesh-registry', 'Deployment mesh/weather-agent'],
  'policy-cuts-replicas': ['Deployment mesh/weather-agent'],
  'policy-cuts-told-address': ['Deployment mesh/redis', 'Deployment mesh/shop'],
  'policy-rules-without-type': ['NetworkPolicy mesh/weather-agent: spec.policyTypes'],
  'policy-selects-nothing': ['Deployment mesh/shop'],
  'reference-across-namespaces': ['Secret shared/llm-keys: metadata.namespace'],
  'registry-listens-elsewhere': ['Deployment mesh/mcp-mesh-registry: spec.template.spec.containers[0].image'],
  'route-not-attached': ['Gateway infra/public: spec.listeners'],
  'route-to-unknown-subset': ['DestinationRule mesh/weather-agent: spec.subsets'],
  'service-link-sets-variable': ['Service mesh/mcp-mesh-http: metadata.name'],
  'service-name-differs-from-label': ['Service mesh/weather: metadata.name'],
  'service-over-two-workloads': ['Deployment mesh/news-agent: spec.template.metadata.labels'],
  'service-selects-no-pod': ['Deployment mesh/weather-agent'],
  'shared-policy-beside-strict': ['Deployment mesh/weather-agent', 'Deployment mesh/planner-agent'],
  'sidecar-hides-service': ['Service mcp-mesh/mcp-mesh-registry', 'Deployment agents/weather-agent'],
  'source-policy-cuts-tool': ['Deployment mesh/geo-agent', 'Deployment mesh/weather-agent'],
  'trace-readers-share-group': [
    'Deployment mesh/test-registry: spec.template.spec.containers[0].env',
    'Deployment mesh/mcp-mesh-registry: spec.template.spec.containers[0].env',
  ],
  'workload-selector-differs': ['Deployment mesh/shop: spec.template.metadata.labels'],
  'workloads-of-one-name': ['StatefulSet mesh/mcp-mesh-registry: metadata.name'],
};

/** The number of the line that a marker means. */
function lineOf(text: string, marker: string): number {
  const [, part, which] = /^(.*?)(?:#(\d+))?$/.exec(marker)!;
  const lines = text.split('\n').flatMap((line, i) => (line.includes(part) ? [i + 1] : []));
  return lines[Number(which ?? 1) - 1];
}

test('of each rule, the lines are told', () => {
  expect(Object.keys(LINES).sort()).toEqual(ALL_RULES.map(({ id }) => id));
});

/** What a rule finds in its page's example. */
function findingsOf(rule: string, text: string): Finding[] {
  const code = codeOf(page(rule), 'What fails');
  const sources = Object.keys(code).length > 0 ? recordsOf(code) : [];
  return check(parseManifests(`${rule}.md`, text).objects, { sources }).filter((finding) => finding.rule.id === rule);
}

const placeText = ({ object, field = [] }: FoundPlace) =>
  field.length === 0 ? describeObject(object) : `${describeObject(object)}: ${fieldText(field)}`;

test.each(Object.entries(LINES))('%s points at the line', (rule, markers) => {
  const text = block(page(rule), 'What fails', 'yaml');
  const findings = findingsOf(rule, text);
  expect(findings.map((finding) => positionOf(finding)!.line)).toEqual(markers.map((marker) => lineOf(text, marker)));
  // Not by chance, because the object begins there.
  if (rule !== 'source-agent-missing') {
    expect(findings.map(({ field = [] }) => field)).not.toContainEqual([]);
  }
  const related = findings.flatMap((finding) => finding.related);
  expect(related.map(placeText)).toEqual(RELATED[rule] ?? []);
});
