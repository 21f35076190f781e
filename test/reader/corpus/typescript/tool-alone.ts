import { FastMCP, mesh } from "@mcpmesh/sdk";
import { z } from "zod";

const server = new FastMCP({ name: "Weather", version: "1.0.0" });
const agent = mesh(server, { name: "weather-ts", version: "1.0.0", httpPort: 9010 });

// Of the FastMCP server alone, so none of the mesh's.
server.addTool({ name: "private", parameters: z.object({}), execute: async () => "x" });

agent.addTool({
  name: "weather_forecast",
  parameters: z.object({ city: z.string() }),
  execute: async ({ city }) => `Sunny in ${city}`,
});
