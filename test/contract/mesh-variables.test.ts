import { MeshProcess, variableFault } from '../../src/contract/mesh-variables';

const said = (process: MeshProcess, name: string, value?: string) => {
  const fault = variableFault(process, name, value);
  return fault && `${fault.rule}. ${fault.fix}.`;
};

test.each<[MeshProcess, string, string, string[], string[]]>([
  ['registry', 'LOG_LEVEL', 'a level', ['INFO', 'trace', ' Warning ', ''], ['verbose', 'WARN', 'INFO,DEBUG']],
  ['agent', 'LOG_LEVEL', 'a level', ['critical'], ['5']],
  ['registry', 'RETENTION', 'a duration', ['1h', '0', '1h30m', '1.5h', '500ms'], ['60', '1 h', '1d', '-1h']],
  ['registry', 'DISTRIBUTED_TRACING_ENABLED', 'true alone', ['true', 'False'], ['1', 'yes']],
  ['agent', 'DISTRIBUTED_TRACING_ENABLED', 'a boolean', ['true', '1', 'Yes', 'off'], ['enabled', 'ja']],
  ['agent', 'AUTO_RUN', 'true alone', ['true', 'false'], ['1', 'on']],
  ['agent', 'HEALTH_INTERVAL', 'a whole number', ['5', '030'], ['5s', '2.5', '-1']],
  ['agent', 'SETTLE_TIMEOUT', 'a number', ['20', '0.5'], ['20s', '.']],
  ['agent', 'HTTP_PORT', 'a port', ['8080'], ['http', 'tcp://10.0.0.1:8000']],
  ['agent', 'TLS_MODE', 'a mode', ['strict', 'OFF'], ['on', 'mutual']],
])('%s: %s is %s', (process, name, _, right, wrong) => {
  expect(right.filter((value) => variableFault(process, `MCP_MESH_${name}`, value))).toEqual([]);
  expect(wrong.filter((value) => !variableFault(process, `MCP_MESH_${name}`, value))).toEqual([]);
});

test('what another variable decides is not judged', () => {
  expect(said('agent', 'MCP_MESH_HTTP_PORT', '$(PORT)')).toBeUndefined();
  expect(said('agent', 'MCP_MESH_HTTP_PORT')).toBeUndefined();
});

test.each<[MeshProcess, string, string]>([
  [
    'agent',
    'MCP_MESH_REGISTRY_ULR',
    'no release of MCP Mesh reads a variable of that name (did you mean MCP_MESH_REGISTRY_URL?). Write MCP_MESH_REGISTRY_URL.',
  ],
  [
    'agent',
    'MCP_MESH_TRACING_ENABLED',
    'no release of MCP Mesh reads a variable of that name (did you mean MCP_MESH_DISTRIBUTED_TRACING_ENABLED?). Write MCP_MESH_DISTRIBUTED_TRACING_ENABLED.',
  ],
  [
    'registry',
    'MCP_MESH_DATABASE_URL',
    'no release of MCP Mesh reads a variable of that name (did you mean DATABASE_URL?). Write DATABASE_URL.',
  ],
  [
    'agent',
    'MCP_MESH_UNICORN',
    'no release of MCP Mesh reads a variable of that name. Leave it out, or give it a name without MCP_MESH_ if your own code reads it.',
  ],
  [
    'agent',
    'MCP_MESH_RETENTION',
    'the registry reads a variable of that name, and agents do not. Give it to the registry, or leave it out.',
  ],
  [
    'registry',
    'MCP_MESH_TOOL_WORKERS',
    'agents read a variable of that name, and the registry does not. Give it to the agents, or leave it out.',
  ],
])('of the %s: %s', (process, name, expected) => {
  expect(said(process, name, 'x')).toBe(expected);
});

test('other variables are none of ours', () => {
  expect(said('agent', 'LOG_LEVEL', 'verbose')).toBeUndefined();
});
