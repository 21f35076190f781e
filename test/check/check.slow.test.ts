import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import * as fc from 'fast-check';
import { check } from '../../src/check/check';
import { parseManifests } from '../../src/input/manifest-parser';
import { hasIdentity } from '../../src/kubernetes/object-identity';

/*
 * A small file must not stop a build: whatever repeats, the work grows with the size of the input and not with its square. The
 * inputs are the examples of the rules' pages with something in them said again and again.
 */

type Json = any; // eslint-disable-line @typescript-eslint/no-explicit-any

const BYTES = 100_000;

const pages = join(__dirname, '..', '..', 'docs', 'rules');
const examples: Json[][] = readdirSync(pages)
  .filter((page) => page !== 'README.md')
  .flatMap((page) => [...readFileSync(join(pages, page), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)])
  .map(([, text]) => parseManifests('example', text).objects.map(({ object }) => object))
  .filter((objects) => objects.length > 0);

type Path = (string | number)[];

/** Lists, maps of strings, and strings: what can be repeated. */
function places(value: Json, path: Path = []): Path[] {
  if (Array.isArray(value)) {
    return [...(path.length > 0 ? [path] : []), ...value.flatMap((each, i) => places(each, [...path, i]))];
  }
  if (value === null || typeof value !== 'object') {
    return typeof value === 'string' && path.length > 2 ? [path] : [];
  }
  return [path, ...Object.keys(value).flatMap((key) => places(value[key], [...path, key]))].filter(
    (each) => each.length > 1 || typeof each[0] === 'number',
  );
}

const at = (objects: Json, path: Path) => path.reduce((value, key) => value[key], objects);

/** How copies differ from each other: not at all, in their names, or in all of their texts. */
type Variation = 'none' | 'names' | 'all';

function varied(value: Json, i: number, variation: Variation): Json {
  if (variation === 'none') {
    return value;
  }
  return JSON.parse(
    JSON.stringify(value, (key, each) =>
      typeof each === 'string' && (variation === 'all' || ['name', 'host', 'key'].includes(key)) ? `${each}${i}` : each,
    ),
  );
}

/** Repeats what stands at a place, up to a number of bytes. */
function repeat(objects: Json[], path: Path, variation: Variation, bytes: number): void {
  const value = at(objects, path);
  const copies = Math.min(20_000, Math.ceil(bytes / (JSON.stringify(value).length + 1)));
  const all = Array.from({ length: copies }, (_, i) => i);
  const parent = at(objects, path.slice(0, -1));
  const key = path[path.length - 1];
  if (typeof value === 'string') {
    const unit = { none: value, names: `${value}-`, all: '$({{' }[variation];
    parent[key] = unit.repeat(Math.ceil(bytes / (unit.length + 1)));
  } else if (Array.isArray(value)) {
    parent[key] = all.flatMap((i) => value.map((each) => varied(each, i, variation)));
  } else if (path.length === 1) {
    objects.push(...all.map((i) => varied(value, i, variation)));
  } else {
    parent[key] = Object.fromEntries(
      all.flatMap((i) => Object.entries(value).map(([name, each]) => [`${name}${i}`, varied(each, i, variation)])),
    );
  }
}

