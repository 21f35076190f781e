import { Origin } from './guide-fixtures';

/** A field, by JSON pointer; items of a list go by name, or by protocol and port. */
export interface Field {
  readonly fixture: string;
  /** `Kind/name`; a fragment has none: it is asked of every agent. */
  readonly object?: string;
  /** Where a fragment deviates in one example only. */
  readonly origin?: Origin;
  readonly pointer: string;
}

/** One line of the guide that we do not follow, or that is the user's to follow. */
export interface Deviation {
  readonly id: string;
  /** The place in the guide. */
  readonly place: string;
  /** The guide's line, as a reader knows it. */
  readonly guide: string;
  /** What a cluster, or MCP Mesh, does with it. */
  readonly happens: string;
  /** What the library emits, or whose job it is. */
  readonly instead: string;
  /** Fields of the guide that our output does not have, or has otherwise. */
  readonly changed?: Field[];
  /** Fields of our output that the guide does not have. */
  readonly added?: Field[];
}

const fields = (fixture: string, object: string, ...pointers: string[]): Field[] =>
  pointers.map((pointer) => ({ fixture, object, pointer }));
const fragment = (fixture: string, pointer: string, origin?: Origin): Field => ({ fixture, pointer, origin });

const CONTAINERS = '/spec/template/spec/containers';
const POLICY = 'NetworkPolicy/agent-communication-policy';
const PROCESSOR = 'StatefulSet/data-processor';
const ANALYTICS = 'Deployment/analytics-agent';

