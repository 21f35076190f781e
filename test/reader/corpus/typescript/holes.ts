import { FastMCP, mesh, MeshAgent } from "@mcpmesh/sdk";
import { settings } from "./settings.js";
import { registerTools } from "other-package";
const server = new FastMCP({ name: "H" });
const agent = mesh(server, { name: settings.name, httpPort: 1 });
const tags = ["a"];
tags.push(process.env.TAG!);
let twice = "one";
if (process.platform === "win32") twice = "two";
agent.addTool({ name: "tags", tags, execute: async () => "" });
agent.addTool({ name: twice, execute: async () => "" });
agent.addTool({ name: "names", dependencies: ["a", load(), { capability: "b", tags: pick() }], execute: async () => "" });
agent.addTool({ ...options(), name: "spread" });
agent.addTool(options());
for (const each of ["x", "y"]) agent.addTool({ name: each, execute: async () => "" });
if (settings.more) {
  agent.addTool({ name: "conditional", execute: async () => "" });
}
function never(other: MeshAgent) {
  other.addTool({ name: "inside", execute: async () => "" });
}
registerTools(mesh);
mesh.tomorrow({ name: "unknown" });
mesh.llm({ name: "direct", provider: "claude", execute: async () => "" });
mesh.route(dependencies, async () => {});
await import(settings.plugin);
export { never };
