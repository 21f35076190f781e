import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import * as cdk8s from 'cdk8s';
import { App, Chart, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as constructs from 'constructs';
import * as mesh from '../../src';

/*
 * An app may have several copies of the package: a platform library brings its own. All of them are one mesh. cdk8s, cdk8s-plus-28
 * and constructs are peers, of which there is one copy.
 */

type Package = typeof mesh;

function copyOfPackage(): Package {
  let copy: Package;
  jest.isolateModules(() => {
    jest.doMock('cdk8s', () => cdk8s);
    jest.doMock('cdk8s-plus-28', () => kplus);
    jest.doMock('constructs', () => constructs);
    copy = require('../../src'); // eslint-disable-line @typescript-eslint/no-require-imports
  });
  return copy!;
}

const copy = copyOfPackage();
const image = 'registry.example.com/agent:1.0.0';

/** A mesh of two registries and all kinds of constructs, with turns between two packages. */
function meshOf(one: Package, other: Package): App {
  const own = new App();
  one.MeshChecks.of(own);
  const chart = new Chart(own, 'mesh', { namespace: 'mesh' });
  const serviceMesh = one.ServiceMesh.istio({ dataPlane: other.IstioDataPlane.NATIVE_SIDECAR });
  const registry = new one.MeshRegistry(chart, 'registry', { serviceMesh });
  const second = new other.MeshRegistry(chart, 'second', { serviceName: 'second', configMapName: 'second' });
  const a = new other.MeshAgent(chart, 'a', { registry, image, capabilities: ['a'], dependencies: ['b'] });
  const b = new one.HeadlessMeshAgent(chart, 'b', { registry, image, replicas: 2, capabilities: ['b'] });
  new one.MeshAgent(chart, 'c', { registry: second, image });
  a.allowEgress(one.MeshPeer.cidr('203.0.113.0/24', [443]));
  b.allowIngress(other.MeshPeer.pods('monitoring', { app: 'prometheus' }));
  b.calls(a);
  new other.MeshNetworkPolicy(chart, 'policy', { registry, strict: true, defaultDeny: true });
  new one.MeshNetworkPolicy(chart, 'second-policy', { registry: second, defaultDeny: true });
  new other.IstioAuthorization(chart, 'authorization', { registry });
  new other.IstioRouting(chart, 'routing', { agents: [a, b] });
  new other.MeshDiscoveryTest(chart, 'test', { registry });
  return own;
}

const messageOf = (synthesise: () => unknown): string => {
  try {
    synthesise();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

beforeAll(() => expect(copy.MeshRegistry).not.toBe(mesh.MeshRegistry));

test('a mesh from two copies is the mesh from one', () => {
  const alone = meshOf(mesh, mesh).synthYaml();
  expect(alone).toContain('kind: AuthorizationPolicy');
  expect(meshOf(mesh, copy).synthYaml()).toBe(alone);
  expect(meshOf(copy, mesh).synthYaml()).toBe(alone);
});

test.each<[string, (one: Package, other: Package) => void, string]>([
  [
    'two objects of one name, once',
    (one, other) => {
      const chart = new Chart(app(), 'mesh', { namespace: 'mesh' });
      new one.MeshRegistry(chart, 'one', { configMapName: 'one' });
      new other.MeshRegistry(chart, 'two', { configMapName: 'two' });
    },
    'which mesh/one/Resource makes too',
  ],
  [
    'an account that two agents share',
    (one, other) => {
      const chart = new Chart(app(), 'mesh', { namespace: 'mesh' });
      const serviceMesh = one.ServiceMesh.istio({ dataPlane: one.IstioDataPlane.NATIVE_SIDECAR });
      const [registry, second] = [one, other].map(
        (each, i) =>
          new each.MeshRegistry(chart, `r${i}`, { serviceMesh, serviceName: `r${i}`, configMapName: `r${i}` }),
      );
      const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(chart, 'robot', 'robot');
      new one.MeshAgent(chart, 'a', { registry, image, capabilities: ['a'], dependencies: ['b'], serviceAccount });
      new one.MeshAgent(chart, 'b', { registry, image, capabilities: ['b'] });
      new other.MeshAgent(chart, 'x', { registry: second, image, serviceAccount });
      new one.IstioAuthorization(chart, 'authorization', { registry });
    },
    'ServiceAccount "robot"',
  ],
  [
    'a range of addresses that is none',
    (one, other) => {
      const chart = new Chart(app(), 'mesh', { namespace: 'mesh' });
      const registry = new one.MeshRegistry(chart, 'registry');
      new one.MeshNetworkPolicy(chart, 'policy', { registry, egressTo: [other.MeshPeer.cidr('10.0.0.1/8', [443])] });
    },
    'the bits of the address behind those that are fixed are zero',
  ],
])('%s are refused across copies', (_, make, expected) => {
  const found: string[] = [];
  for (const [one, other] of [
    [mesh, mesh],
    [mesh, copy],
    [copy, mesh],
  ]) {
    found.push(
      messageOf(() => {
        make(one, other);
        made.pop()!.synthYaml();
      }),
    );
  }
  expect(found[0]).toContain(expected);
  expect(found[1]).toBe(found[0]);
  expect(found[2]).toBe(found[0]);
});

const made: App[] = [];
function app(): App {
  made.push(new App());
  return made.at(-1)!;
}

test('what constructs of one copy are told late, checks of the other see', () => {
  const own = new App();
  mesh.MeshChecks.of(own);
  class LateChart extends Chart {
    public override toJson(): any[] {
      agent.addRequirement('forecast');
      agent.service.addJsonPatch(JsonPatch.replace('/spec/ports/0/port', '8080'));
      return super.toJson();
    }
  }
  const chart = new LateChart(own, 'mesh', { namespace: 'mesh' });
  const agent = new copy.MeshAgent(chart, 'a', { registry: new copy.MeshRegistry(chart, 'registry'), image });
  const message = messageOf(() => own.synthYaml());
  expect(message).toContain('dependency "forecast"');
  expect(message).toContain('error field-of-another-type');
});

test('no class of ours is asked for by instanceof, and no symbol is of one copy alone', () => {
  const src = join(__dirname, '../../src');
  const own = [
    'NotPlain',
    'NotSourceJson',
    'NoEntry',
    'ListOf',
    'MapOf',
    'Lazy',
    'Error',
    'InvalidConfiguration',
    'UnusableInput',
    'Unanswerable',
    'OutsideOfRoot',
  ];
  const lines = (readdirSync(src, { recursive: true }) as string[])
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => readFileSync(join(src, file), 'utf8').split('\n'));
  const asked = lines.flatMap((line) => /^(?!\s*(?:\*|\/\/)).* instanceof (\w+)/.exec(line)?.[1] ?? []);
  expect(asked.filter((name) => !own.includes(name))).toEqual([]);
  expect(lines.filter((line) => /\bSymbol\('/.test(line) && !line.includes("Symbol('removed')"))).toEqual([]);
});
