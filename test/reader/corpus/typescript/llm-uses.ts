import { FastMCP, mesh } from "@mcpmesh/sdk";
import { z } from "zod";
const agent = mesh(new FastMCP({ name: "P" }), { name: "planner-ts", httpPort: 9013 });
const plan = mesh.llm({
  name: "plan",
  capability: "trip_planning",
  tags: ["planner"],
  provider: { capability: "llm", tags: ["+claude"] },
  filter: [{ capability: "flight_search" }, { tags: ["travel"] }],
  filterMode: "all",
  parameters: z.object({ to: z.string() }),
  execute: async ({ to }, { llm }) => llm(to),
});
agent.addTool(plan);
agent.addTool(mesh.llm({ name: "summary", provider: { capability: "llm" }, filterMode: "*", version: "1.1.0", parameters: z.object({}), execute: async (_, { llm }) => llm("") }));
