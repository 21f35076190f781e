import { existsSync } from 'fs';
import { join } from 'path';
import { ApiObject, App, Chart, Duration, JsonPatch, Size, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  AgentRuntime,
  DnsProfile,
  HeadlessMeshAgent,
  IMeshRegistry,
  IstioRouting,
  IstioRoutingProps,
  IstioRoutingShape,
  MeshAgent,
  MeshAgentProps,
  MeshCapability,
  MeshDashboard,
  MeshDiscoveryTest,
  MeshNetworkPolicy,
  MeshNetworkPolicyProps,
  MeshPeer,
  MeshPort,
  MeshProbe,
  MeshRegistry,
  MeshRegistryProps,
  MeshRequirement,
  MeshStorage,
  RedisEndpoint,
  RegistryDatabase,
  ServiceMesh,
  WaitForRegistry,
} from '../../src';

/*
 * What is refused, with the whole message: the construct's path, what was given, the rule, and the way out.
 * Each case builds something in a fresh app and synthesises it; no file may be there afterwards.
 */

const image = 'registry.example.com/agent:1.0.0';
const quantity = kplus.k8s.Quantity.fromString;

interface World {
  readonly app: App;
  readonly chart: Chart;
  readonly registry: IMeshRegistry;
}

type Build = (world: World) => unknown;

/** The message with which an app is refused, or nothing. */
function refusal(build: Build): string | undefined {
  const app = Testing.app();
  try {
    const chart = new Chart(app, 'mesh', { namespace: 'mesh' });
    const world: World = {
      app,
      chart,
      get registry() {
        return (chart.node.tryFindChild('registry') as any) ?? new MeshRegistry(chart, 'registry');
      },
    };
    build(world);
    app.synth();
  } catch (error) {
    expect(existsSync(join(app.outdir, 'mesh.k8s.yaml'))).toBe(false);
    return (error as Error).message;
  }
  return undefined;
}

const agent =
  (props: Partial<MeshAgentProps>, id = 'weather'): Build =>
  ({ chart, registry }) =>
    new MeshAgent(chart, id, { registry, image, ...props });
const headless =
  (props: Partial<MeshAgentProps>): Build =>
  ({ chart, registry }) =>
    new HeadlessMeshAgent(chart, 'weather', { registry, image, ...props });
const registry =
  (props: MeshRegistryProps): Build =>
  ({ chart }) =>
    new MeshRegistry(chart, 'registry', props);
const endpoint =
  (host: string): Build =>
  ({ chart }) =>
    MeshRegistry.fromEndpoint(chart, 'registry', { host });
const policy =
  (props: Partial<MeshNetworkPolicyProps>): Build =>
  (world) =>
    new MeshNetworkPolicy(world.chart, 'policy', { registry: world.registry, ...props });
/** A prefix that short names may have. */
const long = 'p'.repeat(200);
const redis = RedisEndpoint.of({ host: '10.0.0.6' });
const unset = MeshPeer.namespace('undefined').peer;
const postgres = (chart: Chart, host: string, user = 'mesh', peer?: kplus.INetworkPolicyPeer) =>
  RegistryDatabase.postgres({
    host,
    user,
    peer,
    password: { secret: kplus.Secret.fromSecretName(chart, 'secret', 'db'), key: 'password' },
  });
const routing =
  (props: Partial<IstioRoutingProps>, prepare: (a: MeshAgent, b: MeshAgent) => void = () => {}): Build =>
  ({ chart }) => {
    const meshed = new MeshRegistry(chart, 'registry', { serviceMesh: ServiceMesh.istio() });
    const [a, b] = ['a', 'b'].map((id) => new MeshAgent(chart, id, { registry: meshed, image, capabilities: ['c'] }));
    prepare(a, b);
    return new IstioRouting(chart, 'routing', { agents: [a, b], ...props });
  };

/** Problems that need the whole tree come from synthesis, which lists all of them. */
const listed = (...problems: string[]) =>
  ['Validation failed with the following errors:', ...problems.map((problem) => `  ${problem}`)].join('\n');

