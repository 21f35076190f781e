import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, Chart, JsonPatch, Lazy, Testing, YamlOutputType } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { EnvValue } from 'cdk8s-plus-28';
import { MeshAgent, MeshChecks, MeshNetworkPolicy, MeshPeer, MeshRegistry } from '../../src';
import { MeshObject } from '../../src/synthesis/mesh-object';

/* cdk8s validates for the app, and again before it writes each chart. What is written must have been judged. */

const image = 'registry.example.com/weather-agent:1.4.2';

/** A chart that changes its objects when it is written: what users do in place of aspects. */
class LateChart extends Chart {
  public change: () => void = () => {};

  public override toJson(): any[] {
    this.change();
    return super.toJson();
  }
}

let outdir: string;
beforeEach(() => {
  outdir = join(mkdtempSync(join(tmpdir(), 'synthesis-')), 'manifests');
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  rmSync(join(outdir, '..'), { recursive: true });
  jest.restoreAllMocks();
});

function meshApp({ yamlOutputType, charts = 0 }: { yamlOutputType?: YamlOutputType; charts?: number } = {}) {
  const app = new App({ outdir, yamlOutputType });
  MeshChecks.of(app);
  const chart = new LateChart(app, 'mesh', { namespace: 'mesh' });
  const registry = new MeshRegistry(chart, 'registry');
  const agent = new MeshAgent(chart, 'weather', { registry, image });
  for (let i = 0; i < charts; i++) {
    new MeshAgent(new Chart(app, `chart-${i}`, { namespace: 'mesh' }), `agent-${i}`, { registry, image });
  }
  return { app, chart, registry, agent };
}

/** A cdk8s-plus Deployment, which keeps its state to itself. */
function deploymentIn(chart: Chart): kplus.Deployment {
  return new kplus.Deployment(chart, 'deployment', { containers: [{ image: 'nginx:1.27.0', portNumber: 80 }] });
}

const filesOf = ({ outdir: folder }: App) =>
  existsSync(folder) ? readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8')) : [];

const syntheses: [string, (app: App) => unknown][] = [
  ['app.synth()', (app) => app.synth()],
  ['app.synthYaml()', (app) => app.synthYaml()],
  ['Testing.synth(chart)', (app) => Testing.synth(app.node.findChild('mesh') as Chart)],
];

describe.each(syntheses)('%s judges what a chart changes when it is written:', (_, synthesise) => {
  test('a label', () => {
    const { app, chart, agent } = meshApp();
    chart.change = () => agent.workload.metadata.addLabel('app.kubernetes.io/name', 'other');
    expect(() => synthesise(app)).toThrow(
      'metadata.labels["app.kubernetes.io/name"] of Deployment "mcp-mesh-weather" is "other"',
    );
    expect(filesOf(app)).toEqual([]);
  });

  test('a patch', () => {
    const { app, chart, agent } = meshApp();
    chart.change = () => agent.service.addJsonPatch(JsonPatch.replace('/spec/ports/0/port', '8080'));
    expect(() => synthesise(app)).toThrow('error field-of-another-type: Service mesh/mcp-mesh-weather');
  });

  test('a construct', () => {
    const { app, chart } = meshApp();
    chart.change = () =>
      void new kplus.Service(chart, 'lost', { ports: [{ port: 80 }], metadata: { name: 'mcp-mesh-weather' } });
    expect(() => synthesise(app)).toThrow(
      'Service "mcp-mesh-weather" in namespace "mesh", which mesh/lost/Resource makes too',
    );
  });

  test('a requirement', () => {
    const { app, chart, agent } = meshApp();
    chart.change = () => agent.addRequirement('forecast');
    expect(() => synthesise(app)).toThrow('dependency "forecast"');
  });

  test('a container of a cdk8s-plus Deployment', () => {
    const { app, chart } = meshApp();
    const deployment = deploymentIn(chart);
    chart.change = () => deployment.addContainer({ name: 'second', image: 7 as unknown as string });
    expect(() => synthesise(app)).toThrow('error field-of-another-type: Deployment mesh/mesh-deployment');
  });
});

