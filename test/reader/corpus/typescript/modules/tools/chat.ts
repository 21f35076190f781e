import { agent } from "../agent.js";
agent.addTool({ name: "chat", tags: ["bot"], execute: async () => "" });
