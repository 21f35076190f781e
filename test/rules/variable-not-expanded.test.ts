import { RULE } from '../../src/rules/variable-not-expanded';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const env = (...variables: [string, string][]) =>
  deployment({ env: variables.map(([name, value]) => ({ name, value })) });
const map = (data: Manifest) => object('v1', 'ConfigMap', 'settings', { data });
const importing = (more: Manifest = {}) => deployment({ envFrom: [{ configMapRef: { name: 'settings' } }], ...more });

test('a variable that nobody defines', () => {
  expect(said(RULE, [env(['HOST_NAME', 'weather'], ['URL', 'http://$(HOST_NAM):8080/$(UNKNOWN)'])])).toEqual([
    'Deployment mesh/weather-agent: container "agent": env URL refers to $(HOST_NAM): the container has no such variable (did you mean $(HOST_NAME)?), so the kubelet leaves the text as it is. ' +
      'Write $(HOST_NAME), or write $$(HOST_NAM) if that text is what you want.',
    'Deployment mesh/weather-agent: container "agent": env URL refers to $(UNKNOWN): the container has no such variable, so the kubelet leaves the text as it is. ' +
      'Define UNKNOWN in env, or write $$(UNKNOWN) if that text is what you want.',
  ]);
});

test('a variable of the image', () => {
  expect(said(RULE, [env(['PATH', '/opt/bin:$(PATH)'])])).toEqual([
    'Deployment mesh/weather-agent: container "agent": env PATH refers to $(PATH): a value that refers to its own variable finds none above it, ' +
      'and those of the image are unknown to the kubelet, so the kubelet leaves the text as it is. Write the whole value, or write $$(PATH) if that text is what you want.',
  ]);
});

test("a shell's reference in a value", () => {
  expect(said(RULE, [env(['HOST', 'weather'], ['URL', 'http://${HOST}:8080'])])).toEqual([
    'Deployment mesh/weather-agent: container "agent": env URL has ${HOST}: no shell reads the value of a variable, and the kubelet expands $(HOST) only, so the text stays as it is. ' +
      'Write $(HOST), and define HOST above URL.',
  ]);
});

test("a shell's reference in a variable of MCP Mesh, to a variable that is not there", () => {
  expect(said(RULE, [env(['MCP_MESH_HTTP_HOST', '${SERVICE_NAME}.mesh'])])).toEqual([
    'Deployment mesh/weather-agent: container "agent": env MCP_MESH_HTTP_HOST has ${SERVICE_NAME}: no shell reads the value of a variable, and the kubelet expands ' +
      '$(SERVICE_NAME) only, so the text stays as it is. Write $(SERVICE_NAME), and define SERVICE_NAME above MCP_MESH_HTTP_HOST.',
  ]);
  expect(said(RULE, [env(['URL', 'http://${HOST}:8080'])])).toEqual([]);
});

const PORT = [{ name: 'PORT', value: '8080' }];

test('words of a command without a shell', () => {
  expect(
    said(RULE, [
      deployment({ env: PORT, command: ['python', 'main.py'], args: ['--port=${PORT}', '$PORT', '$(PROT)'] }),
    ]),
  ).toEqual([
    'Deployment mesh/weather-agent: container "agent": args has "--port=${PORT}": no shell runs it, and the kubelet expands $(PORT) only, so the program gets the text as it is. Write $(PORT).',
    'Deployment mesh/weather-agent: container "agent": args has "$PORT": no shell runs it, and the kubelet expands $(PORT) only, so the program gets the text as it is. Write $(PORT).',
    'Deployment mesh/weather-agent: container "agent": args refers to $(PROT): the container has no such variable (did you mean $(PORT)?), so the kubelet leaves the text as it is. ' +
      'Write $(PORT), or write $$(PROT) if that text is what you want.',
  ]);
});

test('a value of a ConfigMap that is imported', () => {
  expect(said(RULE, [importing(), map({ HOST: 'weather', URL: 'http://$(HOST):8080' })])).toEqual([
    'ConfigMap mesh/settings: key "URL" refers to $(HOST): the kubelet expands nothing in values that it reads from a ConfigMap, so the variable keeps the text as it is. ' +
      "Write the whole value, or compose it in the container's env, with $(HOST) in a value there.",
  ]);
  const reading = deployment({
    env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'URL' } } }],
  });
  expect(said(RULE, [reading, reading, map({ URL: 'http://$(HOST):8080' })])).toHaveLength(1);
});

test.each<[string, Manifest[]]>([
  ['a variable above', [env(['HOST', 'a'], ['URL', 'http://$(HOST)'])]],
  ['one below, which another rule reports', [env(['URL', 'http://$(HOST)'], ['HOST', 'a'])]],
  ['an escape', [env(['URL', 'http://$$(HOST)'])]],
  ['a value built up', [env(['OPTS', '-a'], ['OPTS', '$(OPTS) -b'])]],
  ['other programs', [env(['SCRIPT', '$(this).hide(); $(document)'])]],
  [
    'a map that is not shown',
    [deployment({ envFrom: [{ secretRef: { name: 'x' } }], env: [{ name: 'A', value: '$(B)' }] })],
  ],
  ['service links', [env(['URL', 'http://$(WEATHER_SERVICE_HOST):$(WEATHER_SERVICE_PORT)'])]],
  ['a key of a map', [importing({ env: [{ name: 'URL', value: 'http://$(HOST)' }] }), map({ HOST: 'a' })]],
  ['a script', [deployment({ env: PORT, command: ['sh', '-c'], args: ['serve --port ${PORT} $(date) $(HOSTNAME)'] })]],
  ['a script without -c', [deployment({ env: PORT, command: ['/bin/start.sh', '$PORT'] })]],
  ['a program in a word', [deployment({ env: PORT, command: ['node', '-e', 'x(`${PORT}`)'] })]],
  ['a reference to nothing that is defined, which a template may replace', [env(['URL', 'http://${HOST}'])]],
  ['frameworks', [env(['DB', 'a'], ['SPRING_DATASOURCE_URL', 'jdbc:postgresql://${DB}/x'])]],
  ['a file of a map', [importing(), map({ SCRIPT: 'echo $(HOST)\nexit' })]],
  ['a map that nobody imports', [map({ URL: 'http://$(HOST)' })]],
])('%s is left alone', (_, objects) => {
  expect(said(RULE, objects)).toEqual([]);
});
