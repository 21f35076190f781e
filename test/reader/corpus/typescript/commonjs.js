const { FastMCP, mesh } = require("@mcpmesh/sdk");
const agent = mesh(new FastMCP({ name: "C" }), { name: "common-js", httpPort: 9021 });
agent.addTool({ name: "plain", dependencies: ["other"], execute: async () => "" });
