import { mkdtempSync, readdirSync, readFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parse, parseAllDocuments } from 'yaml';
import { Manifest } from '../support/manifests';

/* What must stay the same: from run to run, and from release to release. */

const examples = ['service-discovery', 'istio-routing', 'closed-mesh', 'environments', 'trip-planner'];
const namespaces: { [example: string]: string[] } = {
  'closed-mesh': ['travel', 'weather'],
  environments: ['weather'],
  'trip-planner': ['trip-planner'],
};

/** Components of the workloads that are no agents. */
const components: { [workload: string]: string } = {
  'mcp-mesh-registry': 'registry',
  'mcp-mesh-dashboard': 'dashboard',
  postgres: 'data-store',
  redis: 'data-store',
};

/** Synthesises an example in this process, and gives its files. */
function synthesise(name: string): { [file: string]: string } {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-mesh-'));
  const workingDirectory = process.cwd();
  process.env.CDK8S_OUTDIR = outdir;
  try {
    process.chdir(join(__dirname, '..', '..', 'examples', name));
    jest.isolateModules(() => jest.requireActual(`../../examples/${name}/main`));
  } finally {
    process.chdir(workingDirectory);
    delete process.env.CDK8S_OUTDIR;
  }
  return read(outdir);
}

function read(folder: string): { [file: string]: string } {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yaml'))
      .sort()
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );
}

describe.each(examples)('example %s', (name) => {
  const folder = join(__dirname, '..', '..', 'examples', name);
  const committed = read(join(folder, parse(readFileSync(join(folder, 'cdk8s.yaml'), 'utf8')).output));
  const objects: Manifest[] = Object.values(committed).flatMap((text) =>
    parseAllDocuments(text).map((document) => document.toJS()),
  );

  test('is what is committed, byte for byte, each time', () => {
    expect(synthesise(name)).toEqual(committed);
    expect(synthesise(name)).toEqual(committed);
  });

  test('names the namespace of every object', () => {
    expect([...new Set(objects.map(({ metadata }) => metadata.namespace))].sort()).toEqual(
      namespaces[name] ?? ['mcp-mesh'],
    );
  });

  test('has no image that floats', () => {
    const pods = objects.flatMap((object) => object.spec?.template?.spec ?? []);
    const images = pods
      .flatMap(({ containers, initContainers = [] }) => [...containers, ...initContainers])
      .map(({ image }) => image);
    expect(images.length).toBeGreaterThan(0);
    expect(images.filter((image) => !/:[^:/]*\d[^:/]*$/.test(image) || image.endsWith(':latest'))).toEqual([]);
  });

  test('has no empty list, map or value', () => {
    const empty = (value: any, path: string): string[] => {
      // The core group of the API has an empty name.
      if (value === '' && path.includes('.apiGroups.')) {
        return [];
      }
      if (value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)) {
        return path.endsWith('.emptyDir') || path === 'NetworkPolicy/default-deny.spec.podSelector' ? [] : [path];
      }
      return typeof value === 'object'
        ? Object.entries(value).flatMap(([key, each]) => empty(each, `${path}.${key}`))
        : [];
    };
    expect(objects.flatMap((object) => empty(object, `${object.kind}/${object.metadata.name}`))).toEqual([]);
  });

  // Selectors are immutable on a cluster: a change here is a change that nobody can apply.
  test('selects by the same two labels as ever', () => {
    const selectors = objects.flatMap(({ kind, metadata, spec }) => {
      const selector = spec?.selector?.matchLabels ?? spec?.selector;
      return selector ? [[`${kind}/${metadata.name}`, selector]] : [];
    });
    expect(Object.fromEntries(selectors)).toEqual(
      Object.fromEntries(
        selectors.map(([key]) => {
          const workload = key.split('/')[1].replace(/-headless$/, '');
          return [
            key,
            {
              'app.kubernetes.io/name': workload,
              'app.kubernetes.io/component': components[workload] ?? 'agent',
            },
          ];
        }),
      ),
    );
    expect(selectors.length).toBeGreaterThan(5);
  });
});