const cases: { [what: string]: [Build, string] } = {
  'a Service name with capitals and underscores': [
    agent({ serviceName: 'Weather_Agent' }),
    '[mesh/weather] serviceName "Weather_Agent": a Service name is a DNS-1035 label: at most 63 characters, lower-case letters, digits and \'-\', starting with a letter and ending with a letter or digit. Give another serviceName, such as "weather-agent".',
  ],
  ...Object.fromEntries(
    (
      [
        ['my_agent', 'my-agent'],
        ['MyAgent', 'myagent'],
        ['my.agent', 'my-agent'],
        ['agent-', 'agent'],
        ['-agent', 'agent'],
        ['a'.repeat(64), 'a'.repeat(63)],
      ] as const
    ).map(([id, legal]): [string, [Build, string]] => [
      `an agent's id that no registry takes, ${id}`,
      [
        agent({ serviceName: 'weather' }, id),
        `[mesh/${id}] agentName "${id}": a registry refuses every agent whose name does not consist of at most 63 lower-case letters, digits and '-', with a letter or digit at both ends. Give agentName, as the agent's code has it, such as "${legal}"; without it, it is the construct's id.`,
      ],
    ]),
  ),
  'a Service name that is too long': [
    agent({ serviceName: 'a'.repeat(64) }),
    '[mesh/weather] serviceName "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": a Service name is a DNS-1035 label: at most 63 characters, lower-case letters, digits and \'-\', starting with a letter and ending with a letter or digit. Give another serviceName, such as "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".',
  ],
  'a Service name that starts with a digit': [
    agent({ serviceName: '1-weather' }),
    '[mesh/weather] serviceName "1-weather": a Service name is a DNS-1035 label: at most 63 characters, lower-case letters, digits and \'-\', starting with a letter and ending with a letter or digit. Give another serviceName, such as "weather".',
  ],
  "a StatefulSet's name that is too long": [
    headless({ serviceName: 'a'.repeat(53) }),
    '[mesh/weather] serviceName "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": the name of a StatefulSet and its Service has at most 52 characters (Kubernetes appends a hash of ten to it in a label), in lower-case letters, digits and \'-\', and starts with a letter. Give another serviceName, such as "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".',
  ],
  'an empty agent name': [
    agent({ agentName: '' }),
    "[mesh/weather] agentName \"\": a registry refuses every agent whose name does not consist of at most 63 lower-case letters, digits and '-', with a letter or digit at both ends. Give agentName, as the agent's code has it; without it, it is the construct's id.",
  ],
  'a prefix that spoils the name': [
    ({ chart }) =>
      new MeshAgent(chart, 'a', {
        image,
        registry: new MeshRegistry(chart, 'registry', { agentDefaults: { serviceNamePrefix: 'My_' } }),
      }),
    '[mesh/registry] agentDefaults.serviceNamePrefix "My_": no Service name can begin with it: a Service name is a DNS-1035 label: at most 63 characters, lower-case letters, digits and \'-\', starting with a letter and ending with a letter or digit. Give a prefix such as "mcp-mesh-".',
  ],
  "a registry's name": [
    registry({ serviceName: 'registry.v2' }),
    '[mesh/registry] serviceName "registry.v2": a Service name is a DNS-1035 label: at most 63 characters, lower-case letters, digits and \'-\', starting with a letter and ending with a letter or digit. Give another serviceName, such as "registry-v2".',
  ],
  "a headless registry's name that is too long": [
    registry({ serviceName: 'a'.repeat(53), headless: true }),
    '[mesh/registry] serviceName "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": the name of a StatefulSet and its Service has at most 52 characters (Kubernetes appends a hash of ten to it in a label), in lower-case letters, digits and \'-\', and starts with a letter. Give another serviceName, such as "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".',
  ],
  'a namespace': [
    registry({ namespace: 'Mesh' }),
    "[mesh/registry] namespace \"Mesh\": a Namespace's name is a DNS-1123 label: at most 63 characters, lower-case letters, digits and '-', a letter or digit at both ends. Give the name of the Namespace as kubectl shows it; look where it comes from, if that is a variable that may be unset.",
  ],
  'a cluster domain': [
    registry({ clusterDomain: '.cluster.local' }),
    '[mesh/registry] clusterDomain ".cluster.local": a DNS domain is made of labels of lower-case letters, digits and \'-\', joined by single dots, without a wildcard or a dot at either end. Give a domain such as "cluster.local".',
  ],
  "a ConfigMap's name": [
    registry({ configMapName: 'Config Map' }),
    "[mesh/registry] configMapName \"Config Map\": the name of a Kubernetes object is a DNS-1123 subdomain: lower-case letters, digits, '-' and '.', at most 253 characters. Give another configMapName.",
  ],
  'port 0': [
    agent({ port: 0 }),
    '[mesh/weather] port 0: a port is a whole number from 1 to 65535. Give the port that the container listens on, such as 8080.',
  ],
  'port 65536': [
    registry({ port: 65536 }),
    '[mesh/registry] port 65536: a port is a whole number from 1 to 65535. Give the port that the container listens on, such as 8080.',
  ],
  'half a port': [
    agent({ port: 80.5 }),
    '[mesh/weather] port 80.5: a port is a whole number from 1 to 65535. Give the port that the container listens on, such as 8080.',
  ],
  'a node port on a ClusterIP Service': [
    agent({ nodePort: 30000 }),
    '[mesh/weather] nodePort 30000 on a Service of type ClusterIP: only Services of type NodePort and LoadBalancer have a port on the nodes. Set serviceType: ServiceType.NODE_PORT, or leave nodePort out.',
  ],
  'a node port out of range': [
    agent({ serviceType: kplus.ServiceType.NODE_PORT, nodePort: 70000 }),
    '[mesh/weather] nodePort 70000: a port is a whole number from 1 to 65535. Give the port that the container listens on, such as 8080.',
  ],
  'an ExternalName Service': [
    agent({ serviceType: kplus.ServiceType.EXTERNAL_NAME }),
    '[mesh/weather] serviceType ExternalName: an ExternalName Service has no endpoints, so not every way of discovery works with it, and policies and meshes do not see it. Use ClusterIP for agents of your own, and MeshRegistry.fromEndpoint for a registry outside the cluster.',
  ],
  'negative replicas': [
    agent({ replicas: -1 }),
    '[mesh/weather] replicas -1: a workload has a whole number of replicas, from 0 to 2147483647. Give a number such as 3, or leave replicas out (Kubernetes runs one, an autoscaler decides for itself).',
  ],
  'half a replica': [
    headless({ replicas: 1.5 }),
    '[mesh/weather] replicas 1.5: a workload has a whole number of replicas, from 0 to 2147483647. Give a number such as 3, or leave replicas out (Kubernetes runs one, an autoscaler decides for itself).',
  ],
  'replicas on SQLite': [
    registry({ replicas: 2 }),
    '[mesh/registry] replicas 2 on SQLite: each replica would have a file of its own, and registries that do not share a database know different agents. Give a database that they share, RegistryDatabase.postgres({ … }), or run one replica.',
  ],
  'an empty image': [
    agent({ image: '' }),
    '[mesh/weather] image "": a container needs an image: [host[:port]/]path[:tag][@digest], the path in lower case. Give a pinned reference such as "registry.example.com/weather-agent:1.4.2"; look where it comes from, if that is a variable that may be unset.',
  ],
  'an image with a space': [
    agent({ image: 'agent:1 ' }),
    '[mesh/weather] image "agent:1 ": a container needs an image: [host[:port]/]path[:tag][@digest], the path in lower case. Give a pinned reference such as "registry.example.com/weather-agent:1.4.2"; look where it comes from, if that is a variable that may be unset.',
  ],
  'an empty wait image': [
    agent({ waitForRegistry: WaitForRegistry.tcp({ image: '' }) }),
    '[mesh/weather] waitForRegistry image "": a container needs an image: [host[:port]/]path[:tag][@digest], the path in lower case. Give a pinned reference such as "registry.example.com/weather-agent:1.4.2"; look where it comes from, if that is a variable that may be unset.',
  ],
  'a wait of no time': [
    agent({ waitForRegistry: WaitForRegistry.tcp({ timeout: Duration.millis(500) }) }),
    '[mesh/weather] waitForRegistry timeout 0.5 seconds: a bounded wait lasts a whole number of seconds, one or more. Give a timeout such as Duration.minutes(5), or leave it out.',
  ],
  "a variable's name": [
    agent({ env: { '1st': kplus.EnvValue.fromValue('x') } }),
    "[mesh/weather] env \"1st\": Kubernetes accepts letters, digits, '_', '-' and '.' in a variable's name, and no digit, '..' or lone '.' in front. Rename the variable.",
  ],
  'a variable of the wiring': [
    agent({ env: { SERVICE_NAME: kplus.EnvValue.fromValue('mine') } }),
    '[mesh/weather] env "SERVICE_NAME": this variable is part of the mesh\'s wiring and is derived from the construct\'s other props. Leave it out of env; if you must replace it, patch the workload: ApiObject.of(construct).addJsonPatch(…).',
  ],
  'a variable of the wiring that comes from the ConfigMap': [
    agent({ env: { MCP_MESH_REGISTRY_URL: kplus.EnvValue.fromValue('http://other') } }),
    '[mesh/weather] env "MCP_MESH_REGISTRY_URL": this variable is part of the mesh\'s wiring and is derived from the construct\'s other props. Leave it out of env; if you must replace it, patch the workload: ApiObject.of(construct).addJsonPatch(…).',
  ],
  'a variable of the headless wiring': [
    headless({ env: { POD_NAME: kplus.EnvValue.fromValue('x') } }),
    '[mesh/weather] env "POD_NAME": this variable is part of the mesh\'s wiring and is derived from the construct\'s other props. Leave it out of env; if you must replace it, patch the workload: ApiObject.of(construct).addJsonPatch(…).',
  ],
  "a variable of the registry's wiring": [
    registry({ env: { DATABASE_URL: kplus.EnvValue.fromValue('postgres://user:secret@host/db') } }),
    '[mesh/registry] env "DATABASE_URL": this variable is part of the mesh\'s wiring and is derived from the construct\'s other props. Leave it out of env; if you must replace it, patch the workload: ApiObject.of(construct).addJsonPatch(…).',
  ],
  'a variable without a value': [
    agent({ env: { KEY: kplus.EnvValue.fromProcess('THERE_IS_NO_SUCH_VARIABLE') } }),
    '[mesh/weather] env "KEY" without a value: a variable has a value or a source. Give EnvValue.fromValue(…) or another EnvValue; EnvValue.fromProcess gives none if the process has no such variable.',
  ],
  'variables in a circle': [
    agent({ env: { A: kplus.EnvValue.fromValue('$(B)'), B: kplus.EnvValue.fromValue('$(A)') } }),
    '[mesh/weather] env "A" → "B" → "A": the kubelet expands $(NAME) only if NAME is defined earlier, so variables that refer to each other or to themselves stay literal. Break the circle, or write $$(NAME) for a literal $(NAME).',
  ],
  'the naming label as a prop': [
    agent({ labels: { 'app.kubernetes.io/name': 'mine' } }),
    '[mesh/weather] labels["app.kubernetes.io/name"] "mine": this label must equal the Service\'s name, or the agent cannot detect its own address (SERVICE_NAME). Leave it out; serviceName names the Service, the label and the pods together.',
  ],
  'the component label as a default': [
    ({ chart }) =>
      new MeshAgent(chart, 'a', {
        image,
        registry: new MeshRegistry(chart, 'registry', {
          agentDefaults: { labels: { 'app.kubernetes.io/component': 'x' } },
        }),
      }),
    '[mesh/registry] agentDefaults.labels["app.kubernetes.io/component"] "x": this label is part of every selector and policy of the mesh. Leave it out, and put your own grouping in another label, such as app.kubernetes.io/part-of.',
  ],
  "a label's value": [
    agent({ labels: { team: 'a b' } }),
    "[mesh/weather] labels[\"team\"] \"a b\": a label's value has at most 63 characters of letters, digits, '-', '_' and '.', with a letter or digit at both ends. Shorten or respell the value, or use an annotation for free text.",
  ],
  "a label's key": [
    agent({ labels: { '-team': 'a' } }),
    "[mesh/weather] labels key \"-team\": a key is an optional DNS prefix and '/', then at most 63 characters of letters, digits, '-', '_' and '.', with a letter or digit at both ends. Respell the key, such as \"example.com/team\".",
  ],
  "an annotation's key": [
    agent({ podAnnotations: { 'Example.com/a b': 'x' } }),
    "[mesh/weather] podAnnotations key \"Example.com/a b\": a key is an optional DNS prefix and '/', then at most 63 characters of letters, digits, '-', '_' and '.', with a letter or digit at both ends. Respell the key, such as \"example.com/team\".",
  ],
  'a pod annotation of the wiring': [
    agent({ podAnnotations: { 'cdk8s-mcp-mesh/agent-config-checksum': 'x' } }),
    '[mesh/weather] podAnnotations["cdk8s-mcp-mesh/agent-config-checksum"]: this annotation is part of the mesh\'s wiring. Leave it out; if you must replace it, patch the workload: ApiObject.of(construct).addJsonPatch(…).',
  ],
  'a quantity': [
    agent({ resources: { limits: { cpu: quantity('half') } } }),
    '[mesh/weather] resources.limits["cpu"] "half": a quantity is a number of zero or more with an optional suffix (m, k, M, G, Ki, Mi, Gi, …). Give one such as "500m" for half a CPU or "512Mi" of memory.',
  ],
  'a request above its limit': [
    agent({ resources: { requests: { memory: quantity('1Gi') }, limits: { memory: quantity('512Mi') } } }),
    '[mesh/weather] resources.requests["memory"] "1Gi" above the limit "512Mi": Kubernetes refuses a container that requests more than its limit. Raise the limit, lower the request, or leave the limit out.',
  ],
  'two volumes of one name': [
    agent({ volumes: [{ name: 'tmp', emptyDir: {} }] }),
    '[mesh/weather] volumes: two named "tmp": the library names volumes of its own in this pod: "tmp". Rename yours.',
  ],
  'a mount without a volume': [
    agent({ volumeMounts: [{ name: 'code', mountPath: '/app' }] }),
    '[mesh/weather] volumeMounts: "code" at "/app": a mount names a volume of its pod, and this one has "tmp". Add the volume to volumes, or correct the name.',
  ],
  'a capability': [
    agent({ capabilities: ['weather forecast'] }),
    "[mesh/weather] capability \"weather forecast\": a capability is a name of letters, digits, '_', '-', '.', ':' and '/', with a letter or digit at both ends, at most 253 characters, matched case by case. Give the name that the agent's code registers, such as \"weather_forecast\".",
  ],
  'a dependency': [
    agent({ dependencies: [''] }),
    "[mesh/weather] dependency \"\": a capability is a name of letters, digits, '_', '-', '.', ':' and '/', with a letter or digit at both ends, at most 253 characters, matched case by case. Give the name that the agent's code registers, such as \"weather_forecast\".",
  ],
  "a registry's arguments for another port": [
    registry({ port: 9000, args: ['--host', '0.0.0.0', '--port', '8000'] }),
    '[mesh/registry] port 9000, with args ["--host","0.0.0.0","--port","8000"]: the registry would listen on 8000, while its Service, probes and agents use 9000. Add "--port", "9000", or leave args out: they are derived from port.',
  ],
  "a registry's command that says no port": [
    registry({ port: 9000, command: ['sh', '-c', 'exec registry -H 0.0.0.0'] }),
    '[mesh/registry] port 9000, with command ["sh","-c","exec registry -H 0.0.0.0"]: the registry would listen on 8000, while its Service, probes and agents use 9000. Add "--port", "9000", or leave command out: they are derived from port.',
  ],
  "a registry's variable for another port": [
    registry({
      args: ['--host=0.0.0.0'],
      env: { PORT: kplus.EnvValue.fromValue('9000') },
    }),
    '[mesh/registry] port 8000, with args ["--host=0.0.0.0"]: the registry would listen on 9000, while its Service, probes and agents use 8000. Add "--port", "8000", or leave args out: they are derived from port.',
  ],
  "a registry's arguments without a host": [
    registry({ args: ['-p', '8000'] }),
    '[mesh/registry] port 8000, with args ["-p","8000"]: args replace those of the image, and without --host the registry listens on localhost, where no other pod reaches it. Add "--host", "0.0.0.0", or leave args out.',
  ],
  'a misspelt variable of MCP Mesh': [
    agent({ env: { MCP_MESH_LOG_LEVL: kplus.EnvValue.fromValue('DEBUG') } }),
    '[mesh/weather] env "MCP_MESH_LOG_LEVL": no release of MCP Mesh reads a variable of that name (did you mean MCP_MESH_LOG_LEVEL?). Write MCP_MESH_LOG_LEVEL.',
  ],
  "a registry's variable with a wrong value": [
    registry({ env: { MCP_MESH_LOG_LEVEL: kplus.EnvValue.fromValue('verbose') } }),
    '[mesh/registry] env "MCP_MESH_LOG_LEVEL" "verbose": its value is TRACE, DEBUG, INFO, WARNING, ERROR or CRITICAL, and with anything else the registry does not start. Write TRACE, DEBUG, INFO, WARNING, ERROR or CRITICAL.',
  ],
  "a wrong value among the agents' defaults, with no agent": [
    registry({ agentDefaults: { env: { MCP_MESH_HEALTH_INTERVAL: kplus.EnvValue.fromValue('5s') } } }),
    '[mesh/registry] agentDefaults.env "MCP_MESH_HEALTH_INTERVAL" "5s": its value is a whole number, and with anything else the default holds, or the process ends. Write a whole number.',
  ],
  'one id for replicas': [
    agent({ replicas: 2, env: { MCP_MESH_AGENT_ID: kplus.EnvValue.fromValue('weather-1') } }),
    '[mesh/weather] env "MCP_MESH_AGENT_ID" of several replicas: the registry keeps one entry for each id, so agents or replicas with the same id overwrite each other. Leave it out: each pod makes an id of its own from the agent\'s name.',
  ],
  'one id for replicas of an autoscaler': [
    (world) =>
      (
        agent({ env: { MCP_MESH_AGENT_ID: kplus.EnvValue.fromValue('weather-1') } })(world) as MeshAgent
      ).markHasAutoscaler(),
    'Validation failed with the following errors:\n  [mesh/weather] env "MCP_MESH_AGENT_ID" of several replicas: the registry keeps one entry for each id, so agents or replicas with the same id overwrite each other. Leave it out: each pod makes an id of its own from the agent\'s name.',
  ],
  'one id for all agents': [
    (world) => {
      const env = { MCP_MESH_AGENT_ID: kplus.EnvValue.fromValue('weather-1') };
      const shared = new MeshRegistry(world.chart, 'registry', { agentDefaults: { env } });
      return new MeshAgent(world.chart, 'weather', { registry: shared, image });
    },
    '[mesh/weather] agentDefaults.env "MCP_MESH_AGENT_ID": it is the id of one agent, and the registry keeps one entry for each id, so agents or replicas with the same id overwrite each other. Leave it out: each pod makes an id of its own from the agent\'s name.',
  ],
  'a capability of a gateway': [
    agent({ gateway: true, capabilities: ['weather'] }),
    '[mesh/weather] capability "weather" of a gateway: a service that has routes and no agent in its code registers no capability, so callers do not find it. Leave out the capability, or gateway if the code declares an agent.',
  ],
  'a weight': [
    (world) => (agent({})(world) as MeshAgent).addCapability('llm', { weight: -1 }),
    '[mesh/weather] weight -1 of capability "llm": a weight is a whole number from 0 to 1000000. Give parts such as 90 and 10.',
  ],
  "a runtime's release": [
    agent({ runtime: AgentRuntime.python('3.6') }),
    '[mesh/weather] runtime release "3.6": the release of MCP Mesh in the image decides which probe paths an agent answers. Give it as major.minor.patch, such as "3.8.0".',
  ],
  'a pod past the replicas': [
    (world) => (headless({ replicas: 3 })(world) as HeadlessMeshAgent).podHost(3),
    '[mesh/weather] pod 3: a StatefulSet of 3 has pods 0 to 2. Ask for a pod that will exist, or raise replicas; if an autoscaler decides, create it before you ask.',
  ],
  'a pod of a Deployment': [
    (world) => (registry({})(world) as MeshRegistry).podHost(0),
    '[mesh/registry] podHost(0): pods of a Deployment have no names of their own. Set headless: true.',
  ],
  'a full name without a namespace': [
    ({ app }) => new MeshRegistry(new Chart(app, 'nowhere'), 'registry').dns.fqdn,
    '[nowhere/registry] dns.fqdn of "mcp-mesh-registry", whose namespace is unknown: a full name needs the namespace (<service>.<namespace>.svc.<cluster domain>). Give the chart a namespace (new Chart(app, id, { namespace })) or the construct its own, or use dns.short within one namespace.',
  ],
  'an agent that knows its namespace with a registry that does not': [
    ({ app, chart }) =>
      new MeshAgent(chart, 'a', { image, registry: new MeshRegistry(new Chart(app, 'nowhere'), 'registry') }),
    '[mesh/a] namespace "mesh", with a registry (nowhere/registry) in no known namespace: if only one of the two namespaces is known, the app cannot write a name of the registry that resolves in any case. Give both charts a namespace, or neither if all of it goes into one.',
  ],
  'an agent that does not know its namespace with a registry that does': [
    (world) => new MeshAgent(new Chart(world.app, 'nowhere'), 'a', { image, registry: world.registry }),
    '[nowhere/a] no namespace, with a registry (mesh/registry) in namespace "mesh": if only one of the two namespaces is known, the app cannot write a name of the registry that resolves in any case. Give both charts a namespace, or neither if all of it goes into one.',
  ],
  'a URL as the host of an endpoint': [
    endpoint('http://mesh.example.com'),
    '[mesh/registry] host "http://mesh.example.com": the host of a registry is a DNS name or an address, without scheme, port or path. Give the host alone, such as "mcp-mesh-registry.other.svc.cluster.local"; port and tls are props of their own.',
  ],
  'a short host from another namespace': [
    ({ app, chart }) =>
      new MeshAgent(new Chart(app, 'other', { namespace: 'other' }), 'a', {
        image,
        registry: MeshRegistry.fromEndpoint(chart, 'registry', { host: 'registry' }),
      }),
    '[other/a] namespace "other", with a registry at the short host "registry": a name without dots resolves only in the registry\'s own namespace. Give fromEndpoint the whole name, such as "mcp-mesh-registry.other.svc.cluster.local".',
  ],
  'a URL as the host of a database': [
    (world) => registry({ database: postgres(world.chart, 'postgres://db') })(world),
    '[mesh/registry] database host "postgres://db": the host of a database is a DNS name or an address, without scheme, port, user or password. Give the host alone, such as "postgres.data.svc.cluster.local"; port, user and password have props of their own.',
  ],
  'a database without a user': [
    (world) => registry({ database: postgres(world.chart, 'db', '') })(world),
    '[mesh/registry] database user "": a connection to Postgres names its user. Give the user.',
  ],
  'two workloads of one name': [
    (world) => [
      agent({})(world),
      agent(
        {
          serviceName: 'mcp-mesh-weather',
          serviceAccount: kplus.ServiceAccount.fromServiceAccountName(world.chart, 'sa', 'sa'),
        },
        'again',
      )(world),
    ],
    listed(
      '[mesh/again/Resource] Deployment "mcp-mesh-weather" in namespace "mesh", which mesh/weather/Resource makes too: a cluster holds one object of a kind, name and namespace, so the second one applied would replace the first. Give one of them another serviceName or namespace; objects for another cluster belong in another App.',
      '[mesh/again/Service] Service "mcp-mesh-weather" in namespace "mesh", which mesh/weather/Service makes too: a cluster holds one object of a kind, name and namespace, so the second one applied would replace the first. Give one of them another serviceName or namespace; objects for another cluster belong in another App.',
    ),
  ],
  'two registries with one ConfigMap': [
    (world) => [world.registry, new MeshRegistry(world.chart, 'second', { serviceName: 'second' })],
    listed(
      '[mesh/second/AgentConfig] ConfigMap "mcp-agent-config" in namespace "mesh", which mesh/registry/AgentConfig makes too: a cluster holds one object of a kind, name and namespace, so the second one applied would replace the first. Agents of two registries in one namespace read one map each: give one of the registries another configMapName.',
    ),
  ],
  'a peer on no UDP port': [
    policy({ ingressFrom: [MeshPeer.namespace('voice').onUdp([])] }),
    '[mesh/policy] ingressFrom: a peer without ports: in a NetworkPolicy, no ports means every port. Name the ports, such as MeshPeer.of(peer, [443]).',
  ],
  'a peer on an SCTP port that there is not': [
    policy({ egressTo: [MeshPeer.address('203.0.113.7').onSctp([0])] }),
    '[mesh/policy] egressTo port 0: a port is a whole number from 1 to 65535. Give the port that the container listens on, such as 8080.',
  ],
  'a range of IPv6 with host bits': [
    policy({ egressTo: [MeshPeer.cidr('2001:db8::1/32', [443])] }),
    '[mesh/policy] egressTo: "2001:db8::1/32": the bits of the address behind those that are fixed are zero, or some network plugins refuse the policy. Write "2001:db8::/32", or give all bits for the one address.',
  ],
  "a user's object of our name": [
    (world) => [
      agent({})(world),
      new kplus.k8s.KubeService(world.chart, 'mine', { metadata: { name: 'mcp-mesh-weather' } }),
    ],
    listed(
      '[mesh/weather/Service] Service "mcp-mesh-weather" in namespace "mesh", which mesh/mine makes too: a cluster holds one object of a kind, name and namespace, so the second one applied would replace the first. Give one of them another serviceName or namespace; objects for another cluster belong in another App.',
    ),
  ],
  'the naming label by addLabel': [
    (world) => ApiObject.of(agent({})(world) as MeshAgent).metadata.addLabel('app.kubernetes.io/name', 'mine'),
    listed(
      '[mesh/weather] metadata.labels["app.kubernetes.io/name"] of Deployment "mcp-mesh-weather" is "mine": it must be "mcp-mesh-weather": the Service\'s name, its selector and the label app.kubernetes.io/name on the pods agree, in one namespace, or agents cannot be found. Take back the label or patch; serviceName and namespace are props, and change all of them together.',
    ),
  ],
  'the naming label by a patch': [
    (world) =>
      ApiObject.of(agent({})(world) as MeshAgent).addJsonPatch(
        JsonPatch.replace('/spec/template/metadata/labels/app.kubernetes.io~1name', 'mine'),
      ),
    listed(
      '[mesh/weather] spec.template.metadata.labels["app.kubernetes.io/name"] of Deployment "mcp-mesh-weather" is "mine": it must be "mcp-mesh-weather": the Service\'s name, its selector and the label app.kubernetes.io/name on the pods agree, in one namespace, or agents cannot be found. Take back the label or patch; serviceName and namespace are props, and change all of them together.',
    ),
  ],
  "the Service's name by a patch": [
    (world) => (agent({})(world) as MeshAgent).service.addJsonPatch(JsonPatch.replace('/metadata/name', 'mine')),
    listed(
      '[mesh/weather] metadata.name of Service "mcp-mesh-weather" is "mine": it must be "mcp-mesh-weather": the Service\'s name, its selector and the label app.kubernetes.io/name on the pods agree, in one namespace, or agents cannot be found. Take back the label or patch; serviceName and namespace are props, and change all of them together.',
    ),
  ],
  'a patch that cannot be applied': [
    (world) => ApiObject.of(agent({})(world) as MeshAgent).addJsonPatch(JsonPatch.replace('/spec/no/such/place', 1)),
    listed(
      "[mesh/weather/Resource] a JSON patch of Deployment \"mcp-mesh-weather\": it cannot be applied (Cannot read properties of undefined (reading 'such')). Look at the object as it is without the patch, and correct the patch's path.",
    ),
  ],
  'a name beside strict': [
    policy({ name: 'mine', strict: true }),
    '[mesh/policy] name "mine" beside strict: it names the policy over all agents of a namespace, and strict policies are one for each agent, named as its Service. Leave one of the two out; namePrefix is put before the names of strict policies.',
  ],
  'peers of a registry that somebody else runs': [
    ({ chart }) =>
      new MeshNetworkPolicy(chart, 'policy', {
        registry: MeshRegistry.fromEndpoint(chart, 'registry', { host: '203.0.113.7' }),
        registryEgressTo: [MeshPeer.internet()],
      }),
    '[mesh/policy] registryEgressTo with a registry from an endpoint: the library writes no policy for an existing registry. Leave it out; those who run the registry decide who may call it, and whom it may call.',
  ],
  "a name for the policy of somebody else's registry": [
    ({ chart }) =>
      new MeshNetworkPolicy(chart, 'policy', {
        registry: MeshRegistry.fromEndpoint(chart, 'registry', { host: '203.0.113.7' }),
        registryPolicyName: 'registry',
      }),
    '[mesh/policy] registryPolicyName with a registry from an endpoint: the library writes no policy for an existing registry. Leave it out; those who run the registry decide who may call it, and whom it may call.',
  ],
  'a name for policies that nobody asked for': [
    policy({ defaultDenyName: 'closed' }),
    '[mesh/policy] defaultDenyName "closed" without defaultDeny: it names a policy that is created only with defaultDeny or defaultDenyNamespaces. Set defaultDeny: true, name the namespaces, or leave the name out.',
  ],
  'a wrong name for the policies that close namespaces': [
    policy({ defaultDeny: true, defaultDenyName: 'Closed' }),
    "[mesh/policy] defaultDenyName \"Closed\": the name of a Kubernetes object is a DNS-1123 subdomain: lower-case letters, digits, '-' and '.', at most 253 characters. Give another defaultDenyName.",
  ],
  "a wrong name for the registry's policy": [
    policy({ registryPolicyName: 'Registry' }),
    "[mesh/policy] registryPolicyName \"Registry\": the name of a Kubernetes object is a DNS-1123 subdomain: lower-case letters, digits, '-' and '.', at most 253 characters. Give another registryPolicyName.",
  ],
  'a prefix that no name of a policy can have': [
    policy({ namePrefix: 'Mesh_' }),
    '[mesh/policy] namePrefix "Mesh_", with which an object would be named "Mesh_agent": the name of a Kubernetes object is a DNS-1123 subdomain: lower-case letters, digits, \'-\' and \'.\', at most 253 characters. Give another namePrefix, or leave it out.',
  ],
  'a part-of label that is no label': [
    ({ chart }) => new MeshRegistry(chart, 'other', { partOf: 'my mesh' }),
    "[mesh/other] partOf[\"app.kubernetes.io/part-of\"] \"my mesh\": a label's value has at most 63 characters of letters, digits, '-', '_' and '.', with a letter or digit at both ends. Shorten or respell the value, or use an annotation for free text.",
  ],
  'external providers of no capability': [
    policy({ externalProviders: [MeshPeer.namespace('other', [8080])] }),
    '[mesh/policy] externalProviders with registry mesh/registry, which has no externalCapabilities: agents call them for the capabilities that the registry lists, and it lists none. Name the capabilities in externalCapabilities of the registry, or leave externalProviders out.',
  ],
  'an external capability under strict, without its providers': [
    ({ chart }) => {
      const mesh = new MeshRegistry(chart, 'registry', { externalCapabilities: ['llm'] });
      new MeshAgent(chart, 'a', { registry: mesh, image, dependencies: ['llm'] });
      new MeshNetworkPolicy(chart, 'policy', { registry: mesh, strict: true });
    },
    listed(
      '[mesh/policy] dependency "llm" of agent mesh/a, which agents outside of this app provide (externalCapabilities): mesh/policy lets agents call what they declare, and the location of those providers is not known. Set it together with strict: externalProviders: [MeshPeer.namespace("other", [8080])].',
    ),
  ],
  'a domain beside a router Service': [
    routing({ shape: IstioRoutingShape.ROUTER_SERVICE, domain: 'Not A Domain' }),
    '[mesh/routing] domain "Not A Domain" with shape ROUTER_SERVICE: it is about the shape with a ServiceEntry, and would do nothing. Leave it out, or set shape: IstioRoutingShape.SERVICE_ENTRY.',
  ],
  'the name of a router Service beside a ServiceEntry': [
    routing({ routerServiceName: 'router' }),
    '[mesh/routing] routerServiceName "router" with shape SERVICE_ENTRY: it is about the shape with a router Service, and would do nothing. Leave it out, or set shape: IstioRoutingShape.ROUTER_SERVICE.',
  ],
  'TLS for a registry without it': [
    (world) => new MeshDiscoveryTest(world.chart, 'test', { registry: world.registry, askOverTls: true }),
    '[mesh/test] askOverTls with registry mesh/registry, which is reached by http: it is about registries that are reached by https, and would do nothing. Leave it out; a registry without TLS is always asked.',
  ],
  'a policy without DNS': [
    policy({ dns: [] }),
    "[mesh/policy] dns []: agents find their registry and each other by name, and without DNS no name resolves. Leave dns out, or name the cluster's DNS: DnsProfile.kubeDns(), .nodeLocal(), .openShift() or .of(…).",
  ],
  'a peer that selects everything': [
    (world) => policy({ ingressFrom: [MeshPeer.of(kplus.Pods.all(world.chart, 'all'))] })(world),
    '[mesh/policy] ingressFrom: mesh/all without a label, a namespace or an address: an empty selector selects every pod. Select by labels or namespaces, or say whom you mean: MeshPeer.namespace, .pods, .cidr or .internet.',
  ],
  'a peer without ports': [
    policy({ egressTo: [MeshPeer.namespace('other')] }),
    '[mesh/policy] egressTo: a peer without ports: in a NetworkPolicy, no ports means every port. Name the ports, such as MeshPeer.of(peer, [443]).',
  ],
  'a peer with no ports at all': [
    policy({ ingressFrom: [MeshPeer.namespace('other', [])] }),
    '[mesh/policy] ingressFrom: a peer without ports: in a NetworkPolicy, no ports means every port. Name the ports, such as MeshPeer.of(peer, [443]).',
  ],
  "a peer's port": [
    policy({ egressTo: [MeshPeer.internet([0])] }),
    '[mesh/policy] egressTo port 0: a port is a whole number from 1 to 65535. Give the port that the container listens on, such as 8080.',
  ],
  'a range of addresses': [
    policy({ egressTo: [MeshPeer.cidr('203.0.113.0', [443])] }),
    '[mesh/policy] egressTo: "203.0.113.0": a range of addresses is written as an address, \'/\' and the number of bits that are fixed. Give one such as "203.0.113.0/24", or "203.0.113.7/32" for one address; policies know no host names, and MeshPeer.internet() means all of the outside.',
  ],
  "a policy's name": [
    policy({ name: 'My Policy' }),
    "[mesh/policy] name \"My Policy\": the name of a Kubernetes object is a DNS-1123 subdomain: lower-case letters, digits, '-' and '.', at most 253 characters. Give another name.",
  ],
  'a policy for an endpoint that nobody located': [
    ({ chart }) =>
      new MeshNetworkPolicy(chart, 'policy', {
        registry: MeshRegistry.fromEndpoint(chart, 'registry', { host: 'mesh.example.com' }),
      }),
    '[mesh/policy] registry from an endpoint without a peer: a NetworkPolicy knows pods, namespaces and addresses, and no host names. Give MeshRegistry.fromEndpoint a peer, such as MeshPeer.namespace("data").peer or MeshPeer.cidr("203.0.113.7/32").peer.',
  ],
  'a policy for a database that nobody located': [
    ({ chart }) =>
      new MeshNetworkPolicy(chart, 'policy', {
        registry: new MeshRegistry(chart, 'registry', { database: postgres(chart, 'db.data') }),
      }),
    '[mesh/policy] Postgres at db.data:5432 without a peer: a NetworkPolicy knows pods, namespaces and addresses, and no host names. Give RegistryDatabase.postgres a peer, such as MeshPeer.namespace("data").peer or MeshPeer.cidr("203.0.113.7/32").peer.',
  ],
  'two policies for one registry': [
    (world) => [
      agent({})(world),
      policy({})(world),
      new MeshNetworkPolicy(world.chart, 'again', { registry: world.registry }),
    ],
    listed(
      '[mesh/again/Resource] NetworkPolicy "agent-communication-policy" in namespace "mesh", which mesh/policy/Resource makes too: a cluster holds one object of a kind, name and namespace, so the second one applied would replace the first. One MeshNetworkPolicy covers a registry and all of its agents: take one of the two out, and put what it says on the other.',
      '[mesh/again/registry] NetworkPolicy "mcp-mesh-registry-policy" in namespace "mesh", which mesh/policy/registry makes too: a cluster holds one object of a kind, name and namespace, so the second one applied would replace the first. One MeshNetworkPolicy covers a registry and all of its agents: take one of the two out, and put what it says on the other.',
    ),
  ],
  'routing without Istio': [
    (world) =>
      new IstioRouting(world.chart, 'routing', { agents: [agent({ capabilities: ['c'] })(world) as MeshAgent] }),
    '[mesh/routing] agent mesh/weather, whose registry (mesh/registry) declares no Istio: Istio routes between pods that have its sidecar, and the registry decides that for all of its agents. Declare it once, on the registry: serviceMesh: ServiceMesh.istio().',
  ],
  'routing without agents': [
    routing({ agents: [] }),
    '[mesh/routing] agents []: routing needs an agent to route to. Name the agents that provide capabilities.',
  ],
  'routing to an agent without capabilities': [
    (world) => {
      const r = routing({})(world) as IstioRouting;
      const own = world.registry;
      new IstioRouting(world.chart, 'more', {
        name: 'more',
        serviceEntryName: 'more',
        domain: 'more.local',
        agents: [new MeshAgent(world.chart, 'mute', { registry: own, image })],
      });
      return r;
    },
    listed(
      '[mesh/more] host "*.more.local" at 240.241.0.10, which mesh/routing claims too: Istio does not define which routes apply if two have the same host or address. Give one of the two another domain and other addresses, or put all agents into one routing.',
      '[mesh/more] agent mesh/mute without capabilities: requests are routed by capability, so no request would ever reach it. Give it capabilities, name it as fallback, or leave it out of agents.',
    ),
  ],
  'a header with capitals': [
    routing({ header: 'X-Capability' }),
    '[mesh/routing] header "X-Capability": Istio matches headers by their lower-case name, of letters, digits and \'-\'. Write "x-capability"; callers may spell it as they like.',
  ],
  'a header with a space': [
    routing({ header: 'my header' }),
    '[mesh/routing] header "my header": Istio matches headers by their lower-case name, of letters, digits and \'-\'. Give a name such as "capability".',
  ],
  'a domain with a wildcard': [
    routing({ domain: '*.agent.local' }),
    '[mesh/routing] domain "*.agent.local": a DNS domain is made of labels of lower-case letters, digits and \'-\', joined by single dots, without a wildcard or a dot at either end. Give a domain such as "agent.mcp-mesh.local".',
  ],
  'a virtual address': [
    routing({ addresses: ['240.0.0'] }),
    '[mesh/routing] addresses "240.0.0": a wildcard host resolves to the addresses that its ServiceEntry names, and to nothing without any. Give an IP address that nothing else has, such as "240.241.0.10".',
  ],
  'no virtual address': [
    routing({ addresses: [] }),
    '[mesh/routing] addresses []: a wildcard host resolves to the addresses that its ServiceEntry names, and to nothing without any. Give an IP address that nothing else has, such as "240.241.0.10".',
  ],
  'a weight on one of two agents': [
    routing({}, (a, b) => {
      a.addCapability('llm', { weight: 90 });
      b.addCapability('llm');
    }),
    listed(
      '[mesh/routing] capability "llm" with a weight on some of its agents and none on mesh/b: weights are relative to each other, and there is nothing to compare the missing ones with. Give each of them one, addCapability("llm", { weight }), or none.',
    ),
  ],
  'weights of zero': [
    routing({}, (a, b) => {
      a.addCapability('llm', { weight: 0 });
      b.addCapability('llm', { weight: 0 });
    }),
    listed(
      '[mesh/routing] capability "llm" with weight 0 on every agent: Istio refuses a route that sends nothing anywhere. Give one of them a weight above 0.',
    ),
  ],
  "a control plane's namespace": [
    registry({ serviceMesh: ServiceMesh.istio({ controlPlaneNamespace: 'Istio System' }) }),
    '[mesh/registry] serviceMesh controlPlaneNamespace "Istio System": it is a DNS-1123 label: at most 63 characters, lower-case letters, digits and \'-\', a letter or digit at both ends. Give the controlPlaneNamespace as istioctl shows it, or leave it out.',
  ],
  'a storage path': [
    ({ chart, registry: own }) =>
      new HeadlessMeshAgent(chart, 'a', {
        registry: own,
        image,
        storage: MeshStorage.ephemeral(),
        storagePath: 'data',
      }),
    '[mesh/a] mount at "data": a volume is mounted at an absolute path without \':\'. Give a path such as "/data".',
  ],
  'a storage path without storage': [
    ({ chart, registry: own }) => new HeadlessMeshAgent(chart, 'a', { registry: own, image, storagePath: '/data' }),
    '[mesh/a] storagePath "/data" without storage: there is nothing to mount there. Give storage, such as MeshStorage.claim(Size.gibibytes(10)), or leave storagePath out.',
  ],
  'too many replicas': [
    agent({ replicas: 3e9 }),
    '[mesh/weather] replicas 3000000000: a workload has a whole number of replicas, from 0 to 2147483647. Give a number such as 3, or leave replicas out (Kubernetes runs one, an autoscaler decides for itself).',
  ],
  'a variable that looks like a path': [
    agent({ env: { '..up': kplus.EnvValue.fromValue('x') } }),
    "[mesh/weather] env \"..up\": Kubernetes accepts letters, digits, '_', '-' and '.' in a variable's name, and no digit, '..' or lone '.' in front. Rename the variable.",
  ],
  'a variable that expands itself': [
    agent({ env: { A: kplus.EnvValue.fromValue('$$$(A)') } }),
    '[mesh/weather] env "A" → "A": the kubelet expands $(NAME) only if NAME is defined earlier, so variables that refer to each other or to themselves stay literal. Break the circle, or write $$(NAME) for a literal $(NAME).',
  ],
  'an agent name that would be expanded': [
    agent({ serviceName: 'weather', agentName: '$(NAMESPACE)' }),
    '[mesh/weather] agentName "$(NAMESPACE)": a registry refuses every agent whose name does not consist of at most 63 lower-case letters, digits and \'-\', with a letter or digit at both ends. Give agentName, as the agent\'s code has it, such as "namespace"; without it, it is the construct\'s id.',
  ],
  'a sidecar named like the agent': [
    agent({ sidecars: [{ name: 'agent', image }] }),
    '[mesh/weather] containers: two named "agent": the containers of a pod, init containers among them, have different names, and the library\'s own are "agent" and "wait-for-registry". Rename yours.',
  ],
  'an init container named like the wait': [
    agent({ initContainers: [{ name: 'wait-for-registry', image }] }),
    '[mesh/weather] containers: two named "wait-for-registry": the containers of a pod, init containers among them, have different names, and the library\'s own are "agent" and "wait-for-registry". Rename yours.',
  ],
  "a container's name": [
    agent({ sidecars: [{ name: 'My_Proxy', image }] }),
    '[mesh/weather] container name "My_Proxy": the parts of a pod have DNS-1123 labels for names: at most 63 characters, lower-case letters, digits and \'-\', a letter or digit at both ends. Rename it.',
  ],
  "a volume's name": [
    agent({ volumes: [{ name: 'Code', emptyDir: {} }] }),
    '[mesh/weather] volume name "Code": the parts of a pod have DNS-1123 labels for names: at most 63 characters, lower-case letters, digits and \'-\', a letter or digit at both ends. Rename it.',
  ],
  'two mounts at one path': [
    registry({ volumes: [{ name: 'more', emptyDir: {} }], volumeMounts: [{ name: 'more', mountPath: '/data' }] }),
    '[mesh/registry] mounts: two at "/data": one path of a container shows one volume, and the library mounts its own at "/data", "/tmp". Mount yours elsewhere.',
  ],
  'a node selector': [
    agent({ nodeSelector: { 'a b': 'x' } }),
    "[mesh/weather] nodeSelector key \"a b\": a key is an optional DNS prefix and '/', then at most 63 characters of letters, digits, '-', '_' and '.', with a letter or digit at both ends. Respell the key, such as \"example.com/team\".",
  ],
  'a grace period': [
    agent({ terminationGracePeriodSeconds: -1 }),
    '[mesh/weather] terminationGracePeriodSeconds -1: it is a whole number of seconds, zero or more. Give a number such as 30, or leave it out.',
  ],
  'a CPU share finer than Kubernetes counts': [
    agent({ resources: { requests: { cpu: quantity('0.0001') } } }),
    '[mesh/weather] resources.requests["cpu"] "0.0001": Kubernetes counts CPU in thousandths (1m) and refuses finer parts. Give a whole number of millis, such as "100m".',
  ],
  "a resource's name": [
    agent({ resources: { limits: { 'bad key': quantity('1') } } }),
    "[mesh/weather] resources.limits key \"bad key\": a key is an optional DNS prefix and '/', then at most 63 characters of letters, digits, '-', '_' and '.', with a letter or digit at both ends. Respell the key, such as \"example.com/team\".",
  ],
  'a claim of nothing': [
    registry({ database: RegistryDatabase.sqlite(MeshStorage.claim(Size.gibibytes(0))) }),
    '[mesh/registry] database: a claim of size 0: a PersistentVolumeClaim asks for more than nothing. Give a size such as Size.gibibytes(1).',
  ],
  "a storage class's name": [
    ({ chart, registry: own }) =>
      new HeadlessMeshAgent(chart, 'a', {
        registry: own,
        image,
        storage: MeshStorage.claim(Size.gibibytes(1), 'Fast Disk'),
      }),
    "[mesh/a] storage: storage class \"Fast Disk\": the name of a StorageClass is a DNS-1123 subdomain: lower-case letters, digits, '-' and '.'. Give it as kubectl get storageclass shows it, or leave it out for the cluster's default.",
  ],
  "a capability's version": [
    (world) => (agent({})(world) as MeshAgent).addCapability('llm', { version: '1.2.x' }),
    '[mesh/weather] version "1.2.x" of capability "llm": a capability has a semantic version: major.minor.patch, of which the end may be left out. Give the version that the agent\'s code registers, such as "1.2.0".',
  ],
  "a capability's tag": [
    (world) => (agent({})(world) as MeshAgent).addCapability('llm', { tags: ['+fast'] }),
    "[mesh/weather] tag \"+fast\" of capability \"llm\": a tag is made of letters, digits, '_', '-', '.', ':' and '/', with a letter or digit in front. Give the tags that the agents' code registers; only a requirement puts '+' or '-' before one.",
  ],
  "a requirement's tag": [
    (world) => (agent({})(world) as MeshAgent).addRequirement('llm', { tags: ['+-fast'] }),
    "[mesh/weather] tag \"-fast\" of dependency \"llm\": a tag is made of letters, digits, '_', '-', '.', ':' and '/', with a letter or digit in front. Give the tags that the agents' code registers; only a requirement puts '+' or '-' before one.",
  ],
  'a range of versions': [
    (world) => (agent({})(world) as MeshAgent).addRequirement('llm', { versionRange: 'newest' }),
    '[mesh/weather] versionRange "newest" of dependency "llm": it is a range of semantic versions. Give one such as ">=1.2.0 <2.0.0" or "^1.2.0".',
  ],
  'a dependency that nobody meets': [
    agent({ dependencies: ['llm'] }),
    listed(
      '[mesh/weather] dependency "llm": no agent of mesh/registry provides it. Add an agent that does, list it in the registry\'s externalCapabilities if it lives outside of this app, or say that the agent works without it: addRequirement("llm", { optional: true }).',
    ),
  ],
  'a capability from elsewhere': [
    registry({ externalCapabilities: ['an llm'] }),
    "[mesh/registry] externalCapabilities \"an llm\": a capability is a name of letters, digits, '_', '-', '.', ':' and '/', with a letter or digit at both ends, at most 253 characters, matched case by case. Give the name that the agent's code registers, such as \"weather_forecast\".",
  ],
  'agents of an endpoint of which only some know their namespace': [
    ({ app, chart }) => {
      const far = MeshRegistry.fromEndpoint(chart, 'far', { host: '203.0.113.7' });
      new MeshAgent(chart, 'a', { registry: far, image });
      new MeshAgent(new Chart(app, 'nowhere'), 'b', { registry: far, image });
    },
    '[nowhere/b] no known namespace, beside mesh/a, which has namespace "mesh": if only some agents have a namespace, neither names nor policies can lead from one to the other. Give all charts of the mesh a namespace, or none of them if all of it goes into one.',
  ],
  "a peer's namespace that is unset": [
    policy({ ingressFrom: [MeshPeer.namespace(undefined as unknown as string)] }),
    "[mesh/policy] ingressFrom: namespace (undefined): a Namespace's name is a DNS-1123 label, and a selector without one selects every namespace. Give the name as kubectl shows it; look where it comes from, if that is a variable that may be unset.",
  ],
  "a peer's namespace": [
    policy({ ingressFrom: [MeshPeer.namespace('Bad NS')] }),
    '[mesh/policy] ingressFrom: namespace "Bad NS": a Namespace\'s name is a DNS-1123 label, and a selector without one selects every namespace. Give the name as kubectl shows it; look where it comes from, if that is a variable that may be unset.',
  ],
  "a peer's label that is unset": [
    policy({ ingressFrom: [MeshPeer.pods('ops', { app: undefined as unknown as string })] }),
    '[mesh/policy] ingressFrom: label "app" with no value: a selector without a value selects more than was meant. Give the value that the pods carry; look where it comes from, if that is a variable that may be unset.',
  ],
  "a peer's label that is empty": [
    policy({ ingressFrom: [MeshPeer.pods('ops', { app: '' })] }),
    '[mesh/policy] ingressFrom: label "app" with an empty value: a selector without a value selects more than was meant. Give the value that the pods carry; look where it comes from, if that is a variable that may be unset.',
  ],
  'a peer without labels': [
    (world) => policy({ ingressFrom: [MeshPeer.of(kplus.Namespaces.all(world.chart, 'all'))] })(world),
    '[mesh/policy] ingressFrom: mesh/all without a label, a namespace or an address: an empty selector selects every pod. Select by labels or namespaces, or say whom you mean: MeshPeer.namespace, .pods, .cidr or .internet.',
  ],
  'a range that excludes what it does not hold': [
    policy({ egressTo: [MeshPeer.cidr('203.0.113.0/24', [443], ['10.0.0.0/8'])] }),
    '[mesh/policy] egressTo: "10.0.0.0/8" excluded from "203.0.113.0/24": what is excluded lies within the range and is smaller than it. Leave it out, or widen the range.',
  ],
  'a range that is unset': [
    policy({ egressTo: [MeshPeer.cidr(undefined as unknown as string, [443])] }),
    '[mesh/policy] egressTo: (undefined): a range of addresses is written as an address, \'/\' and the number of bits that are fixed. Give one such as "203.0.113.0/24", or "203.0.113.7/32" for one address; policies know no host names, and MeshPeer.internet() means all of the outside.',
  ],
  'DNS on no port': [
    policy({ dns: [DnsProfile.of(MeshPeer.namespace('dns').peer, 70000)] }),
    '[mesh/policy] dns port 70000: a port is a whole number from 1 to 65535. Give the port that the container listens on, such as 8080.',
  ],
  'a peer of an agent': [
    (world) => (agent({})(world) as MeshAgent).allowEgress(MeshPeer.namespace('other')),
    '[mesh/weather] allowEgress: a peer without ports: in a NetworkPolicy, no ports means every port. Name the ports, such as MeshPeer.of(peer, [443]).',
  ],
  'two routings on one host': [
    (world) => {
      routing({})(world);
      const far = new Chart(world.app, 'far', { namespace: 'far' });
      const own = new MeshRegistry(far, 'registry', { serviceMesh: ServiceMesh.istio() });
      new IstioRouting(far, 'routing', {
        agents: [new MeshAgent(far, 'a', { registry: own, image, capabilities: ['c'] })],
      });
    },
    listed(
      '[far/routing] host "*.agent.mcp-mesh.local", which mesh/routing claims too: Istio does not define which routes apply if two have the same host or address. Give one of the two another domain and other addresses, or put all agents into one routing.',
    ),
  ],
  'two routings on one address': [
    (world) => {
      routing({})(world);
      const far = new Chart(world.app, 'far', { namespace: 'far' });
      const own = new MeshRegistry(far, 'registry', { serviceMesh: ServiceMesh.istio() });
      new IstioRouting(far, 'routing', {
        domain: 'far.local',
        agents: [new MeshAgent(far, 'a', { registry: own, image, capabilities: ['c'] })],
      });
    },
    listed(
      '[far/routing] host "*.far.local" at 240.241.0.10, which mesh/routing claims too: Istio does not define which routes apply if two have the same host or address. Give one of the two another domain and other addresses, or put all agents into one routing.',
    ),
  ],
  "a domain that takes in the cluster's": [
    routing({ domain: 'svc.cluster.local' }),
    '[mesh/routing] domain "svc.cluster.local": the wildcard would take in names of the cluster\'s own domain, cluster.local. Give a domain that nothing else uses, such as "agent.mcp-mesh.local".',
  ],
  'agents of two registries in one routing': [
    (world) => {
      const own = new MeshRegistry(world.chart, 'other', {
        serviceName: 'other',
        configMapName: 'other',
        serviceMesh: ServiceMesh.istio(),
      });
      const stranger = new MeshAgent(world.chart, 'stranger', { registry: own, image, capabilities: ['s'] });
      routing({ fallback: stranger })(world);
    },
    '[mesh/routing] agent mesh/stranger of registry mesh/other, beside agents of mesh/registry: each registry is a mesh of its own: its policies keep the agents of another one out. Make a routing for each registry, each with its own domain, addresses and names.',
  ],
  'a weight of zero where nobody else provides': [
    routing({}, (a) => a.addCapability('llm', { weight: 0 })),
    listed(
      '[mesh/routing] capability "llm" with weight 0 on every agent: Istio refuses a route that sends nothing anywhere. Give one of them a weight above 0.',
    ),
  ],
  'a range as a virtual address': [
    routing({ addresses: ['240.241.0.0/24'] }),
    '[mesh/routing] addresses "240.241.0.0/24": a wildcard host resolves to the addresses that its ServiceEntry names, and to nothing without any. Give an IP address that nothing else has, such as "240.241.0.10".',
  ],
  'a gateway': [
    routing({ gateways: ['a/b/c'] }),
    '[mesh/routing] gateways "a/b/c": Istio knows a gateway as <namespace>/<name> or by its name alone, and the sidecars as "mesh". Give names such as "istio-system/public", and also "mesh" if agents call each other through the routes.',
  ],
  'an image that is unset': [
    agent({ image: undefined }),
    '[mesh/weather] neither image nor code: an agent runs an image with its code in it, or its code mounted into the image of MCP Mesh. Give image, or source with code: MeshCode.mounted(); look where image comes from, if that is a variable that may be unset.',
  ],
  "a sidecar's image": [
    agent({ sidecars: [{ name: 'proxy' }] }),
    '[mesh/weather] image of container "proxy" (undefined): a container needs an image: [host[:port]/]path[:tag][@digest], the path in lower case. Give a pinned reference such as "registry.example.com/weather-agent:1.4.2"; look where it comes from, if that is a variable that may be unset.',
  ],
  "a probe's timing": [
    agent({ liveness: MeshProbe.tcp({ periodSeconds: 0 }) }),
    '[mesh/weather] liveness periodSeconds 0: it is a whole number, 1 or more. Give whole seconds, or leave it out.',
  ],
  "a probe's path": [
    agent({ readiness: MeshProbe.httpGet('ready') }),
    '[mesh/weather] readiness path "ready": the path of an HTTP probe starts with \'/\'. Give a path such as "/health".',
  ],
  "a Service's annotation": [
    agent({ serviceAnnotations: { 'bad key!': 'x' } }),
    "[mesh/weather] serviceAnnotations key \"bad key!\": a key is an optional DNS prefix and '/', then at most 63 characters of letters, digits, '-', '_' and '.', with a letter or digit at both ends. Respell the key, such as \"example.com/team\".",
  ],
  'a priority class': [
    agent({ priorityClassName: 'Very High' }),
    "[mesh/weather] priorityClassName \"Very High\": the name of a Kubernetes object is a DNS-1123 subdomain: lower-case letters, digits, '-' and '.', at most 253 characters. Give another priorityClassName.",
  ],
  'no DNS at all': [
    agent({ dnsPolicy: kplus.DnsPolicy.NONE }),
    '[mesh/weather] dnsPolicy None without nameservers: a pod that takes no DNS from the cluster names its own servers. Give dnsConfig: { nameservers: [...] }, or leave dnsPolicy out.',
  ],
  'two mounts at one path, spelt differently': [
    registry({ volumes: [{ name: 'more', emptyDir: {} }], volumeMounts: [{ name: 'more', mountPath: '/data/' }] }),
    '[mesh/registry] mounts: two at "/data": one path of a container shows one volume, and the library mounts its own at "/data", "/tmp". Mount yours elsewhere.',
  ],
  'a label of the service mesh': [
    ({ chart }) =>
      new MeshAgent(chart, 'a', {
        image,
        registry: new MeshRegistry(chart, 'registry', { serviceMesh: ServiceMesh.istio() }),
        labels: { 'sidecar.istio.io/inject': 'false' },
      }),
    '[mesh/a] labels["sidecar.istio.io/inject"] "false": this label is part of the service mesh\'s wiring, which the registry declares for all of its agents. Leave it out; a pod that must stay out of the mesh belongs to a registry without serviceMesh.',
  ],
  "an annotation of the library's own": [
    agent({ annotations: { 'cdk8s-mcp-mesh/capabilities': '["mine"]' } }),
    '[mesh/weather] annotations["cdk8s-mcp-mesh/capabilities"]: the library keeps its own record under this prefix. Use a prefix of your own; capabilities and dependencies have props.',
  ],
  'a label among the defaults': [
    ({ chart }) => new MeshRegistry(chart, 'registry', { agentDefaults: { labels: { team: 'a b' } } }),
    "[mesh/registry] agentDefaults.labels[\"team\"] \"a b\": a label's value has at most 63 characters of letters, digits, '-', '_' and '.', with a letter or digit at both ends. Shorten or respell the value, or use an annotation for free text.",
  ],
  'an address that is none': [
    endpoint('10.0.0.256'),
    '[mesh/registry] host "10.0.0.256": the host of a registry is a DNS name or an address, without scheme, port or path. Give the host alone, such as "mcp-mesh-registry.other.svc.cluster.local"; port and tls are props of their own.',
  ],
  'a patch of the ConfigMap that cannot be applied': [
    (world) =>
      ApiObject.of((world.registry as MeshRegistry).node.findChild('AgentConfig')).addJsonPatch(
        JsonPatch.remove('/data/NOTHING/here'),
      ),
    listed(
      "[mesh/registry/AgentConfig] a JSON patch of ConfigMap \"mcp-agent-config\": it cannot be applied (Cannot read properties of undefined (reading 'here')). Look at the object as it is without the patch, and correct the patch's path.",
    ),
  ],
  'a namespace by a patch': [
    (world) =>
      ApiObject.of(agent({})(world) as MeshAgent).addJsonPatch(JsonPatch.replace('/metadata/namespace', 'elsewhere')),
    listed(
      '[mesh/weather] metadata.namespace of Deployment "mcp-mesh-weather" is "elsewhere": it must be "mesh": the Service\'s name, its selector and the label app.kubernetes.io/name on the pods agree, in one namespace, or agents cannot be found. Take back the label or patch; serviceName and namespace are props, and change all of them together.',
    ),
  ],
  'a label of the policies': [
    policy({ labels: { team: 'a b' } }),
    "[mesh/policy] labels[\"team\"] \"a b\": a label's value has at most 63 characters of letters, digits, '-', '_' and '.', with a letter or digit at both ends. Shorten or respell the value, or use an annotation for free text.",
  ],
  'an annotation of the policies': [
    policy({ annotations: { 'a b': 'x' } }),
    "[mesh/policy] annotations key \"a b\": a key is an optional DNS prefix and '/', then at most 63 characters of letters, digits, '-', '_' and '.', with a letter or digit at both ends. Respell the key, such as \"example.com/team\".",
  ],
  "the label that holds a namespace's name": [
    policy({ namespaceLabel: 'a b' }),
    "[mesh/policy] namespaceLabel key \"a b\": a key is an optional DNS prefix and '/', then at most 63 characters of letters, digits, '-', '_' and '.', with a letter or digit at both ends. Respell the key, such as \"example.com/team\".",
  ],
  'a prefix with which the name of a policy is too long': [
    (world) => {
      agent({ serviceName: 'w'.repeat(63) })(world);
      policy({ strict: true, namePrefix: long })(world);
    },
    `[mesh/policy] namePrefix "${long}", with which an object would be named "${long}${'w'.repeat(63)}": the name of a Kubernetes object is a DNS-1123 subdomain: lower-case letters, digits, '-' and '.', at most 253 characters. Give another namePrefix, or leave it out.`,
  ],
  "a prefix with which the name of a dashboard's policy is too long": [
    (world) => {
      const database = postgres(world.chart, '10.0.0.7');
      registry({ database })(world);
      new MeshDashboard(world.chart, 'board', { registry: world.registry, serviceName: 'b'.repeat(63) });
      policy({ namePrefix: long })(world);
    },
    `[mesh/policy] namePrefix "${long}", with which an object would be named "${long}${'b'.repeat(63)}": the name of a Kubernetes object is a DNS-1123 subdomain: lower-case letters, digits, '-' and '.', at most 253 characters. Give another namePrefix, or leave it out.`,
  ],
  'a name of the policies that close namespaces, and none of them': [
    policy({ defaultDenyName: 'closed' }),
    '[mesh/policy] defaultDenyName "closed" without defaultDeny: it names a policy that is created only with defaultDeny or defaultDenyNamespaces. Set defaultDeny: true, name the namespaces, or leave the name out.',
  ],
  'a namespace to be closed, of a mesh in no known namespace': [
    ({ app }) => {
      const chart = new Chart(app, 'loose');
      const own = new MeshRegistry(chart, 'registry');
      new MeshNetworkPolicy(chart, 'policy', { registry: own, defaultDenyNamespaces: ['mesh'] });
    },
    listed(
      '[loose/policy] defaultDenyNamespaces "mesh": no agent of registry loose/registry is there, nor the registry itself: the mesh is in no known namespace. Correct the name, or leave it out: who has pods there closes the namespace.',
    ),
  ],
  'a namespace to be closed, of a mesh without pods': [
    (world) => {
      endpoint('203.0.113.7')(world);
      policy({ defaultDenyNamespaces: ['mesh'] })(world);
    },
    listed(
      '[mesh/policy] defaultDenyNamespaces "mesh": no agent of registry mesh/registry is there, nor the registry itself: the mesh is in no namespace yet. Correct the name, or leave it out: who has pods there closes the namespace.',
    ),
  ],
  'a provider outside of the app on port 0': [
    ({ chart }) => {
      const own = new MeshRegistry(chart, 'registry', { externalCapabilities: ['llm'] });
      new MeshNetworkPolicy(chart, 'policy', { registry: own, externalProviders: [MeshPeer.namespace('llm', [0])] });
    },
    '[mesh/policy] externalProviders port 0: a port is a whole number from 1 to 65535. Give the port that the container listens on, such as 8080.',
  ],
  'a peer of a registry from an endpoint, in an unset namespace': [
    (world) => {
      MeshRegistry.fromEndpoint(world.chart, 'registry', { host: 'r.example.com', peer: unset });
      policy({})(world);
    },
    '[mesh/policy] registry peer: namespace "undefined": a Namespace\'s name is a DNS-1123 label, and a selector without one selects every namespace. Give the name as kubectl shows it; look where it comes from, if that is a variable that may be unset.',
  ],
  'a peer of a database in an unset namespace': [
    (world) => {
      registry({ database: postgres(world.chart, 'db.example.com', 'mesh', unset) })(world);
      policy({})(world);
    },
    '[mesh/policy] database peer: namespace "undefined": a Namespace\'s name is a DNS-1123 label, and a selector without one selects every namespace. Give the name as kubectl shows it; look where it comes from, if that is a variable that may be unset.',
  ],
  'a peer of a Redis in an unset namespace': [
    (world) => {
      agent({ redis: RedisEndpoint.of({ host: 'redis.example.com', peer: unset }) })(world);
      policy({})(world);
    },
    '[mesh/policy] redis peer: namespace "undefined": a Namespace\'s name is a DNS-1123 label, and a selector without one selects every namespace. Give the name as kubectl shows it; look where it comes from, if that is a variable that may be unset.',
  ],
  'a peer of a collector in an unset namespace': [
    (world) => {
      registry({ tracing: { redis, otlp: { host: 'otel.example.com', peer: unset } } })(world);
      policy({})(world);
    },
    '[mesh/policy] tracing.otlp.peer: namespace "undefined": a Namespace\'s name is a DNS-1123 label, and a selector without one selects every namespace. Give the name as kubectl shows it; look where it comes from, if that is a variable that may be unset.',
  ],
  'a collector that policies do not find': [
    (world) => {
      registry({ tracing: { redis, otlp: { host: 'otel.example.com' } } })(world);
      policy({})(world);
    },
    '[mesh/policy] tracing.otlp at otel.example.com:4317 without a peer: a NetworkPolicy knows pods, namespaces and addresses, and no host names. Give tracing.otlp a peer, such as MeshPeer.namespace("data").peer or MeshPeer.cidr("203.0.113.7/32").peer.',
  ],
  'a server of traces that policies do not find, beside a collector that they find': [
    (world) => {
      registry({ tracing: { redis, otlp: { host: '10.0.0.9' }, tempo: { host: 'tempo.example.com', port: 3201 } } })(
        world,
      );
      policy({})(world);
    },
    '[mesh/policy] tracing.tempo at tempo.example.com:3201 without a peer: a NetworkPolicy knows pods, namespaces and addresses, and no host names. Give tracing.tempo a peer, such as MeshPeer.namespace("data").peer or MeshPeer.cidr("203.0.113.7/32").peer.',
  ],
  'a further port of an agent that policies close': [
    (world) => {
      agent({ extraPorts: [MeshPort.of('debug', 9229)] })(world);
      policy({})(world);
    },
    listed(
      '[mesh/policy] port "debug" 9229 of mesh/weather: mesh/policy closes it to everybody, so each connection would time out. Say who may connect: from: [MeshPeer.namespace("monitoring")].',
    ),
  ],
  'a peer of pods without labels': [
    policy({ ingressFrom: [MeshPeer.pods('ops', {})] }),
    '[mesh/policy] ingressFrom: pods of "ops" without a label: a selector without labels selects every pod of the namespace. Give at least one label, or say MeshPeer.namespace to mean all of them.',
  ],
  'an image with an unset tag': [
    agent({ image: 'registry.example.com/agent:undefined' }),
    '[mesh/weather] image "registry.example.com/agent:undefined": a container needs an image: [host[:port]/]path[:tag][@digest], the path in lower case. Give a pinned reference such as "registry.example.com/weather-agent:1.4.2"; look where it comes from, if that is a variable that may be unset.',
  ],
  'an image with an empty tag': [
    agent({ image: 'agent:' }),
    '[mesh/weather] image "agent:": a container needs an image: [host[:port]/]path[:tag][@digest], the path in lower case. Give a pinned reference such as "registry.example.com/weather-agent:1.4.2"; look where it comes from, if that is a variable that may be unset.',
  ],
  'an image in capitals': [
    agent({ image: 'example.com/Agent:1' }),
    '[mesh/weather] image "example.com/Agent:1": a container needs an image: [host[:port]/]path[:tag][@digest], the path in lower case. Give a pinned reference such as "registry.example.com/weather-agent:1.4.2"; look where it comes from, if that is a variable that may be unset.',
  ],
  'a namespace that is unset': [
    agent({ namespace: 'undefined' }),
    "[mesh/weather] namespace \"undefined\": a Namespace's name is a DNS-1123 label: at most 63 characters, lower-case letters, digits and '-', a letter or digit at both ends. Give the name of the Namespace as kubectl shows it; look where it comes from, if that is a variable that may be unset.",
  ],
  'no registry at all': [
    ({ chart }) => new MeshAgent(chart, 'a', { image } as MeshAgentProps),
    '[mesh/a] no registry: an agent registers with a registry, and finds others through it. Give a MeshRegistry, or MeshRegistry.fromEndpoint(…) for an existing registry.',
  ],
  'a command that is no list': [
    agent({ command: 'python app.py' as unknown as string[] }),
    '[mesh/weather] command "python app.py": it is a list of strings. Write ["python", "app.py"].',
  ],
  'a dependency that is no list': [
    agent({ dependencies: 'weather' as unknown as string[] }),
    '[mesh/weather] dependencies "weather": it is a list of names, and an entry with options is made by its factory. Write ["weather"].',
  ],
  'a capability that is an object of its own making': [
    agent({ capabilities: ['weather', { name: 'llm', tags: ['claude'] } as unknown as string] }),
    '[mesh/weather] capabilities of another type: it is a list of names, and an entry with options is made by its factory. Write ["name"] or [MeshCapability.of("name", { … })].',
  ],
  'a version in the list of capabilities': [
    agent({ capabilities: [MeshCapability.of('forecast', { version: 'two' })] }),
    '[mesh/weather] version "two" of capability "forecast": a capability has a semantic version: major.minor.patch, of which the end may be left out. Give the version that the agent\'s code registers, such as "1.2.0".',
  ],
  'a range in the list of dependencies': [
    agent({ dependencies: [MeshRequirement.of('forecast', { versionRange: 'two' })] }),
    '[mesh/weather] versionRange "two" of dependency "forecast": it is a range of semantic versions. Give one such as ">=1.2.0 <2.0.0" or "^1.2.0".',
  ],
  'a quantity that is a text': [
    agent({ resources: { requests: { cpu: '100m' as unknown as kplus.k8s.Quantity } } }),
    '[mesh/weather] resources.requests["cpu"] "100m": a quantity is a k8s.Quantity, and anything else would vanish. Write k8s.Quantity.fromString("100m"), with k8s from cdk8s-plus-28.',
  ],
  'replicas that are a text': [
    agent({ replicas: '3' as unknown as number }),
    '[mesh/weather] replicas "3": a workload has a whole number of replicas, from 0 to 2147483647. Give a number such as 3, or leave replicas out (Kubernetes runs one, an autoscaler decides for itself).',
  ],
  'a port that is no number': [
    agent({ port: Number('unset') }),
    '[mesh/weather] port (NaN): a port is a whole number from 1 to 65535. Give the port that the container listens on, such as 8080.',
  ],
  'an agent as an entry of peers': [
    (world) => policy({ ingressFrom: [agent({})(world) as any] })(world),
    '[mesh/policy] ingressFrom: an entry without a peer: an entry is a MeshPeer: pods, a namespace or addresses, and ports. Write MeshPeer.of(agent), MeshPeer.namespace(name) or another of its factories.',
  ],
  'a Chart that is the root of its tree': [
    () => new MeshRegistry(new Chart(undefined as any, 'alone', { namespace: 'mesh' }), 'registry'),
    '[alone/registry/AgentConfig] a Chart as the root of the tree: cdk8s renders objects by their App, and there is none. Put the chart into an App: new Chart(new App(), "mesh").',
  ],
  'shared policies beside strict ones': [
    (world) => {
      policy({ strict: true })(world);
      new MeshNetworkPolicy(world.chart, 'other', { registry: world.registry, registryPolicyName: 'other' });
    },
    '[mesh/other] no strict, beside mesh/policy of the same registry, which is strict: policies add up, so those over all agents open what strict ones keep closed. One MeshNetworkPolicy covers a registry and all of its agents: take one of the two out.',
  ],
  'strict policies beside shared ones': [
    (world) => {
      policy({})(world);
      new MeshNetworkPolicy(world.chart, 'other', {
        registry: world.registry,
        registryPolicyName: 'other',
        strict: true,
      });
    },
    '[mesh/other] strict, beside mesh/policy of the same registry, which is not strict: policies add up, so those over all agents open what strict ones keep closed. One MeshNetworkPolicy covers a registry and all of its agents: take one of the two out.',
  ],
  "a default-deny beside the user's own": [
    (world) => {
      agent({})(world);
      new ApiObject(world.chart, 'own', {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'default-deny' },
        spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
      });
      policy({ defaultDeny: true })(world);
    },
    listed(
      '[mesh/policy/deny.mesh] NetworkPolicy "default-deny" in namespace "mesh", which mesh/own makes too: a cluster holds one object of a kind, name and namespace, so the second one applied would replace the first. If the other one closes the namespace too, leave defaultDeny out here, or the namespace out of defaultDenyNamespaces; if not, give this one a defaultDenyName.',
    ),
  ],
  'a spread over no skew': [
    agent({ topologySpreadConstraints: [{ maxSkew: 0, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }] }),
    '[mesh/weather] topologySpreadConstraints[0].maxSkew 0: it is how far the numbers of pods in two places may differ, a whole number from 1 on. Give 1, the strictest.',
  ],
  'a spread over nothing': [
    agent({ topologySpreadConstraints: [{ maxSkew: 1, topologyKey: '', whenUnsatisfiable: 'DoNotSchedule' }] }),
    '[mesh/weather] topologySpreadConstraints[0].topologyKey "": it names the label of nodes that tells places apart. Give a label such as "topology.kubernetes.io/zone" or "kubernetes.io/hostname".',
  ],
  'a registry that listens on its own pod alone': [
    registry({ args: ['--host', '127.0.0.1', '--port', '8000'] }),
    '[mesh/registry] host "127.0.0.1", with args ["--host","127.0.0.1","--port","8000"]: the registry would listen only inside its own pod, where no other pod and no probe can reach it. Write "--host", "0.0.0.0", or leave args out.',
  ],
  'an id that is composed of what all replicas have': [
    agent({
      replicas: 2,
      env: {
        SITE: kplus.EnvValue.fromValue('west'),
        MCP_MESH_AGENT_ID: kplus.EnvValue.fromValue('$(SITE)-$(NAMESPACE)'),
      },
    }),
    '[mesh/weather] env "MCP_MESH_AGENT_ID" of several replicas: the registry keeps one entry for each id, so agents or replicas with the same id overwrite each other. Leave it out: each pod makes an id of its own from the agent\'s name.',
  ],
  'a call of a name': [
    (world) => (agent({})(world) as MeshAgent).calls('mcp-mesh-other' as any),
    '[mesh/weather] calls("mcp-mesh-other"): an agent calls an agent, given as the construct. Give the MeshAgent or HeadlessMeshAgent, not its name; for a peer outside the mesh, call allowEgress.',
  ],
  'an LLM as a text': [
    (world) => (agent({})(world) as MeshAgent).addLlm({ provider: 'claude' as any }),
    '[mesh/weather] addLlm provider "claude": it is a map. Write { … }.',
  ],
  'tools of an LLM as texts': [
    (world) => (agent({})(world) as MeshAgent).addLlm({ tools: ['search'] as any }),
    '[mesh/weather] addLlm tools of another type: it is a list of maps. Write [{ … }].',
  ],
  'tags as a text': [
    (world) => (agent({})(world) as MeshAgent).addCapability('x', { tags: 'a b' as any }),
    '[mesh/weather] tags of capability "x" "a b": it is a list of strings. Write ["a", "b"].',
  ],
  'alternatives of tags as a list of texts': [
    (world) => (agent({})(world) as MeshAgent).addRequirement('x', { tagAlternatives: ['a'] as any }),
    '[mesh/weather] tagAlternatives[0] of dependency "x" "a": it is a list of strings. Write ["a"].',
  ],
  'one peer in place of a list': [
    policy({ ingressFrom: MeshPeer.namespace('other') as any }),
    '[mesh/policy] ingressFrom of another type: it is a list. Write […].',
  ],
  'no peer': [
    (world) => (agent({})(world) as MeshAgent).allowEgress(null as any),
    '[mesh/weather] allowEgress: an entry without a peer: an entry is a MeshPeer: pods, a namespace or addresses, and ports. Write MeshPeer.of(agent), MeshPeer.namespace(name) or another of its factories.',
  ],
  'a port in place of a list': [
    (world) => (agent({})(world) as MeshAgent).allowEgress(MeshPeer.namespace('other', 443 as any)),
    '[mesh/weather] allowEgress: TCP ports 443: it is a list. Write […].',
  ],
  'a probe that is none': [
    agent({ liveness: { httpGet: {} } as any }),
    '[mesh/weather] liveness of another type: it is a MeshProbe. Write MeshProbe.httpGet("/livez").',
  ],
  'null for what all agents share': [
    registry({ agentDefaults: { labels: null as any } }),
    '[mesh/registry] agentDefaults.labels null: it is a map. Leave it out, or write { … }.',
  ],
  'an EnvFrom that is none': [
    agent({ envFrom: ['settings'] as any }),
    '[mesh/weather] envFrom of another type: it is a list, and each entry is an EnvFrom of cdk8s-plus-28. Write [Env.fromConfigMap(map)].',
  ],
  'a policy without a registry': [
    ({ chart }) => new MeshNetworkPolicy(chart, 'policy', {} as any),
    '[mesh/policy] no registry: policies are about the agents of a registry. Give a MeshRegistry, or MeshRegistry.fromEndpoint(…) for an existing registry.',
  ],
  'a password that is a text': [
    ({ chart }) =>
      new MeshRegistry(chart, 'registry', {
        database: RegistryDatabase.postgres({ host: 'db', user: 'mesh', password: 'hunter2' as any }),
      }),
    '[mesh/registry] database password without a Secret: it is a key of a Secret, and never a text in the manifest. Give { secret: Secret.fromSecretName(chart, id, name), key }.',
  ],
};

