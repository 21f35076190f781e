import { ApiObject, App, Chart, IResolver, JsonPatch, Lazy, ResolutionContext } from 'cdk8s';
import { EnvValue, k8s } from 'cdk8s-plus-28';
import { IstioRouting, MeshAgent, MeshChecks, MeshNetworkPolicy, MeshRegistry, ServiceMesh } from '../../src';
import { MeshObject } from '../../src/synthesis/mesh-object';
import { NotPlain, plainJson } from '../../src/synthesis/plain-json';

/* Our objects are rendered in one pass. It must make what cdk8s itself makes of them. */

const image = 'registry.example.com/agent:1.0.0';

function mesh(resolvers: IResolver[] = []): ApiObject[] {
  const app = new App({ resolvers });
  const chart = new Chart(app, 'mesh', { namespace: 'mesh', labels: { chart: 'label' } });
  const registry = new MeshRegistry(chart, 'registry', { serviceMesh: ServiceMesh.istio() });
  const agent = new MeshAgent(chart, 'a', {
    registry,
    image,
    capabilities: ['c'],
    env: { LATE: EnvValue.fromValue(Lazy.any({ produce: () => 'late' }) as unknown as string) },
    sidecars: [
      {
        name: 'extra',
        image,
        env: [],
        args: [],
        resources: { limits: { 'example.com/gpu': k8s.Quantity.fromNumber(1) } },
      },
    ],
  });
  ApiObject.of(agent).addJsonPatch(
    JsonPatch.add('/spec/template/spec/unknown', { z: 1, a: null }),
    JsonPatch.add('/zero', 0),
  );
  ApiObject.of(agent).metadata.addAnnotation('later', 'said');
  new MeshNetworkPolicy(chart, 'policy', { registry });
  new IstioRouting(chart, 'routing', { agents: [agent] });
  return app.node.findAll().filter(ApiObject.isApiObject);
}

/** The object as cdk8s renders it. */
const byCdk8s = (object: ApiObject) => JSON.stringify(ApiObject.prototype.toJson.call(object));

test('gives the bytes that cdk8s gives', () => {
  const objects = mesh();
  expect(objects.length).toBeGreaterThan(8);
  objects.forEach((object) => expect(JSON.stringify(object.toJson())).toBe(byCdk8s(object)));
});

test('gives them unsorted where cdk8s is told not to sort', () => {
  const sorted = mesh().map((object) => JSON.stringify(object.toJson()));
  process.env.CDK8S_DISABLE_SORT = '1';
  try {
    const objects = mesh();
    objects.forEach((object) => expect(JSON.stringify(object.toJson())).toBe(byCdk8s(object)));
    // Only the order tells the two apart, so the objects must have one that is not that of the alphabet.
    expect(objects.map((object) => JSON.stringify(object.toJson()))).not.toEqual(sorted);
  } finally {
    delete process.env.CDK8S_DISABLE_SORT;
  }
});

describe('a value that only resolvers of cdk8s can render', () => {
  const withToken = (token: unknown) => {
    const app = new App();
    const chart = new Chart(app, 'mesh', { namespace: 'mesh' });
    const object = new MeshObject(chart, 'map', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'map' },
      body: { data: { late: token } },
      partOf: undefined,
      onDuplicate: 'Rename one of them',
    });
    object.addJsonPatch(JsonPatch.add('/immutable', true));
    return { app, object };
  };

  test('is left to them, with the patches of its object, each time', () => {
    let value = 'late';
    const { object } = withToken({ resolve: () => value });
    expect(object.toJson()).toMatchObject({ data: { late: 'late' }, immutable: true });
    value = 'later';
    expect(object.toJson()).toMatchObject({ data: { late: 'later' }, immutable: true });
  });

  test('is read again by each synthesis, because it may be another one', () => {
    let value: unknown = 'late';
    const { app } = withToken({ resolve: () => value });
    MeshChecks.of(app);
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    app.synthYaml();
    value = 7;
    expect(() => app.synthYaml()).toThrow('error field-of-another-type: ConfigMap mesh/map');
    write.mockRestore();
  });

  test('does not hide why a patch cannot be applied', () => {
    const { app, object } = withToken({ resolve: () => 'late' });
    object.addJsonPatch(JsonPatch.remove('/nothing/here'));
    expect(() => app.synthYaml()).toThrow(
      '[mesh/map] a JSON patch of ConfigMap "map": it cannot be applied (TypeError: Cannot read properties of undefined (reading \'here\')). Look at',
    );
  });
});

describe('plain JSON', () => {
  const plain = (value: unknown) => plainJson(value, { sortKeys: true });

  test('is without what is not there', () => {
    expect(plain({ a: null, b: undefined, c: 0, d: '', e: false, f: {}, g: [] })).toEqual({
      c: 0,
      d: '',
      e: false,
      f: {},
      g: [],
    });
    expect(Object.keys(plain({ a: null, b: undefined }))).toEqual([]);
    expect(plain(null)).toBeUndefined();
  });

  test('is made of plain objects alone', () => {
    expect(() => plain({ a: k8s.Quantity.fromNumber(1) })).toThrow(NotPlain);
    expect(() => plain({ a: [{ resolve: () => 1 }] })).toThrow(NotPlain);
    expect(plain({ resolve: 'a text' })).toEqual({ resolve: 'a text' });
  });
});

test('leaves an app with resolvers of its own to cdk8s', () => {
  const shout: IResolver = {
    resolve: (context: ResolutionContext) => {
      if (context.value === image) {
        context.replaceValue('mirror.example.com/agent:1.0.0');
      }
    },
  };
  expect(JSON.stringify(mesh([shout]).map((object) => object.toJson()))).not.toContain(image);
});