/** The guide's manifests, in the guide's order. */
const MANIFESTS: Deviation[] = [
  {
    id: 'app-selectors',
    place: 'Step 1, Step 4',
    guide: '`selector: app: weather-agent`, `app: data-processor`',
    happens:
      'Selects pods that carry the label `app`. Agents of Step 3 carry `app.kubernetes.io/name`: such a Service has no endpoints.',
    instead:
      'Services select by `app.kubernetes.io/name` and `app.kubernetes.io/component`, which every pod has. `labels` adds `app`, if your own tools want it.',
    changed: [
      ...fields('weather-agent-service.yaml', 'Service/weather-agent', '/spec/selector/app'),
      ...fields('data-processor.yaml', 'Service/data-processor-headless', '/spec/selector/app'),
    ],
  },
  {
    id: 'numeric-target-port',
    place: 'Step 1',
    guide: '`targetPort: 8081`',
    happens: 'Works until the container listens on another port; then calls are refused without a reason.',
    instead:
      "`targetPort: http`, the name of the container's port. Both numbers come from the one `port` of the agent.",
    changed: fields('weather-agent-service.yaml', 'Service/weather-agent', '/spec/ports/TCP:8081/targetPort'),
  },
  {
    id: 'registry-headless-selector',
    place: 'Step 1',
    guide: '`registry-headless` with `selector: app: registry`',
    happens:
      'Selects no pod: nothing in the guide has the label, and there is no StatefulSet `registry`. `registry-0.registry-headless…` does not resolve.',
    instead:
      "`headless: true` with `serviceName: 'registry'` creates the StatefulSet and the Service that selects it. `podHost(0)` is the guide's name.",
    changed: fields('registry-headless-service.yaml', 'Service/registry-headless', '/spec/selector/app'),
  },
  {
    id: 'env-order-of-step-2',
    place: 'Step 2',
    guide: "`SERVICE_NAME`, `NAMESPACE`, then the registry's host and port",
    happens: 'The same environment in either order: none of the four refers to another. Step 3 has the registry first.',
    instead: 'The order of Step 3.',
    changed: [fragment('discovery-env.yaml', '/env')],
  },
  {
    id: 'advertised-host',
    place: 'Step 2, Step 3',
    guide: '`SERVICE_NAME`, `NAMESPACE` and `POD_IP` for the auto-detection',
    happens: "Today's runtimes advertise `MCP_MESH_HTTP_HOST`, or else the pod's own IP: replicas then share no load.",
    instead: "The guide's variables, then `MCP_MESH_HTTP_HOST`, which refers to them, and `MCP_MESH_HTTP_PORT`.",
    added: fields(
      'analytics-agent.yaml',
      ANALYTICS,
      `${CONTAINERS}/agent/env/MCP_MESH_HTTP_PORT`,
      `${CONTAINERS}/agent/env/MCP_MESH_HTTP_HOST`,
    ),
  },
  {
    id: 'floating-images',
    place: 'Step 3, Step 4',
    guide: '`mcp-mesh-base:latest`, `mcp-mesh/data-processor:latest`; `busybox` and `netshoot` in the commands',
    happens: 'The tag may name another image tomorrow, and replicas of one Deployment may differ.',
    instead: "You name the image; the examples pin theirs by tag. The library's own (registry, wait) are pinned.",
    changed: [
      ...fields('analytics-agent.yaml', ANALYTICS, `${CONTAINERS}/agent/image`),
      ...fields('data-processor.yaml', PROCESSOR, `${CONTAINERS}/processor/image`),
    ],
  },
  {
    id: 'probe-paths',
    place: 'Step 3',
    guide: '`livenessProbe` and `readinessProbe` on `/health`',
    happens:
      'From release 0.6.1 on, `/health` of a Python agent answers 503 while its own check is unhealthy, so the liveness probe restarts pods for an outage elsewhere.',
    instead:
      "An agent whose runtime is known, as with mounted code, gets its release's paths: `/livez`, `/ready`, `/startupz`. Otherwise both stay on `/health`.",
    changed: fields(
      'analytics-agent.yaml',
      ANALYTICS,
      `${CONTAINERS}/agent/livenessProbe/httpGet/path`,
      `${CONTAINERS}/agent/readinessProbe/httpGet/path`,
    ),
  },
  {
    id: 'pod-security',
    place: 'Step 3, Step 4, Issue 3',
    guide: 'No `securityContext` anywhere',
    happens:
      'In a namespace that enforces Pod Security "restricted", the workloads are accepted, but none of their pods starts.',
    instead: 'All pods and containers, including init containers, meet "restricted".',
    added: [
      ...fields(
        'analytics-agent.yaml',
        ANALYTICS,
        '/spec/template/spec/securityContext',
        `${CONTAINERS}/agent/securityContext`,
      ),
      ...fields(
        'data-processor.yaml',
        PROCESSOR,
        '/spec/template/spec/securityContext',
        `${CONTAINERS}/agent/securityContext`,
      ),
      fragment('wait-for-registry.yaml', '/spec/initContainers/wait-for-registry/securityContext'),
    ],
  },
  {
    id: 'service-links',
    place: 'Step 3, Step 4',
    guide: "A Service named `mcp-mesh-registry`, and pods with service links (Kubernetes' default)",
    happens:
      'Kubernetes sets `MCP_MESH_REGISTRY_PORT=tcp://…` in every later pod that does not set it itself, such as the data processor.',
    instead: '`enableServiceLinks: false`, and the variable from the ConfigMap.',
    added: [
      ...fields('analytics-agent.yaml', ANALYTICS, '/spec/template/spec/enableServiceLinks'),
      ...fields(
        'data-processor.yaml',
        PROCESSOR,
        '/spec/template/spec/enableServiceLinks',
        `${CONTAINERS}/agent/env/MCP_MESH_REGISTRY_PORT`,
      ),
    ],
  },
  {
    id: 'pods-without-name-label',
    place: 'Step 4',
    guide: '`labels: app: data-processor` on the pods, and nothing else',
    happens:
      'A `fieldRef` to a label that is not there gives an empty `SERVICE_NAME`, and the network policy does not see the pods.',
    instead: 'Every mesh pod carries the name and the component, and the selector is these two.',
    changed: fields(
      'data-processor.yaml',
      PROCESSOR,
      '/spec/selector/matchLabels/app',
      '/spec/template/metadata/labels/app',
    ),
    added: fields(
      'data-processor.yaml',
      PROCESSOR,
      '/spec/template/metadata/labels/app.kubernetes.io~1name',
      '/spec/template/metadata/labels/app.kubernetes.io~1component',
    ),
  },
  {
    id: 'processor-not-wired',
    place: 'Step 4',
    guide: "The data processor's variables are `POD_NAME` and `PROCESSOR_ID`",
    happens: 'Without `MCP_MESH_REGISTRY_URL` an agent looks for its registry on `localhost`: it never registers.',
    instead: 'A headless agent has the wiring, probes and wait of every agent, and a ClusterIP Service under its name.',
    added: fields(
      'data-processor.yaml',
      PROCESSOR,
      `${CONTAINERS}/agent/envFrom`,
      `${CONTAINERS}/agent/env/SERVICE_NAME`,
      `${CONTAINERS}/agent/readinessProbe`,
      '/spec/template/spec/initContainers',
    ),
  },
  {
    id: 'container-name',
    place: 'Step 4',
    guide: '`name: processor` for the container',
    happens: 'Works, but `kubectl logs -c agent` does not find it, unlike in Step 3.',
    instead: '`agent`, as in Step 3, so that one command or patch fits every agent.',
    changed: fields('data-processor.yaml', PROCESSOR, `${CONTAINERS}/processor/name`),
  },
  {
    id: 'processor-ordinal',
    place: 'Step 4',
    guide: '`PROCESSOR_ID: $(POD_NAME)`, and a client that counts processors 0, 1, 2',
    happens:
      "`PROCESSOR_ID` is `data-processor-0`; a client that puts it into the guide's host name gets one that does not exist.",
    instead: 'As in the guide. `HeadlessMeshAgent.podOrdinal()` gives the number alone, from Kubernetes 1.28 on.',
  },
  {
    id: 'policy-namespace-label',
    place: 'Step 5',
    guide: '`namespaceSelector: matchLabels: name: mcp-mesh`',
    happens: 'Matches no namespace, unless you set that label: no agent can reach another.',
    instead:
      '`kubernetes.io/metadata.name`, which the API server sets on every namespace. `namespaceLabel` sets another.',
    changed: fields(
      'network-policy.yaml',
      POLICY,
      '/spec/ingress/0/from/0/namespaceSelector/matchLabels/name',
      '/spec/egress/1/to/0/namespaceSelector/matchLabels/name',
    ),
  },
  {
    id: 'policy-registry-port',
    place: 'Step 5',
    guide: '`port: 8080` from agents to the registry',
    happens: "Policies apply to container ports, and the registry's is 8000: no agent registers.",
    instead: "The port of the registry's container.",
    changed: fields('network-policy.yaml', POLICY, '/spec/egress/0/ports/TCP:8080/port'),
  },
  {
    id: 'policy-agent-port',
    place: 'Step 5',
    guide: '`port: 8080` between agents, and from the registry',
    happens: 'Cuts off `weather-agent`, which listens on 8081 (Step 1).',
    instead: 'The ports of the agents that there are: 8080 and 8081.',
    added: fields(
      'network-policy.yaml',
      POLICY,
      '/spec/ingress/0/ports/TCP:8081',
      '/spec/ingress/1/ports/TCP:8081',
      '/spec/egress/1/ports/TCP:8081',
    ),
  },
  {
    id: 'policy-dns-tcp',
    place: 'Step 5',
    guide: '`protocol: UDP`, `port: 53`',
    happens: 'DNS uses TCP for answers that are too long for UDP, and the policy drops TCP.',
    instead: 'UDP and TCP. `DnsProfile` adds NodeLocal DNSCache and OpenShift.',
    added: fields('network-policy.yaml', POLICY, '/spec/egress/2/ports/TCP:53'),
  },
  {
    id: 'policy-dns-anywhere',
    place: 'Step 5',
    guide: '`namespaceSelector: {}` for the DNS',
    happens: 'Opens port 53 of any pod, in any namespace, that calls itself `k8s-app: kube-dns`.',
    instead: 'The pods of that label in `kube-system`.',
    changed: fields('network-policy.yaml', POLICY, '/spec/egress/2/to/0/namespaceSelector'),
  },
  {
    id: 'registry-url-from-parts',
    place: 'Configuration Options',
    guide: '`MCP_MESH_REGISTRY_URL`: default "auto-constructed"',
    happens: 'No runtime builds it from host and port. Without it an agent uses `http://localhost:8000`.',
    instead: 'The ConfigMap contains it in addition to host and port, as in Issue 3.',
  },
  {
    id: 'istio-endpoints',
    place: 'Example 2',
    guide: 'ServiceEntry `*.agent.mcp-mesh.local`, `resolution: DNS`',
    happens: 'Istio refuses it: a wildcard cannot be resolved, so this resolution needs endpoints.',
    instead: "The agents' Services as endpoints, with their ports.",
    added: fields('istio.yaml', 'ServiceEntry/mcp-mesh-agents', '/spec/endpoints'),
  },
  {
    id: 'istio-address',
    place: 'Example 2',
    guide: '`hosts: "*.agent.mcp-mesh.local"` without `addresses`',
    happens:
      'No DNS server knows such a name, and Istio allocates no address for a wildcard: callers cannot resolve it.',
    instead:
      'A virtual address in the entry, and pods whose sidecar answers DNS. Or the shape with a router Service, which needs neither.',
    added: fields('istio.yaml', 'ServiceEntry/mcp-mesh-agents', '/spec/addresses'),
  },
  {
    id: 'istio-destination-port',
    place: 'Example 2',
    guide: '`destination: host: weather-agent…` without a port',
    happens:
      'A sidecar keeps the port that the caller used, 8080: its routes for that port know no Service on another. The weather agent is on 8081, so the answer is 503.',
    instead: '`port: number`, from the agent.',
    added: fields(
      'istio.yaml',
      'VirtualService/agent-routing',
      '/spec/http/0/route/0/destination/port',
      '/spec/http/1/route/0/destination/port',
    ),
  },
  {
    id: 'istio-last-route',
    place: 'Example 2',
    guide: 'A route for each capability, and none for the rest',
    happens: 'A request for any other capability gets an empty 404 from the proxy.',
    instead: 'A last route: a 404 that says that no agent provides the capability, or the agent named as `fallback`.',
    added: fields('istio.yaml', 'VirtualService/agent-routing', '/spec/http/2'),
  },
  {
    id: 'dns-fix',
    place: 'Issue 2',
    guide: '`dnsConfig` with `ndots: "1"`, `single-request-reopen`',
    happens:
      "Accepted. On musl images (Alpine) `<service>.<namespace>` no longer resolves; the guide's own code uses such names. `ClusterFirst` is the default.",
    instead:
      'An option: `dnsPolicy: DnsPolicy.CLUSTER_FIRST`, `dnsConfig: MeshDnsConfig.guide()`. The wiring uses whole names, which resolve either way.',
    changed: [fragment('dns-fix.yaml', '/spec/dnsPolicy'), fragment('dns-fix.yaml', '/spec/dnsConfig')],
  },
  {
    id: 'wait-under-sidecar',
    place: 'Issue 3',
    guide: '`until nc -z mcp-mesh-registry 8000`',
    happens:
      'True without a service mesh. A sidecar accepts every TCP connection, so the wait ends without a registry.',
    instead:
      "The guide's line; under Istio a wait by HTTP, under the proxy's own user, so that istio-cni does not swallow it.",
    changed: [fragment('wait-for-registry.yaml', '/spec/initContainers/wait-for-registry/args', 'istio-routing')],
  },
  {
    id: 'config-and-wait-in-one-block',
    place: 'Issue 3',
    guide: 'ConfigMap and init container in one block, without `---`',
    happens:
      'One object: a ConfigMap with a field `spec`, which the API server refuses, or drops where validation is off.',
    instead: "Each where it belongs: the ConfigMap by the registry, the init container in the agents' pods.",
  },
];

