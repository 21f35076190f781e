import { agent } from "./agent.js";
agent.addTool({ name: "dead", execute: async () => "" });
