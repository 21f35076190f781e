import { spawnSync } from 'child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Sample } from './sample';
import { synthesise } from './sides';

/*
 * What `check` takes, as a process of its own: CPU time from its start to its end. Meshes of ours are one file; foreign YAML is what
 * others' charts write, fifty files of a hundred objects for each 5,000.
 */
const inputs: [string, (folder: string) => void][] = [
  ['1000 agents, 5 dependencies each', (folder) => synthesise('strict', 1_000, 1, folder)],
  ['10,000 objects of foreign YAML', (folder) => foreign(10_000, folder)],
  ['50,000 objects of foreign YAML', (folder) => foreign(50_000, folder)],
];

/** Measures and prints the table of the command line. */
export function printCommandLine(runs: number): void {
  const root = join(__dirname, '..', '..');
  console.log('| `check` of | CPU time | peak memory |');
  console.log('|---|---|---|');
  for (const [name, make] of inputs) {
    const folder = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-mesh-bench-'));
    try {
      const manifests = join(folder, 'manifests');
      mkdirSync(manifests);
      make(manifests);
      const samples = Array.from({ length: runs }, () => checked(root, manifests, join(folder, 'usage.json')));
      const [{ milliseconds, megabytes }] = samples
        .sort((one, other) => one.milliseconds - other.milliseconds)
        .slice(Math.floor(runs / 2));
      console.log(`| ${name} | ${(milliseconds / 1000).toFixed(2)} s | ${megabytes.toFixed(0)} MiB |`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

function checked(root: string, manifests: string, usage: string): Sample {
  const args = ['-r', join(__dirname, 'usage.js'), join(root, 'bin', 'cdk8s-mcp-mesh'), 'check', manifests];
  const { status, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, BENCH_USAGE: usage },
    maxBuffer: 1024 ** 3,
  });
  if (status !== 0 && status !== 1) {
    throw new Error(stderr);
  }
  return JSON.parse(readFileSync(usage, 'utf8')) as Sample;
}

const PER_FILE = 100;

/** Applications of others, four objects each. */
function foreign(objects: number, folder: string): void {
  for (let file = 0; file < objects / PER_FILE; file += 1) {
    const texts = Array.from({ length: PER_FILE / 4 }, (_, i) => application(`app-${file}-${i}`, `team-${file % 20}`));
    writeFileSync(join(folder, `${file}.yaml`), texts.join('---\n'));
  }
}

function application(name: string, namespace: string): string {
  const labels = `app.kubernetes.io/name: ${name}`;
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    ${labels}
spec:
  replicas: 2
  selector:
    matchLabels:
      ${labels}
  template:
    metadata:
      labels:
        ${labels}
    spec:
      containers:
        - name: main
          image: registry.example.com/${name}:1.0.0
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: LEVEL
              valueFrom:
                configMapKeyRef:
                  name: ${name}
                  key: level
          readinessProbe:
            httpGet:
              path: /ready
              port: http
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
---
apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  selector:
    ${labels}
  ports:
    - name: http
      port: 80
      targetPort: http
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
  namespace: ${namespace}
data:
  level: info
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  podSelector:
    matchLabels:
      ${labels}
  policyTypes:
    - Ingress
  ingress:
    - ports:
        - port: http
`;
}
