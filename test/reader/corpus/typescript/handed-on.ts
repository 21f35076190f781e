import { FastMCP, mesh } from "@mcpmesh/sdk";
import { registerTools } from "other-package";
const agent = mesh(new FastMCP({ name: "H" }), { name: "handed-ts", httpPort: 1 });
registerTools(agent);
agent["addTool"]({ name: "hidden", execute: async () => "" });
const add = agent.addTool.bind(agent);
function local(given: object) {
  return given;
}
local(agent);
agent.addTool({ name: "seen", execute: async () => "" });
