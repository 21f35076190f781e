import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, Chart, JsonPatch, Lazy, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { MeshAgent, MeshChecks, MeshChecksConfig, MeshChecksProps, MeshRegistry } from '../../src';

const image = 'registry.example.com/weather-agent:1.4.2';

function meshApp(checks: MeshChecksProps | undefined = {}): { app: App; agent: MeshAgent } {
  const app = new App();
  if (checks) {
    MeshChecks.of(app, checks);
  }
  const chart = new Chart(app, 'mesh', { namespace: 'mesh' });
  const registry = new MeshRegistry(chart, 'registry');
  return { app, agent: new MeshAgent(chart, 'weather', { registry, image }) };
}

/** A warning: the value is a reason for a rule that does not exist. */
function warn(app: App, id: string = 'noted'): void {
  const chart = new Chart(app, id, { namespace: 'mesh' });
  new ApiObject(chart, 'map', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: id, annotations: { 'cdk8s-mcp-mesh/ignore-gravity': 'just so' } },
  });
}

let written: string[];

beforeEach(() => {
  written = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
});

afterEach(() => jest.restoreAllMocks());

const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
};

test('errors stop synthesis with one report, and nothing is written', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'mesh-checks-'));
  try {
    const app = new App({ outdir: join(outdir, 'manifests') });
    MeshChecks.of(app);
    const chart = new Chart(app, 'mesh', { namespace: 'mesh' });
    const agent = new MeshAgent(chart, 'weather', { registry: new MeshRegistry(chart, 'registry'), image });
    agent.service.addJsonPatch(JsonPatch.replace('/spec/ports/0/port', '8080'));
    agent.workload.addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/image', 7));
    expect(messageOf(() => app.synth())).toBe(
      'Validation failed with the following errors:\n' +
        '  [mesh-checks] 2 errors (what a rule is about: npx cdk8s-mcp-mesh explain <rule>)\n' +
        '    error field-of-another-type: Deployment mesh/mcp-mesh-weather (mesh/weather/Resource): spec.template.spec.containers[0].image is a number: the API server expects text there, and refuses the object. Put it in quotes, if that is what you mean.\n' +
        '    error field-of-another-type: Service mesh/mcp-mesh-weather (mesh/weather/Service): spec.ports[0].port "8080": the API server expects a whole number there, and refuses the object. Give a whole number.',
    );
    expect(existsSync(join(outdir, 'manifests')) ? readdirSync(join(outdir, 'manifests')) : []).toEqual([]);
  } finally {
    rmSync(outdir, { recursive: true });
  }
});

test('the cause is said once, with how many findings follow from it', () => {
  const app = Testing.app();
  MeshChecks.of(app);
  const chart = new Chart(app, 'mesh', { namespace: 'mesh' });
  const registry = new MeshRegistry(chart, 'registry');
  ['a', 'b', 'c'].forEach((id) => new MeshAgent(chart, id, { registry, image }));
  const map = app.node.findAll().find((each) => ApiObject.isApiObject(each) && each.kind === 'ConfigMap') as ApiObject;
  map.addJsonPatch(JsonPatch.remove('/data/REGISTRY_HOST'));
  expect(messageOf(() => app.synth())).toBe(
    'Validation failed with the following errors:\n' +
      '  [mesh-checks] 1 error and 2 findings that follow from it (what a rule is about: npx cdk8s-mcp-mesh explain <rule>)\n' +
      '    error key-not-in-map: Deployment mesh/mcp-mesh-a (mesh/a/Resource): container "agent": env MCP_MESH_REGISTRY_HOST reads key "REGISTRY_HOST" of ConfigMap "mcp-agent-config": the ConfigMap has no such key (did you mean "REGISTRY_PORT"?), and the container cannot start (CreateContainerConfigError). Add the key to the ConfigMap, or read one that it has: "MCP_MESH_REGISTRY_URL", "REGISTRY_PORT"; optional: true lets the container start without it.\n' +
      '      and 2 findings that follow from it: key-not-in-map of Deployment mesh/mcp-mesh-b and key-not-in-map of Deployment mesh/mcp-mesh-c',
  );
});

test('warnings are printed once, however many charts there are', () => {
  const { app } = meshApp();
  ['one', 'two', 'three'].forEach((id) => warn(app, id));
  app.synthYaml();
  expect(written).toEqual(
    ['one', 'two', 'three'].map(
      (id) =>
        `warning ignored-without-reason: ConfigMap mesh/${id} (${id}/map): ` +
        'annotation cdk8s-mcp-mesh/ignore-gravity: there is no rule "gravity". Take the annotation out, or spell the rule as the report does.\n',
    ),
  );
});

