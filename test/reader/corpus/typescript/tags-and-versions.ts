import { FastMCP, mesh } from "@mcpmesh/sdk";
const agent = mesh(new FastMCP({ name: "F" }), { name: 'flight-ts', httpPort: 9011 });
agent
  .addTool({ name: "find", capability: "flight_search", version: "2.1.0", tags: ["flights", `travel`], execute: async () => "" })
  .addTool({ "name": "book", "capability": "flight_booking", "tags": [], execute() { return ""; } });
