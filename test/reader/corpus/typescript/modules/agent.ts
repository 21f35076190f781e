import { FastMCP, mesh } from "@mcpmesh/sdk";
import { name } from "./names.js";
export const agent = mesh(new FastMCP({ name }), { name, httpPort: 9020 });