test('a clean app synthesises in silence, to the bytes that it has without checks', () => {
  expect(meshApp().app.synthYaml()).toBe(meshApp(undefined).app.synthYaml());
  expect(written).toEqual([]);
});

describe('a cdk8s-plus Deployment with spread, which grows with each rendering, is written as without checks', () => {
  function spreadApp(checked: boolean): { app: App; chart: Chart } {
    const app = Testing.app();
    if (checked) {
      MeshChecks.of(app);
    }
    new Chart(app, 'beside');
    const chart = new Chart(app, 'chart', { namespace: 'mesh' });
    const deployment = new kplus.Deployment(chart, 'deployment', {
      spread: true,
      containers: [{ image: 'nginx:1.27.0', portNumber: 80 }],
    });
    deployment.exposeViaService();
    return { app, chart };
  }

  test.each([
    ['app.synthYaml()', ({ app }: { app: App; chart: Chart }) => app.synthYaml()],
    ['app.synthYaml(), twice', ({ app }: { app: App; chart: Chart }) => [app.synthYaml(), app.synthYaml()]],
    ['Testing.synth(chart)', ({ chart }: { app: App; chart: Chart }) => Testing.synth(chart)],
    [
      'Testing.synth(chart), twice',
      ({ chart }: { app: App; chart: Chart }) => [Testing.synth(chart), Testing.synth(chart)],
    ],
  ])('%s', (_, synthesise) => {
    const plain = synthesise(spreadApp(false));
    expect(JSON.stringify(plain)).toContain('topologyKey');
    expect(synthesise(spreadApp(true))).toEqual(plain);
  });
});

test('what is broken after a clean synthesis is found by the next one', () => {
  const { app, agent } = meshApp();
  app.synthYaml();
  agent.service.addJsonPatch(JsonPatch.replace('/spec/ports/0/port', '8080'));
  expect(messageOf(() => app.synthYaml())).toContain(
    'error field-of-another-type: Service mesh/mcp-mesh-weather (mesh/weather/Service)',
  );
  agent.service.addJsonPatch(JsonPatch.replace('/spec/ports/0/port', 8080));
  expect(app.synthYaml()).toContain('name: mcp-mesh-weather');
});

test('a warning that comes with a change is printed, the others not again', () => {
  const { app } = meshApp();
  warn(app, 'one');
  app.synthYaml();
  warn(app, 'two');
  app.synthYaml();
  expect(written.map((line) => line.split(':')[1])).toEqual([
    ' ConfigMap mesh/one (one/map)',
    ' ConfigMap mesh/two (two/map)',
  ]);
});

test('one chart that is rendered alone is checked too, with all that is around it', () => {
  const { app, agent } = meshApp();
  const other = new Chart(app, 'other');
  agent.service.addJsonPatch(JsonPatch.replace('/spec/ports/0/port', '8080'));
  expect(messageOf(() => Testing.synth(other))).toContain('error field-of-another-type');
});

test('an object that cannot be rendered is named before anything is written', () => {
  const { app } = meshApp();
  new ApiObject(new Chart(app, 'broken'), 'map', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    data: Lazy.any({
      produce: () => {
        throw new Error('no such thing');
      },
    }),
  });
  expect(messageOf(() => app.synthYaml())).toContain('[mesh-checks] ConfigMap broken/map: it cannot be rendered (');
});

test.each([
  ['apiVersion', JsonPatch.remove('/apiVersion')],
  ['a name', JsonPatch.remove('/metadata/name')],
  ['metadata', JsonPatch.replace('/metadata', null)],
])('an object without %s is named, and the others are checked', (_, patch) => {
  const { app, agent } = meshApp();
  new ApiObject(new Chart(app, 'broken'), 'map', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'map' },
  }).addJsonPatch(patch);
  agent.service.addJsonPatch(JsonPatch.replace('/spec/ports/0/port', '8080'));
  expect(messageOf(() => app.synthYaml())).toBe(
    'Validation failed with the following errors:\n' +
      '  [mesh-checks] ConfigMap broken/map, which is written without apiVersion, kind or metadata.name: the API server knows objects by these, and refuses this one. ' +
      'Look at its patches: one of them takes a field away, or makes something else than text of it.\n' +
      '  [mesh-checks] 1 error (what a rule is about: npx cdk8s-mcp-mesh explain <rule>)\n' +
      '    error field-of-another-type: Service mesh/mcp-mesh-weather (mesh/weather/Service): spec.ports[0].port "8080": the API server expects a whole number there, and refuses the object. Give a whole number.',
  );
});

