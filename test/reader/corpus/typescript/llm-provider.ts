import { FastMCP, mesh } from "@mcpmesh/sdk";
const agent = mesh(new FastMCP({ name: "L" }), { name: "provider-ts", httpPort: 9014 });
agent.addLlmProvider({ model: "anthropic/claude-sonnet-4-5", capability: "llm", tags: ["claude"], version: "1.1.0" });
agent.addTool(mesh.llmProvider({ model: "openai/gpt-4o", tags: ["gpt"] }));
