import { Chart, Testing } from 'cdk8s';
import { HeadlessMeshAgent, MeshAgent, MeshRegistry, MeshRegistryProps } from '../../src';
import { RULE } from '../../src/rules/workloads-of-one-name';
import { Manifest } from '../support/manifests';
import { said } from '../support/workload-manifests';

const image = 'registry.example.com/weather:1.0.0';

/** What a cluster holds after two releases of an app, of which the second pruned nothing. */
function afterUpgrade(...releases: ((chart: Chart) => void)[]): Manifest[] {
  const objects = releases.flatMap((release) => {
    const chart = new Chart(Testing.app(), 'mesh', { namespace: 'mesh' });
    release(chart);
    return Testing.synth(chart) as Manifest[];
  });
  const last = new Map(objects.map((object) => [`${object.kind} ${object.metadata.name}`, object]));
  return [...last.values()];
}

const registry =
  (props: MeshRegistryProps) =>
  (chart: Chart): void =>
    void new MeshRegistry(chart, 'registry', props);

test('a registry that became headless, and back', () => {
  const found = [
    'Deployment mesh/mcp-mesh-registry: StatefulSet mesh/mcp-mesh-registry of the same name, behind Service "mcp-mesh-registry" too: agents register ' +
      'with one of the two and ask the other, so they are found by chance; on SQLite each has a file of its own; a change from one kind to the other ' +
      'leaves the first on the cluster. Delete the one that you no longer make, as kubectl apply --prune does, or give one of the two another name.',
  ];
  expect(said(RULE, afterUpgrade(registry({}), registry({ headless: true })))).toEqual(found);
  expect(said(RULE, afterUpgrade(registry({ headless: true }), registry({})))).toEqual(found);
});

test('an agent that became headless', () => {
  const made =
    (Kind: typeof MeshAgent | typeof HeadlessMeshAgent) =>
    (chart: Chart): void =>
      void new Kind(chart, 'weather', { registry: new MeshRegistry(chart, 'registry'), image });
  expect(said(RULE, afterUpgrade(made(MeshAgent), made(HeadlessMeshAgent)))).toEqual([
    'Deployment mesh/mcp-mesh-weather: StatefulSet mesh/mcp-mesh-weather of the same name, behind Service "mcp-mesh-weather" too: callers reach one of ' +
      'the two by chance, the old one or the new one; a change from one kind to the other leaves the first on the cluster. Delete the one that you no ' +
      'longer make, as kubectl apply --prune does, or give one of the two another name.',
  ]);
});

describe('not', () => {
  test('one release alone', () => {
    expect(said(RULE, afterUpgrade(registry({ headless: true })))).toEqual([]);
  });

  test('two names', () => {
    const other = registry({ headless: true, serviceName: 'phone-book' });
    expect(said(RULE, afterUpgrade(registry({}), other))).toEqual([]);
  });

  test('two namespaces', () => {
    const other = registry({ headless: true, namespace: 'other' });
    const objects = [...afterUpgrade(registry({})), ...afterUpgrade(other)];
    expect(said(RULE, objects)).toEqual([]);
  });

  test('workloads that no Service leads to together', () => {
    const objects = afterUpgrade(registry({}), registry({ headless: true })).filter(({ kind }) => kind !== 'Service');
    expect(said(RULE, objects)).toEqual([]);
  });
});
