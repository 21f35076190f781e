import { join } from 'path';
import { App, Chart, Size } from 'cdk8s';
import {
  AgentSource,
  DevelopmentPostgres,
  MeshAgent,
  MeshChecks,
  MeshCode,
  MeshDefaults,
  MeshNetworkPolicy,
  MeshPeer,
  MeshRegistry,
  MeshStorage,
  RegistryDatabase,
} from 'cdk8s-mcp-mesh';
import { Ingress, Secret } from 'cdk8s-plus-28';

/** All that differs between environments. What is the same everywhere is in `weather`, once. */
interface Environment {
  readonly host: string;
  readonly replicas: number;
  readonly imageRegistry?: string;
  /** A function, because a store of the environment is an object of its chart. */
  readonly database: (chart: Chart) => RegistryDatabase;
}

const environments: { [name: string]: Environment } = {
  staging: {
    host: 'weather.staging.example.com',
    replicas: 1,
    database: (chart) =>
      new DevelopmentPostgres(chart, 'postgres', {
        password: password(chart),
        storage: MeshStorage.claim(Size.gibibytes(1)),
      }).database,
  },
  production: {
    host: 'weather.example.com',
    replicas: 3,
    imageRegistry: 'registry.example.com/mirror',
    database: (chart) =>
      RegistryDatabase.postgres({
        host: 'weather.db.example.com',
        user: 'mcp_mesh',
        password: password(chart),
        peer: MeshPeer.cidr('10.20.0.0/24').peer,
      }),
  },
};

/** A Secret of the same name in each environment, with another value. It is made outside of the app. */
function password(chart: Chart) {
  return { secret: Secret.fromSecretName(chart, 'password', 'weather-postgres'), key: 'password' };
}

function weather(app: App, { host, replicas, imageRegistry, database }: Environment): void {
  MeshChecks.of(app);
  MeshDefaults.of(app, { imageRegistry });
  const chart = new Chart(app, 'weather', { namespace: 'weather' });
  const registry = new MeshRegistry(chart, 'registry', {
    database: database(chart),
    replicas,
    agentDefaults: { serviceNamePrefix: '' },
  });
  const agent = (name: string) =>
    new MeshAgent(chart, name, {
      registry,
      source: AgentSource.fromFile(`agents/${name}.py`),
      code: MeshCode.mounted(),
      replicas,
    });
  agent('observations');
  const forecast = agent('forecast');

  new Ingress(chart, 'ingress', {
    rules: [{ host, path: '/', backend: forecast.toIngressBackend() }],
    tls: [{ hosts: [host], secret: Secret.fromSecretName(chart, 'certificate', 'weather-tls') }],
  });
  forecast.allowIngress(MeshPeer.namespace('ingress-nginx'));
  new MeshNetworkPolicy(chart, 'network-policy', { registry, strict: true, defaultDeny: true });
}

// Each environment is an app of its own, in a folder of its own: clusters/staging, clusters/production.
for (const [name, environment] of Object.entries(environments)) {
  const app = new App({ outdir: join(process.env.CDK8S_OUTDIR ?? 'clusters', name) });
  weather(app, environment);
  app.synth();
}