describe('a rule that is switched off', () => {
  test('for the app', () => {
    const { app } = meshApp({ ignore: { 'ignored-without-reason': 'gravity is a rule of another tool' } });
    warn(app);
    app.synthYaml();
    expect(written).toEqual([]);
  });

  test('for one object', () => {
    const { app, agent } = meshApp();
    agent.service.addJsonPatch(JsonPatch.replace('/spec/ports/0/port', '8080'));
    agent.service.metadata.addAnnotation('cdk8s-mcp-mesh/ignore-field-of-another-type', 'a controller rewrites it');
    expect(app.synthYaml()).toContain('port: "8080"');
  });

  test('for one object without a reason is on, and a warning', () => {
    const { app, agent } = meshApp();
    agent.service.addJsonPatch(JsonPatch.replace('/spec/ports/0/port', '8080'));
    agent.service.metadata.addAnnotation('cdk8s-mcp-mesh/ignore-field-of-another-type', '');
    expect(messageOf(() => app.synthYaml())).toContain('error field-of-another-type');
    expect(written.join('')).toBe(
      'warning ignored-without-reason: Service mesh/mcp-mesh-weather (mesh/weather/Service): annotation ' +
        'cdk8s-mcp-mesh/ignore-field-of-another-type without a reason: the next reader needs to know why the rule does not apply here, so it stays on. ' +
        "Give the reason as the annotation's value.\n",
    );
  });

  test.each([
    [
      { ignore: { gravity: 'just so' } },
      '[mesh-checks] ignore "gravity": there is no such rule. Spell it as the report does; docs/rules lists all of them.',
    ],
    [
      { ignore: { 'field-of-another-type': ' ' } },
      '[mesh-checks] ignore "field-of-another-type" without a reason: the next reader of the code needs to know why the rule does not apply here. Give the reason as the value.',
    ],
  ])('%j is refused', (props, message) => {
    expect(messageOf(() => MeshChecks.of(new App(), props as MeshChecksProps))).toBe(message);
  });
});

test('an app has one set of checks', () => {
  const { app } = meshApp();
  expect(messageOf(() => MeshChecks.of(app))).toBe(
    '[mesh-checks] MeshChecks.of(app) a second time: the rules run once for an app, with one set of options. ' +
      'Call it once, where you create the app.',
  );
});

describe('what a user does to objects while their app is synthesised is written, as without checks', () => {
  const patched = (chart: Chart) => {
    const object = chart.node.findChild('map') as ApiObject;
    object.metadata.addLabel('team', 'travel');
    object.addJsonPatch(JsonPatch.add('/data/patched', 'yes'));
  };

  class Checksummed extends App {
    public override synthYaml(): string {
      patched(this.node.findChild('chart') as Chart);
      return super.synthYaml();
    }

    public override synth(): void {
      Testing.synth(this.node.findChild('chart') as Chart);
      patched(this.node.findChild('chart') as Chart);
      super.synth();
    }
  }

  function mapApp(type: typeof App, checked: boolean): { app: App; chart: Chart; map: ApiObject } {
    const app = new type({ outdir: mkdtempSync(join(tmpdir(), 'mesh-checks-')) });
    if (checked) {
      MeshChecks.of(app);
    }
    const chart = new Chart(app, 'chart', { namespace: 'mesh' });
    const map = new ApiObject(chart, 'map', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'map' },
      data: { list: 'a' },
    });
    return { app, chart, map };
  }

  function files({ app }: { app: App }): string[] {
    try {
      app.synth();
      return readdirSync(app.outdir)
        .sort()
        .map((file) => readFileSync(join(app.outdir, file), 'utf8'));
    } finally {
      rmSync(app.outdir, { recursive: true });
    }
  }

  test('in an app of their own, which renders a chart first', () => {
    const plain = files(mapApp(Checksummed, false));
    expect(plain[0]).toContain('patched: "yes"');
    expect(plain[0]).toContain('team: travel');
    expect(files(mapApp(Checksummed, true))).toEqual(plain);
  });

  test('in a validation', () => {
    const withValidation = (checked: boolean) => {
      const made = mapApp(App, checked);
      let once = false;
      made.chart.node.addValidation({
        validate: () => {
          if (!once) {
            patched(made.chart);
            once = true;
          }
          return [];
        },
      });
      return files(made);
    };
    const plain = withValidation(false);
    expect(plain[0]).toContain('patched: "yes"');
    expect(withValidation(true)).toEqual(plain);
  });

  test('but not to what toJson gave them', () => {
    const { app, chart, map } = mapApp(App, true);
    chart.node.addValidation({
      validate: () => {
        delete map.toJson().data.list;
        return [];
      },
    });
    expect(files({ app })[0]).toContain('list: a');
  });

  test('toJson of an object of their own is theirs after a synthesis too', () => {
    const { app, map } = mapApp(App, true);
    const plain = map.toJson.bind(map);
    map.toJson = () => ({ ...plain(), data: { own: 'yes' } });
    expect([app.synthYaml(), app.synthYaml()]).toEqual([
      expect.stringContaining('own: "yes"'),
      expect.stringContaining('own: "yes"'),
    ]);
  });

  test('a spread is written once when the synthesis before failed', () => {
    const spread = (checked: boolean) => {
      const { app, chart } = mapApp(App, checked);
      const deployment = new kplus.Deployment(chart, 'deployment', {
        spread: true,
        containers: [{ image: 'nginx:1.27.0', portNumber: 80 }],
      });
      deployment.exposeViaService();
      let fails = true;
      chart.node.addValidation({ validate: () => (fails ? ['not yet'] : []) });
      expect(() => app.synthYaml()).toThrow('not yet');
      fails = false;
      return app.synthYaml();
    };
    expect(spread(true)).toBe(spread(false));
  });
});

