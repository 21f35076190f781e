import { readFileSync } from 'fs';
import { join } from 'path';
import { Deviation, DEVIATIONS, Field, guideTable } from './guide-deviations';
import {
  agents,
  Counterpart,
  counterparts,
  fixtures,
  headlessRegistry,
  isAddition,
  missing,
  ours,
} from './guide-fixtures';

const PARTS = counterparts();

/** The fields that deviations name in one part of the guide. */
function named(part: Counterpart, which: 'changed' | 'added'): string[] {
  return DEVIATIONS.flatMap((deviation) => deviation[which] ?? [])
    .filter((field) => isIn(field, part))
    .map(({ pointer }) => pointer);
}

function isIn(field: Field, { fixture, object, origin }: Counterpart): boolean {
  return field.fixture === fixture && field.object === object && (field.origin ?? origin) === origin;
}

describe('every field of the guide is in our output, except the listed deviations', () => {
  test.each(PARTS.map((part) => [part.title, part] as const))('%s', (_, part) => {
    expect(missing(part.guide, part.ours).sort()).toEqual(named(part, 'changed').sort());
  });

  test.each(PARTS.filter((part) => named(part, 'added').length > 0).map((part) => [part.title, part] as const))(
    '%s: what we add',
    (_, part) => {
      expect(named(part, 'added').filter((pointer) => !isAddition(part.guide, part.ours, pointer))).toEqual([]);
    },
  );

  test('the guide has eleven manifests and fragments, and each is compared', () => {
    expect([...new Set(PARTS.map(({ fixture }) => fixture))]).toEqual(fixtures());
    expect(fixtures()).toHaveLength(11);
  });

  test('no deviation names a field of something that is not there', () => {
    const all = DEVIATIONS.flatMap(({ changed = [], added = [] }) => [...changed, ...added]);
    expect(all.filter((field) => !PARTS.some((part) => isIn(field, part)))).toEqual([]);
  });
});

describe('the comparison', () => {
  const guide = {
    env: [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ],
    command: ['x', 'y'],
    all: {},
  };

  test.each<[string, object, string[]]>([
    ['nothing, where ours has all of it and more', { ...guide, env: [...guide.env, { name: 'C' }], more: 1 }, []],
    ['another value', { ...guide, env: [guide.env[0], { name: 'B', value: '3' }] }, ['/env/B/value']],
    ['a missing item', { ...guide, env: [guide.env[0], { name: 'C' }] }, ['/env/B']],
    ['a missing branch', { command: ['x', 'y'], all: {} }, ['/env']],
    ['another order', { ...guide, env: [guide.env[1], guide.env[0]] }, ['/env']],
    ['a list of values that goes on', { ...guide, command: ['x', 'y', 'z'] }, ['/command']],
    ['something where the guide is empty', { ...guide, all: { some: 1 } }, ['/all']],
  ])('finds %s', (_, own, found) => {
    expect(missing(guide, own)).toEqual(found);
  });

  test('knows an addition from what the guide has too, and from what ours has not', () => {
    const own = { env: [...guide.env, { name: 'C', value: '3' }] };
    expect(['/env/C', '/env/A', '/env/D'].map((pointer) => isAddition(guide, own, pointer))).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('names of the guide', () => {
  test.each([
    ['mcp-mesh-registry', 8000],
    ['mcp-mesh-hello-world', 8080],
    ['mcp-mesh-system-agent', 8080],
    ['weather-agent', 8081],
    ['analytics-agent', 8080],
  ])('Service %s on port %d in mcp-mesh', (name, port) => {
    const service = ours('service-discovery').find(
      ({ kind, metadata }) => kind === 'Service' && metadata.name === name,
    );
    expect(service).toMatchObject({
      metadata: { namespace: 'mcp-mesh', labels: { 'app.kubernetes.io/name': name } },
      spec: { ports: [{ port }] },
    });
  });

  test('the critical pattern: each agent has a Service that is named as the label of its pods', () => {
    const objects = ours('service-discovery');
    const labels = agents(objects).map(({ spec }) => spec.template.metadata.labels['app.kubernetes.io/name']);
    const services = objects
      .filter(({ kind, spec }) => kind === 'Service' && spec.clusterIP !== 'None')
      .map(({ metadata }) => metadata.name);
    expect(labels).toHaveLength(5);
    expect(services).toEqual(expect.arrayContaining(labels));
  });

  test('registry-0.registry-headless is what podHost(0) says and what the objects give', () => {
    const { registry, objects } = headlessRegistry();
    const { metadata, spec } = objects.find(({ kind }) => kind === 'StatefulSet');
    expect(registry.podHost(0)).toBe('registry-0.registry-headless.mcp-mesh.svc.cluster.local');
    expect(`${metadata.name}-0.${spec.serviceName}.${metadata.namespace}.svc.cluster.local`).toBe(registry.podHost(0));
  });
});

describe('docs/guide.md', () => {
  const text = readFileSync(join(__dirname, '..', '..', 'docs', 'guide.md'), 'utf8');

  test('its table is the list of deviations; if it is not, copy the lines that this prints', () => {
    const table = text
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .join('\n');
    expect(table).toBe(guideTable());
  });

  test('ids are unique', () => {
    const ids = DEVIATIONS.map(({ id }: Deviation) => id);
    expect(ids).toHaveLength(new Set(ids).size);
  });
});
