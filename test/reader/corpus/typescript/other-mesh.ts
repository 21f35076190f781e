import { mesh } from "three-meshes";
import { FastMCP, mesh as mcp } from "@mcpmesh/sdk";
mesh(1, { name: "not-ours" });
function simplify(mcp: { llm(x: object): void }) {
  mcp.llm({ name: "not-ours" });
}
simplify({ llm() {} });
mcp(new FastMCP({ name: "O" }), { name: "ours-ts", httpPort: 1 }).addTool({ name: "ours", execute: async () => "" });