describe('a second synthesis judges what changed since the first:', () => {
  test('a cdk8s-plus Deployment', () => {
    const { app, chart } = meshApp();
    const deployment = deploymentIn(chart);
    app.synthYaml();
    deployment.addContainer({ name: 'second', image: 7 as unknown as string });
    expect(() => app.synthYaml()).toThrow('error field-of-another-type: Deployment mesh/mesh-deployment');
  });

  test("a user's Lazy value in an object of ours", () => {
    const app = new App();
    MeshChecks.of(app);
    const chart = new Chart(app, 'mesh', { namespace: 'mesh' });
    let value: unknown = 'text';
    new MeshAgent(chart, 'weather', {
      registry: new MeshRegistry(chart, 'registry'),
      image,
      env: { LATE: EnvValue.fromValue(Lazy.any({ produce: () => value }) as unknown as string) },
    });
    app.synthYaml();
    value = 7;
    expect(() => app.synthYaml()).toThrow('error field-of-another-type: Deployment mesh/mcp-mesh-weather');
  });

  test('what was refused, if it is right now', () => {
    const { app, chart, registry, agent } = meshApp();
    new MeshNetworkPolicy(chart, 'policy', { registry });
    new kplus.k8s.KubeIngress(chart, 'ingress', {
      spec: { defaultBackend: { service: { name: agent.serviceName, port: { number: 8080 } } } },
    });
    expect(() => app.synthYaml()).toThrow('which sends requests to agent mesh/weather');
    agent.allowIngress(MeshPeer.namespace('ingress-nginx'));
    expect(app.synthYaml()).toContain('ingress-nginx');
  });
});

test('what a later validation adds to an object is written, and judged before its chart is', () => {
  const { app, chart, agent } = meshApp();
  let added = false;
  chart.node.addValidation({
    validate: () => {
      if (!added) {
        added = true;
        agent.service.metadata.addAnnotation('team', 'travel');
        agent.service.addJsonPatch(JsonPatch.add('/spec/sessionAffinity', 'None'));
      }
      return [];
    },
  });
  app.synth();
  expect(filesOf(app).join('')).toContain('team: travel');
  expect(filesOf(app).join('')).toContain('sessionAffinity: None');
});

test.each([YamlOutputType.FILE_PER_APP, YamlOutputType.FILE_PER_CHART, YamlOutputType.FILE_PER_RESOURCE])(
  'app.synth() by output type %s refuses what Testing.synth refuses',
  (yamlOutputType) => {
    const { app, chart, agent } = meshApp({ yamlOutputType });
    chart.change = () => agent.service.metadata.addLabel('app.kubernetes.io/name', 'other');
    expect(() => app.synth()).toThrow(
      'metadata.labels["app.kubernetes.io/name"] of Service "mcp-mesh-weather" is "other"',
    );
  },
);

test('neither the app nor its objects are wrapped', () => {
  const { app, agent } = meshApp();
  app.node.addValidation({
    validate: () =>
      [app, agent.workload].flatMap((each) =>
        ['synth', 'synthYaml', 'toJson'].filter((key) => Object.hasOwn(each, key)),
      ),
  });
  app.synthYaml();
});

test('without a change, objects are rendered twice however many charts there are: to be judged, and to be written', () => {
  const { app } = meshApp({ charts: 20 });
  const render = jest.spyOn(MeshObject.prototype, 'toJson');
  app.synthYaml();
  const objects = app.node.findAll().filter((each) => ApiObject.isApiObject(each));
  expect(render).toHaveBeenCalledTimes(2 * objects.length);
  render.mockClear();
  app.synthYaml();
  expect(render).toHaveBeenCalledTimes(objects.length);
});