/** The guide's code and commands. */
const CODE: Deviation[] = [
  {
    id: 'capability-query',
    place: 'Step 2, Example 1, Testing',
    guide: '`GET /agents?capability=weather`',
    happens: 'The registry ignores `capability` and lists all agents. `capabilities=weather` filters.',
    instead: "Your code's job. The answer is an object with `agents`, which is `null` if no agent matches.",
  },
  {
    id: 'hard-coded-8080',
    place: 'Step 2, Example 1',
    guide: '`f"http://{service_name}.{self.namespace}:8080"`',
    happens: 'Refused by `weather-agent`, which listens on 8081, and by the registry (8000).',
    instead: "Your code's job: inject the dependency, ask the registry, or pass `agent.url` as a variable.",
  },
  {
    id: 'range-3',
    place: 'Step 4',
    guide: '`for i in range(3)` over the processors',
    happens: 'Correct until `replicas` changes; then it misses pods, or uses pods that do not exist.',
    instead:
      '`podHost(i)` and `podUrl(i)` check the number, and refuse a pod that will not exist. Pass them to the client as variables.',
  },
  {
    id: 'kubernetes-api',
    place: 'Example 1',
    guide: '`config.load_incluster_config()`, `read_namespaced_service`',
    happens:
      'The default account may not read Services (403), and `except: pass` hides it. For a headless Service the URL is `http://None:8080`.',
    instead:
      'Agents have no token: discovery does not need it. `agent.allowServiceDiscovery()` gives one agent the Role, the token and access to the API server.',
  },
  {
    id: 'caching',
    place: 'Example 1, Best Practices',
    guide: '`@lru_cache`, "Cache Discovery Results"',
    happens: '`lru_cache` never expires: it keeps agents that are gone, and empty answers, until the process exits.',
    instead:
      "Your code's job: let results expire within 20 s, after which the registry marks an agent without heartbeats as unhealthy. Injected dependencies are kept current by the runtime.",
  },
  {
    id: 'fallbacks',
    place: 'Example 1, Best Practices',
    guide: '"Implement Fallbacks: Multiple discovery methods", `except: pass`',
    happens:
      'The fallback assumes port 8080, and hides why the registry was not used. It also calls agents that the registry has marked as unhealthy.',
    instead:
      "Your code's job: one method, with retries and a message. The wait for the registry removes the usual cause.",
  },
  {
    id: 'api-v1-agents',
    place: 'Testing',
    guide: '`POST` and `GET /api/v1/agents`',
    happens: '404. Agents register by `POST /heartbeat`, and are listed by `GET /agents`.',
    instead: "MCP Mesh's runtimes do it for you. Correct your own scripts.",
  },
  {
    id: 'registry-8080',
    place: 'Testing, Debug',
    guide:
      '`telnet mcp-mesh-registry 8080`, `curl http://mcp-mesh-registry:8080/health`, `localhost:8080/api/v1/agents`',
    happens: "Nothing listens there: the registry's only port is 8000, as the guide's own table says.",
    instead:
      "Service and container on 8000, from the registry's `port`. `curl http://mcp-mesh-registry:8000/health` answers.",
  },
  {
    id: 'metrics-9090',
    place: 'Monitoring',
    guide: '`curl http://mcp-mesh-registry:9090/metrics`',
    happens: 'Nothing listens on 9090, and `/metrics` on 8000 is a 404 in every release.',
    instead: 'No port, annotation or ServiceMonitor that points at it. Count agents by `GET /agents`.',
  },
  {
    id: 'debug-pod',
    place: 'Step 1, Debug',
    guide: '`kubectl run -it --rm debug …`, then `curl` the registry',
    happens:
      'The registry\'s policy allows only agents: another pod times out. If Pod Security "restricted" is enforced, the pod is refused immediately.',
    instead:
      '`MeshDiscoveryTest` checks all of this, meets "restricted", and is allowed by policies. By hand: a restricted pod with the label `app.kubernetes.io/component=agent`, or `registryIngressFrom`.',
  },
  {
    id: 'ping',
    place: 'Debug',
    guide: '`ping mcp-mesh-registry`, `traceroute`',
    happens: 'Proves nothing: a ClusterIP only forwards ports, and often does not answer ICMP.',
    instead: 'Ask by HTTP: `curl http://mcp-mesh-registry:8000/health`.',
  },
  {
    id: 'endpoints-api',
    place: 'Pitfall 2, Monitoring',
    guide: '`kubectl get endpoints`',
    happens: 'Works, with a warning from Kubernetes 1.33 on: the API is deprecated.',
    instead:
      '`kubectl get endpointslices -l kubernetes.io/service-name=<service>`. Service and pods always match: synthesis refuses a label or patch that separates them.',
  },
  {
    id: 'dns-ttl',
    place: 'Known Limitations',
    guide: '"DNS TTL: caching can delay updates"',
    happens:
      'True for the names of single pods, for up to 30 s with a usual CoreDNS. The address of a Service does not change.',
    instead:
      "Agents advertise their Service's name, not a pod. With `podHost`, your client must retry and look up the name again.",
  },
  {
    id: 'external-name',
    place: 'Known Limitations',
    guide: '"ExternalName services don\'t work with all discovery methods"',
    happens: 'True: it has no endpoints and no ports, and policies and meshes cannot see its target.',
    instead: 'Refused for this reason. For a registry outside the cluster, use `MeshRegistry.fromEndpoint`.',
  },
  {
    id: 'init-container-dns',
    place: 'Known Limitations',
    guide: '"Pod DNS: Not available during init containers"',
    happens:
      "Service names do resolve there; the guide's own wait depends on it. The name of a single pod resolves when the pod is Ready.",
    instead: '`publishNotReadyAddresses: true` for replicas that look each other up when they start.',
  },
];

/** Every row, those of the manifests first. */
export const DEVIATIONS: Deviation[] = [...MANIFESTS, ...CODE];

/** The table of `docs/guide.md`. */
export function guideTable(): string {
  const rows = DEVIATIONS.map(({ place, guide, happens, instead }) => [place, guide, happens, instead]);
  return [
    ['Where', "The guide's line", 'What happens with it', 'What the library emits, or whose job it is'],
    ['---', '---', '---', '---'],
    ...rows,
  ]
    .map((cells) => `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |`)
    .join('\n');
}