test.each(Object.entries(cases))('%s', (_, [build, message]) => {
  expect(refusal(build)).toBe(message);
});

test('all problems of an app are listed at once, each once, and nothing is written', () => {
  const message = refusal((world) => {
    agent({})(world);
    agent({ serviceName: 'mcp-mesh-weather' }, 'other')(world);
    ApiObject.of(agent({}, 'third')(world) as MeshAgent).metadata.addLabel('app.kubernetes.io/name', 'mine');
    new Chart(world.app, 'bystander', { namespace: 'elsewhere' });
    new Chart(world.app, 'bystander-2', { namespace: 'elsewhere' });
  });
  expect(
    message!
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(' ').slice(0, 3).join(' ')),
  ).toEqual([
    '[mesh/other/ServiceAccount] ServiceAccount "mcp-mesh-weather"',
    '[mesh/other/Resource] Deployment "mcp-mesh-weather"',
    '[mesh/other/Service] Service "mcp-mesh-weather"',
    '[mesh/third] metadata.labels["app.kubernetes.io/name"] of',
  ]);
});

test('what is right is not refused', () => {
  expect(
    refusal((world) => {
      agent({ labels: { empty: '' }, replicas: 0, env: { 'dotted.name': kplus.EnvValue.fromValue('') } })(world);
      new HeadlessMeshAgent(world.chart, 'headless', { registry: world.registry, image, serviceName: 'a'.repeat(52) });
      agent(
        { serviceName: 'b'.repeat(63), port: 65535, nodePort: 31000, serviceType: kplus.ServiceType.LOAD_BALANCER },
        'other',
      )(world);
      const name = 'p'.repeat(100);
      policy({ name, dns: [DnsProfile.of(MeshPeer.pods('dns', { app: 'dns' }).peer)] })(world);
    }),
  ).toBeUndefined();
});
