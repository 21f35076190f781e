import { agent } from "./agent.js";
import "./tools/chat.js";
import { summary } from "./tools/summary.js";
agent.addTool(summary);
