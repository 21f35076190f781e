import { FastMCP, mesh, type McpMeshTool } from "@mcpmesh/sdk";
import { z } from "zod";
const agent = mesh(new FastMCP({ name: "R" }), { name: "report-ts", httpPort: 9012 });
const Rate = z.object({ value: z.number() });
agent.addTool({
  name: "report",
  dependencies: [
    "audit_log",
    { capability: "weather", tags: ["eu", "+fast", "-beta"], version: ">=1.2.0 <2.0.0" },
    { capability: "rates", tags: ["money", ["live", "+cached"]], required: true },
    { capability: "orders", expectedSchema: Rate, matchMode: "subset" },
  ],
  execute: async (args: { day: string }, audit: McpMeshTool | null = null) => {
    try {
      return await audit?.({});
    } catch (e: any) {
      return e!.message;
    }
  },
});
