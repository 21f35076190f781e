/*
 * The folders of src/ as layers. Lint (.projenrc.ts), the table in docs/design.md (build/module-table.ts) and a test read this
 * list, so that none of them can differ from the others.
 */

/** Which half of the library a folder belongs to. */
export type Half = 'shared' | 'writing' | 'reading' | 'both';

export interface Layer {
  /** The folder's name below src/. */
  readonly folder: string;
  readonly half: Half;
  /** What is found in it, as the module table shows it. */
  readonly holds: string;
}

/** From the layer that knows least to the layer that knows most. A file imports from its own folder and from those before it. */
export const LAYERS: Layer[] = [
  { folder: 'base', half: 'shared', holds: 'the form of every message, the closest word, semantic versions' },
  { folder: 'kubernetes', half: 'shared', holds: "the API server's rules for names, labels, ports and quantities" },
  { folder: 'contract', half: 'shared', holds: "MCP Mesh's own facts: variables, paths, ports, images, capabilities" },
  {
    folder: 'source',
    half: 'shared',
    holds: "what an agent's code declares: the facts, and how arguments become facts",
  },
  { folder: 'python', half: 'shared', holds: 'agents in Python' },
  { folder: 'typescript', half: 'shared', holds: 'agents in TypeScript and JavaScript' },
  { folder: 'java', half: 'shared', holds: 'agents in Java' },
  {
    folder: 'reader',
    half: 'shared',
    holds: "where an agent's code starts, and what reads it; loaded when code is read",
  },
  { folder: 'edges', half: 'shared', holds: 'which workloads of a mesh connect, and why: plain data, computed once' },

  { folder: 'synthesis', half: 'writing', holds: 'objects of an app, and what happens while it is synthesised' },
  { folder: 'pod', half: 'writing', holds: 'parts of a pod: variables, probes, security, volumes, the wait' },
  { folder: 'peers', half: 'writing', holds: 'peers of NetworkPolicies as users name them' },
  {
    folder: 'service-mesh',
    half: 'writing',
    holds: '`ServiceMesh`: what the library needs from a service mesh, and a folder for each mesh',
  },
  { folder: 'endpoints', half: 'writing', holds: 'servers beyond the mesh, such as Postgres' },
  { folder: 'tls', half: 'writing', holds: "`MeshTls`: MCP Mesh's own TLS, and where its certificates come from" },
  { folder: 'code', half: 'writing', holds: "`MeshCode`: an agent's code, mounted into MCP Mesh's image" },
  { folder: 'membership', half: 'writing', holds: 'what a registry and its agents share' },
  { folder: 'workload', half: 'writing', holds: 'pod templates, Services, accounts, autoscaling' },
  {
    folder: 'stores',
    half: 'writing',
    holds: '`DevelopmentPostgres` and `DevelopmentRedis`: small servers for development',
  },
  { folder: 'registry', half: 'writing', holds: '`MeshRegistry`, and existing registries' },
  { folder: 'dashboard', half: 'writing', holds: '`MeshDashboard`' },
  { folder: 'agent', half: 'writing', holds: '`MeshAgent`, `HeadlessMeshAgent` and `MeshConsumer`' },
  { folder: 'network-policy', half: 'writing', holds: '`MeshNetworkPolicy`' },
  { folder: 'istio', half: 'writing', holds: '`IstioRouting` and `IstioAuthorization`' },
  { folder: 'entrance', half: 'writing', holds: '`MeshIngress` and `MeshHttpRoute`' },
  { folder: 'discovery-test', half: 'writing', holds: '`MeshDiscoveryTest`' },

  {
    folder: 'api',
    half: 'reading',
    holds: 'the kinds of Kubernetes objects that rules read: their fields and the types of these',
  },
  {
    folder: 'cluster',
    half: 'reading',
    holds: 'what manifests do on a cluster: pods, Services, DNS, variables, policies',
  },
  {
    folder: 'references',
    half: 'reading',
    holds: 'hosts and objects that pods refer to, and the place of each value',
  },
  {
    folder: 'admission',
    half: 'reading',
    holds: 'what an API server refuses in one object: names, values, and fields that exclude each other',
  },
  { folder: 'mesh', half: 'reading', holds: 'the mesh in manifests, for rules and diagrams' },
  { folder: 'connections', half: 'reading', holds: 'connections that pods need, and the policies that block them' },
  {
    folder: 'routes',
    half: 'reading',
    holds: 'routes and Ingresses: what they match, and where they lead',
  },
  {
    folder: 'istio-policies',
    half: 'reading',
    holds: "Istio's security policies: which pods have a proxy, and which callers the policies allow",
  },
  { folder: 'rules', half: 'reading', holds: 'one file for each rule' },
  { folder: 'check', half: 'reading', holds: 'a run of the rules' },
  { folder: 'report', half: 'reading', holds: 'reports of findings, in each format' },
  { folder: 'config', half: 'reading', holds: "a project's settings of the rules, in a file" },
  { folder: 'why', half: 'reading', holds: 'whether one workload can reach another, and which policy decides' },
  { folder: 'diff', half: 'reading', holds: 'what differs between two versions of manifests' },
  { folder: 'graph', half: 'reading', holds: 'the mesh as nodes and edges to be drawn' },
  { folder: 'diagram', half: 'reading', holds: 'a graph as Mermaid, SVG and an HTML page' },
  { folder: 'init', half: 'both', holds: "the app that `init` writes for agents' code, and values files of charts" },
  {
    folder: 'input',
    half: 'reading',
    holds: 'manifests, from files, folders and revisions, and as other programs render them',
  },
  { folder: 'cli', half: 'reading', holds: 'the command line' },

  { folder: 'validation', half: 'both', holds: 'the rules inside an app: `MeshChecks`, `MeshValidation`' },
];

interface Zone {
  readonly target: string;
  readonly from: string;
  readonly message: string;
}

/** What one folder may not import, for ESLint's `import/no-restricted-paths`. */
export function restrictedImports(): Zone[] {
  return LAYERS.flatMap((layer, position) =>
    LAYERS.flatMap((other, otherPosition): Zone[] => {
      const message = refusal(layer, other, otherPosition > position);
      return message === undefined ? [] : [{ target: `./src/${layer.folder}`, from: `./src/${other.folder}`, message }];
    }),
  );
}

function refusal(layer: Layer, other: Layer, isHigher: boolean): string | undefined {
  if (isHigher) {
    return `Layer ${layer.folder}/ is below layer ${other.folder}/ and must not import from it (projenrc/layers.ts).`;
  }
  return layer.half === 'reading' && other.half === 'writing'
    ? `Layer ${layer.folder}/ reads manifests and must not load the constructs of ${other.folder}/ (projenrc/layers.ts).`
    : undefined;
}
