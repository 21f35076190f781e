import { readFileSync } from 'fs';
import { join } from 'path';
import * as fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { checkFields } from '../../src/api/check-fields';
import { check } from '../../src/check/check';
import { drawMermaid } from '../../src/diagram/mermaid';
import { meshGraph } from '../../src/graph/mesh-graph';
import { Mesh } from '../../src/mesh/mesh';
import { Manifest } from '../support/manifests';

/*
 * Manifests come from anywhere. Whatever stands in a field, the rules answer and the picture is drawn; none of them stumbles, and none changes what it is given.
 */

const example = (path: string): Manifest[] =>
  parseAllDocuments(readFileSync(join(__dirname, '..', '..', 'examples', path), 'utf8')).map((document) =>
    document.toJS(),
  );

const seeds: Manifest[] = [
  ...example('service-discovery/manifests/mcp-mesh.k8s.yaml'),
  ...example('istio-routing/manifests/istio-routing.k8s.yaml'),
  ...example('trip-planner/manifests/trip-planner.k8s.yaml').filter(({ kind }) => kind === 'Ingress'),
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'budget', namespace: 'mcp-mesh' },
    spec: { minAvailable: 1, selector: { matchLabels: { a: 'b' } } },
  },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'scaler', namespace: 'mcp-mesh' },
    spec: { minReplicas: 1, maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'weather-agent' } },
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'route', namespace: 'mcp-mesh' },
    spec: {
      parentRefs: [{ kind: 'Service', group: '', name: 'weather-agent' }],
      rules: [
        {
          matches: [{ headers: [{ name: 'capability', value: 'weather' }] }],
          backendRefs: [{ name: 'weather-agent', port: 8081 }],
        },
      ],
    },
  },
];

/** All places in a value, as the keys that lead there. */
function places(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  const below = Array.isArray(value)
    ? value.map((each, i) => places(each, [...path, i]))
    : typeof value === 'object' && value !== null
      ? Object.entries(value).map(([key, each]) => places(each, [...path, key]))
      : [];
  return [path, ...below.flat()];
}

const identity = new Set(['apiVersion', 'kind', 'metadata', 'metadata.name']);

/** A copy with another value in one place; what makes it an object at all stays. */
function replaced(object: Manifest, at: number, value: unknown): Manifest {
  const copy = structuredClone(object);
  const open = places(copy).filter((path) => path.length > 0 && !identity.has(path.join('.')));
  const path = open[at % open.length];
  const holder = path.slice(0, -1).reduce((inner: any, key) => inner[key], copy);
  if (value === undefined) {
    delete holder[path.at(-1)!];
  } else {
    holder[path.at(-1)!] = value;
  }
  return copy;
}

const rubbish = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    '',
    ' ',
    '*',
    '-1',
    'undefined',
    0,
    -1,
    1.5,
    99999,
    true,
    {},
    [],
    [null],
    [{}],
    [[]],
    { a: null },
    '$(X)',
    'http://',
    'http://[',
    'a.b.c.d',
  ),
  fc.string(),
  fc.integer(),
  fc.jsonValue(),
);

test('whatever stands in any field, the rules answer, and leave it as it is', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(), rubbish), { minLength: 1, maxLength: 6 }), (changes) => {
      const objects = structuredClone(seeds);
      for (const [which, at, value] of changes) {
        objects[which % objects.length] = replaced(objects[which % objects.length], at, value);
      }
      const before = JSON.stringify(objects);
      for (const { message, object } of check(objects.map((each) => ({ object: each })))) {
        expect(message).toMatch(/^.+: .+\. .+\.$/s);
        expect(typeof object.metadata.name).toBe('string');
      }
      expect(drawMermaid(meshGraph(new Mesh(objects.map((each) => checkFields(each).object))))).toContain(
        'flowchart LR',
      );
      expect(JSON.stringify(objects)).toBe(before);
    }),
    { numRuns: 500, seed: 20261124 },
  );
});
