/** Variables that constructs set on every agent: a default of theirs in the code is never a fact. */
export const HTTP_PORT_VARIABLE = 'MCP_MESH_HTTP_PORT';
export const AGENT_NAME_VARIABLE = 'MCP_MESH_AGENT_NAME';