test('the objects of a List that an app includes are looked at one by one', () => {
  const { app } = meshApp();
  new ApiObject(new Chart(app, 'list'), 'list', {
    apiVersion: 'v1',
    kind: 'List',
    metadata: { name: 'list' },
    items: [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'a', namespace: 'mesh' },
        spec: { ports: [{ port: '80' }] },
      },
    ],
  });
  expect(messageOf(() => app.synthYaml())).toContain('error field-of-another-type: Service mesh/a (list/list): ');
});

test("a sidecar in front of the agent's container is not taken for the agent", () => {
  const { app, agent } = meshApp();
  agent.addCapability('weather');
  agent.workload.addJsonPatch(
    JsonPatch.add('/spec/template/spec/containers/0', { name: 'proxy', image: 'registry.example.com/proxy:1.0.0' }),
  );
  expect(app.synthYaml()).toContain('name: proxy');
});

test('a thousand agents that all ask for what nobody offers are refused in the time of a synthesis', () => {
  const app = new App();
  const chart = new Chart(app, 'mesh', { namespace: 'mesh' });
  const registry = new MeshRegistry(chart, 'registry');
  for (let i = 0; i < 1000; i++) {
    new MeshAgent(chart, `agent-${i}`, {
      registry,
      image,
      capabilities: [`capability-${i}`],
      dependencies: ['capability-x'],
    });
  }
  const start = process.cpuUsage();
  expect(messageOf(() => app.synthYaml())).toContain('(did you mean "capability-0", of mesh/agent-0?)');
  const { user, system } = process.cpuUsage(start);
  // Looking through all names for each of them took five seconds.
  expect((user + system) / 1e6).toBeLessThan(3);
});

test('what the constructs refuse themselves is said once', () => {
  const { app, agent } = meshApp();
  agent.addRequirement('forecast');
  const chart = new Chart(app, 'beside', { namespace: 'mesh' });
  new ApiObject(chart, 'account', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: agent.serviceName } });
  const message = messageOf(() => app.synthYaml());
  expect(message).not.toContain('[mesh-checks]');
  expect(message.match(/dependency "forecast"/g)).toHaveLength(1);
  expect(message.match(/which beside\/account makes too/g)).toHaveLength(1);
});

describe('a configuration', () => {
  const config = (text: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'mesh-checks-config-'));
    try {
      const path = join(folder, 'c.yaml');
      writeFileSync(path, text);
      return { path, read: MeshChecksConfig.fromFile(path) };
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  test('makes an error of a warning', () => {
    const { app } = meshApp({ config: config('rules:\n  ignored-without-reason: error\n').read });
    warn(app);
    expect(messageOf(() => app.synth())).toContain('error ignored-without-reason: ConfigMap mesh/noted');
  });

  test('leaves findings out, by the path of the construct too, and names entries that leave nothing out', () => {
    const { path, read } = config(
      'ignore:\n  - { path: noted, reason: x }\n  - { name: zzz, reason: x }\n  - { path: zzz, reason: x }\n',
    );
    const { app } = meshApp({ config: read });
    warn(app);
    app.synth();
    expect(written).toEqual([`${path}:3:5: this entry leaves nothing of the app out any more\n`]);
  });

  test('with faults is refused', () => {
    expect(messageOf(() => config('rules:\n  gravity: off\n'))).toMatch(
      /^cdk8s-mcp-mesh: the configuration cannot be used:\n\S+c\.yaml:2:3: there is no rule "gravity"$/,
    );
  });
});
