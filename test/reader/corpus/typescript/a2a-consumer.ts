import { A2ABearer, FastMCP, mesh } from "@mcpmesh/sdk";
const agent = mesh(new FastMCP({ name: "B" }), { name: "bridge-ts", httpPort: 9015 });
agent.addTool({
  name: "current_date",
  capability: "current-date",
  tags: ["a2a-bridge"],
  a2aConfig: { url: "http://dates:9090/agents/date", auth: new A2ABearer({ token: "x" }) },
  execute: async (_args, a2a) => a2a,
});
