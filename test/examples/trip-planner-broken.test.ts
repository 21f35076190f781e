import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments, stringify } from 'yaml';
import { describeObject } from '../../src/api/kubernetes-object';
import { check } from '../../src/check/check';
import { positionOf } from '../../src/check/finding-text';
import { parseManifests } from '../../src/input/manifest-parser';
import { printJson } from '../../src/report/json';
import { printText } from '../../src/report/text';
import { Manifest } from '../support/manifests';

/*
 * The trip planner, whole, and broken the way that meshes get broken: by one line in one of seventy manifests. Each is found by its
 * rule, at the object that is to blame, in words that somebody new to it can act on.
 */

const folder = join(__dirname, '..', '..', 'examples', 'trip-planner', 'manifests');
const load = (): Manifest[] =>
  readdirSync(folder)
    .sort()
    .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS()));

const said = (objects: Manifest[]) => check(objects.map((object) => ({ object })));

/** Changes the mesh in place; the second argument finds the one object of a kind and name. */
type Edit = (objects: Manifest[], the: (kind: string, name: string) => Manifest) => void;

const container = (workload: Manifest) => workload.spec.template.spec.containers[0];

/** What was done to it, and the rules that find it. */
const breakages: { [what: string]: { rules: string[]; edit: Edit } } = {
  'a provider is gone': {
    rules: ['requirement-unmet'],
    edit: (objects) =>
      objects.splice(0, objects.length, ...objects.filter(({ metadata }) => metadata.name !== 'budget-analyst')),
  },
  'a label is renamed by a patch': {
    rules: [
      'service-selects-no-pod',
      'policy-cuts-registry',
      'policy-cuts-provider',
      'policy-cuts-dns',
      'policy-cuts-told-address',
      'workload-selector-differs',
    ],
    edit: (_, the) => {
      the('Deployment', 'weather-agent').spec.template.metadata.labels['app.kubernetes.io/name'] = 'weather';
    },
  },
  'the way to DNS is dropped': {
    rules: ['policy-cuts-dns'],
    edit: (_, the) => {
      const { spec } = the('NetworkPolicy', 'flight-agent');
      spec.egress = spec.egress.filter(({ ports }: Manifest) => ports.every(({ port }: Manifest) => port !== 53));
    },
  },
  'the policy opens the port of the guide, not that of the registry': {
    rules: ['policy-cuts-registry', 'policy-cuts-told-address'],
    edit: (_, the) =>
      the('NetworkPolicy', 'mcp-mesh-registry-policy').spec.ingress.forEach(({ ports }: Manifest) => {
        ports[0].port = 8080;
      }),
  },
  'a provider no longer admits one of its clients': {
    rules: ['policy-cuts-provider'],
    edit: (_, the) => {
      const [rule] = the('NetworkPolicy', 'weather-agent').spec.ingress;
      rule.from = rule.from.filter(
        ({ podSelector }: Manifest) => podSelector.matchLabels['app.kubernetes.io/name'] !== 'poi-agent',
      );
    },
  },
  'the registry is said to be on another port': {
    rules: ['registry-url-leads-nowhere'],
    edit: (_, the) => {
      the('ConfigMap', 'mcp-agent-config').data.MCP_MESH_REGISTRY_URL = 'http://mcp-mesh-registry:8080';
    },
  },
  'a key of the ConfigMap is renamed': {
    rules: ['key-not-in-map'],
    edit: (_, the) => {
      const { data } = the('ConfigMap', 'mcp-agent-config');
      data.REGISTRY_HOSTNAME = data.REGISTRY_HOST;
      delete data.REGISTRY_HOST;
    },
  },
  'a Service gets the port 80': {
    rules: ['advertised-port-differs'],
    edit: (_, the) => {
      the('Service', 'hotel-agent').spec.ports[0].port = 80;
    },
  },
  'a probe asks the port of another container': {
    rules: ['probe-on-closed-port'],
    edit: (_, the) => {
      container(the('Deployment', 'gateway')).readinessProbe.httpGet.port = 9090;
    },
  },
  'a key is written into the manifest': {
    rules: ['secret-as-literal'],
    edit: (_, the) => {
      const { env } = container(the('Deployment', 'openai-provider'));
      const key = env.find(({ name }: Manifest) => name === 'OPENAI_API_KEY');
      delete key.valueFrom;
      key.value = 'sk-proj-not-a-real-key-0123456789';
    },
  },
  'the host is composed before its parts are there': {
    rules: ['variable-before-definition'],
    edit: (_, the) => {
      const main = container(the('Deployment', 'gateway'));
      const isHost = ({ name }: Manifest) => name === 'MCP_MESH_HTTP_HOST';
      main.env = [...main.env.filter(isHost), ...main.env.filter((each: Manifest) => !isHost(each))];
    },
  },
  'an agent is applied twice': {
    rules: ['duplicate-identity'],
    edit: (objects, the) => {
      objects.push(structuredClone(the('Service', 'gateway')));
    },
  },
  'the Ingress leads to the registry': {
    rules: ['registry-exposed'],
    edit: (_, the) => {
      the('Ingress', 'trip-planner-gateway').spec.rules[0].http.paths[0].backend.service = {
        name: 'mcp-mesh-registry',
        port: { number: 8000 },
      };
    },
  },
  'a policy is opened to every port': {
    rules: ['policy-opens-everything'],
    edit: (_, the) => {
      the('NetworkPolicy', 'planner-agent').spec.ingress[0].ports = [];
    },
  },
  'the CPU limit of an agent is cut': {
    rules: ['agent-cpu-limit-too-low'],
    edit: (_, the) => {
      container(the('Deployment', 'poi-agent')).resources.limits.cpu = '100m';
    },
  },
  'an image floats': {
    rules: ['image-not-pinned'],
    edit: (_, the) => {
      container(the('Deployment', 'gateway')).image = 'trip-planner/gateway:latest';
    },
  },
};

