import { FastMCP, mesh } from "@mcpmesh/sdk";
const one = mesh(new FastMCP({ name: "1" }), { name: "one-ts", httpPort: 1 });
const two = mesh(new FastMCP({ name: "2" }), { name: "two-ts", httpPort: 2 });
one.addTool({ name: "same", execute: async () => "" });
two.addTool({ name: "same", capability: "other", execute: async () => "" });
