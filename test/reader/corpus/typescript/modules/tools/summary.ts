import { mesh } from "@mcpmesh/sdk";
export const summary = mesh.llm({ name: "summary", provider: { capability: "llm", tags: ["fast"] }, filter: [{ capability: "chat" }], execute: async () => "" });
