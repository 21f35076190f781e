import { FastMCP, mesh } from "@mcpmesh/sdk";
export interface Unused {}
mesh(new FastMCP({ name: "old" }), { name: "old", httpPort: 1 });