function cpuSeconds(objects: Json[]): number {
  const before = process.cpuUsage();
  // Repetition may take an object's name away, and commands leave such an object out.
  check(objects.filter(hasIdentity).map((object) => ({ object })));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/**
 * How many times as much as an ordinary mesh of the same size something may cost. The machine, and the measurement of coverage, slow
 * both down. The most expensive case here costs 9 times as much; what was quadratic cost some 50 to 200 times as much.
 */
const MOST_TIMES = 25;

let ordinarySecondsPerMegabyte: number;

const megabytes = (objects: Json[]) => JSON.stringify(objects).length / 1e6;

/** What objects cost as a multiple of an ordinary mesh of the same size. Less than half a megabyte counts as half of one. */
const timesOrdinary = (objects: Json[], seconds: number) =>
  seconds / Math.max(0.5, megabytes(objects)) / ordinarySecondsPerMegabyte;

beforeAll(() => {
  const mesh = () => [...many(500, (i) => agent(i, 500)), ...many(500, (i) => service(`agent-${i}`))];
  cpuSeconds(mesh()); // so that the code is compiled
  ordinarySecondsPerMegabyte = cpuSeconds(mesh()) / megabytes(mesh());
});

test('what is repeated in an example costs not much more than other manifests', () => {
  const repetition = fc.tuple(fc.nat(), fc.constantFrom<Variation>('none', 'names', 'all'));
  fc.assert(
    fc.property(
      fc.constantFrom(...examples),
      fc.array(repetition, { minLength: 1, maxLength: 3 }),
      (example, repetitions) => {
        const objects = JSON.parse(JSON.stringify(example));
        for (const [place, variation] of repetitions) {
          const all = places(objects.slice(0, example.length));
          repeat(objects, all[place % all.length], variation, BYTES / repetitions.length);
        }
        // What is repeated in something that was repeated gets larger.
        expect(timesOrdinary(objects, cpuSeconds(objects))).toBeLessThan(MOST_TIMES);
      },
    ),
    { numRuns: 60, endOnFailure: true },
  );
}, 600_000);

const workload = (name: string, more: Json = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'mesh', annotations: more.annotations },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'agent', image: 'agent:1.0.0', env: more.env, ports: [{ containerPort: 8080 }] }] },
    },
  },
});
const service = (name: string, port = 8080) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'mesh' },
  spec: { selector: { app: name }, ports: [{ name: 'http', port }] },
});
const many = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
const agent = (i: number, count: number) =>
  workload(`agent-${i}`, {
    annotations: {
      'cdk8s-mcp-mesh/capabilities': JSON.stringify([`capability-${i}`]),
      'cdk8s-mcp-mesh/dependencies': JSON.stringify(many(5, (n) => `capability-${(i + n + 1) % count}`)),
    },
    env: [
      { name: 'MCP_MESH_AGENT_NAME', value: `agent-${i}` },
      { name: 'MCP_MESH_REGISTRY_URL', value: 'http://mcp-mesh-registry:8000' },
    ],
  });

test.each<[string, () => Json[]]>([
  [
    'references that do not end',
    () => [workload('a', { env: [{ name: 'MCP_MESH_AGENT_NAME', value: '$('.repeat(500_000) }] })],
  ],
  [
    'references that double a value forty times',
    () => [
      workload('a', {
        env: [
          { name: 'V0', value: 'xxxxxxxxxx' },
          ...many(40, (i) => ({ name: `V${i + 1}`, value: `$(V${i})$(V${i})` })),
        ],
      }),
    ],
  ],
  [
    'thousands of keys that a map of thousands lacks',
    () => [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'settings', namespace: 'mesh' },
        data: Object.fromEntries(many(5000, (i) => [`key-${i}`, 'x'])),
      },
      workload('a', {
        env: many(2000, (i) => ({
          name: `V${i}`,
          valueFrom: { configMapKeyRef: { name: 'settings', key: `kay-${i}` } },
        })),
      }),
    ],
  ],
  [
    'thousands of unknown hosts beside thousands of Services',
    () => [
      ...many(4000, (i) => service(`service-${i}`)),
      ...many(2000, (i) => ({
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: { name: `route-${i}`, namespace: 'mesh' },
        spec: { hosts: [`servise-${i}`], http: [{ route: [{ destination: { host: `servise-${i}` } }] }] },
      })),
    ],
  ],
  ['one object twenty thousand times', () => many(20_000, () => service('a'))],
  [
    'a thousand agents under a thousand policies that close them',
    () => [
      { ...workload('mcp-mesh-registry'), metadata: { name: 'mcp-mesh-registry', namespace: 'mesh' } },
      service('mcp-mesh-registry', 8000),
      ...many(1000, (i) => agent(i, 1000)),
      ...many(1000, (i) => service(`agent-${i}`)),
      ...many(1000, (i) => ({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: `policy-${i}`, namespace: 'mesh' },
        spec: {
          podSelector: {},
          policyTypes: ['Ingress', 'Egress'],
          ingress: [{ from: [{ podSelector: { matchLabels: { of: `${i}` } } }] }],
          egress: [{ to: [{ podSelector: { matchLabels: { of: `${i}` } } }] }],
        },
      })),
    ],
  ],
])(
  '%s',
  (_, make) => {
    const objects = make();
    expect(timesOrdinary(objects, cpuSeconds(objects))).toBeLessThan(MOST_TIMES);
  },
  600_000,
);
