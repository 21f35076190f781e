/**
 * agent.addTool({ name: "in_a_comment" });
 */
import { FastMCP, mesh } from "@mcpmesh/sdk";
// mesh(server, { name: "in-a-comment" });
const agent = mesh(new FastMCP({ name: "T" }), { name: "real-ts", httpPort: 1 });
const example = `agent.addTool({ name: "in_a_template" })`;
agent.addTool({ name: "real", description: 'agent.addTool({ name: "in_a_string" })', /* tags: ["no"], */ execute: async () => example });