test('whole, it is clean', () => {
  expect(said(load())).toEqual([]);
});

function broken(edit: Edit): Manifest[] {
  const objects = load();
  edit(objects, (kind, name) => {
    const found = objects.filter((object) => object.kind === kind && object.metadata.name === name);
    expect(found).toHaveLength(1);
    return found[0];
  });
  return objects;
}

test.each(Object.entries(breakages))('%s', (_, { rules, edit }) => {
  const findings = said(broken(edit));
  expect([...new Set(findings.map(({ rule }) => rule.id))].sort()).toEqual([...rules].sort());
  expect(findings.map(({ object, message }) => `${describeObject(object)}: ${message}`).join('\n')).toMatchSnapshot();
});

/** The line that findings of each rule point at. */
const LINES: { [what: string]: { [rule: string]: RegExp } } = {
  'a provider is gone': { 'requirement-unmet': /^cdk8s-mcp-mesh\/dependencies: / },
  'a label is renamed by a patch': {
    'service-selects-no-pod': /^app.kubernetes.io\/name: weather-agent$/,
    'policy-cuts-provider': /^(egress:|policyTypes:)$/,
    'policy-cuts-dns': /^policyTypes:$/,
    'policy-cuts-registry': /^policyTypes:$/,
    'policy-cuts-told-address': /^(ingress:|egress:|policyTypes:)$/,
    'workload-selector-differs': /^selector:/,
  },
  'the way to DNS is dropped': { 'policy-cuts-dns': /^egress:$/ },
  'the policy opens the port of the guide, not that of the registry': {
    'policy-cuts-registry': /^port: 8080$/,
    'policy-cuts-told-address': /^port: 8080$/,
  },
  'a provider no longer admits one of its clients': { 'policy-cuts-provider': /^ingress:$/ },
  'the registry is said to be on another port': { 'registry-url-leads-nowhere': /^MCP_MESH_REGISTRY_URL: .*:8080$/ },
  'a key of the ConfigMap is renamed': { 'key-not-in-map': /^key: REGISTRY_HOST$/ },
  'a Service gets the port 80': { 'advertised-port-differs': /^port: 80$/ },
  'a probe asks the port of another container': { 'probe-on-closed-port': /^port: 9090$/ },
  'a key is written into the manifest': { 'secret-as-literal': /^value: sk-proj-/ },
  'the host is composed before its parts are there': { 'variable-before-definition': /^value: \$\(SERVICE_NAME\)/ },
  'an agent is applied twice': { 'duplicate-identity': /^name: gateway$/ },
  'the Ingress leads to the registry': { 'registry-exposed': /^name: mcp-mesh-registry$/ },
  'a policy is opened to every port': { 'policy-opens-everything': /^ports: \[\]$/ },
  'the CPU limit of an agent is cut': { 'agent-cpu-limit-too-low': /^cpu: 100m$/ },
  'an image floats': { 'image-not-pinned': /:latest$/ },
};

test.each(Object.entries(breakages))('%s: at its line', (what, { edit }) => {
  const text = broken(edit)
    .map((object) => stringify(object, { lineWidth: 0, version: '1.1' }))
    .join('---\n');
  const lines = text.split('\n');
  for (const finding of check(parseManifests('broken.yaml', text).objects)) {
    const { line, column } = positionOf(finding)!;
    expect(lines[line - 1].slice(column - 1)).toMatch(LINES[what][finding.rule.id]);
  }
});

describe('the cause is said once, and first', () => {
  const report = (edit: Edit) => {
    const objects = broken(edit);
    return printText({
      findings: said(objects),
      objects: objects.map((object) => ({ object })),
      unreadable: [],
      home: join(__dirname, '..', '..'),
      version: '1.0.0',
      colour: false,
    });
  };

  test('of a label', () => {
    expect(report(breakages['a label is renamed by a patch'].edit)).toMatchSnapshot();
  });

  test('of a key that thirteen agents read', () => {
    expect(report(breakages['a key of the ConfigMap is renamed'].edit)).toMatchSnapshot();
  });

  test.each<[string, string, Edit]>([
    [
      'a port without its name',
      'service-port-no-pod-has Service mcp-mesh-registry, and 2 more',
      (_, the) => (container(the('Deployment', 'mcp-mesh-registry')).ports[0].name = 'web'),
    ],
    [
      'a port in a variable',
      'advertised-port-differs Service weather-agent, and 4 more',
      (_, the) => {
        const { env } = container(the('Deployment', 'weather-agent'));
        env.find(({ name }: Manifest) => name === 'MCP_MESH_HTTP_PORT').value = '8081';
      },
    ],
    [
      "the label of the registry's pods",
      'service-selects-no-pod Service mcp-mesh-registry, and 4 more',
      (_, the) => {
        const { template, selector } = the('Deployment', 'mcp-mesh-registry').spec;
        template.metadata.labels['app.kubernetes.io/name'] = 'registry';
        selector.matchLabels['app.kubernetes.io/name'] = 'registry';
      },
    ],
    [
      'the selector of its Service',
      'service-selects-no-pod Service mcp-mesh-registry, and 1 more',
      (_, the) => (the('Service', 'mcp-mesh-registry').spec.selector['app.kubernetes.io/name'] = 'registry'),
    ],
  ])('of %s', (_, expected, edit) => {
    const [cause, ...others] = said(broken(edit));
    expect(`${cause.rule.id} ${cause.object.kind} ${cause.object.metadata.name}, and ${others.length} more`).toBe(
      expected,
    );
    expect(others.map((each) => each.cause)).toEqual(others.map(() => cause));
  });

  test('and what is wrong beside it stays', () => {
    const findings = said(
      broken((objects, the) => {
        breakages['a label is renamed by a patch'].edit(objects, the);
        breakages['the way to DNS is dropped'].edit(objects, the);
      }),
    );
    expect(
      findings.filter(({ cause }) => !cause).map(({ rule, object }) => `${rule.id} ${object.metadata.name}`),
    ).toEqual(['service-selects-no-pod weather-agent', 'policy-cuts-dns flight-agent']);
  });

  test('programs get all of it', () => {
    const objects = broken(breakages['a label is renamed by a patch'].edit);
    const { findings } = JSON.parse(
      printJson({
        findings: said(objects),
        objects: objects.map((object) => ({ object })),
        unreadable: [],
        home: join(__dirname, '..', '..'),
        version: '1.0.0',
        colour: false,
      }),
    );
    const follows = {
      rule: 'service-selects-no-pod',
      kind: 'Service',
      namespace: 'trip-planner',
      name: 'weather-agent',
    };
    expect(findings.map((each: Manifest) => each.follows)).toEqual([undefined, ...Array(9).fill(follows)]);
    expect(findings.every(({ message }: Manifest) => message.length > 20)).toBe(true);
  });
});
