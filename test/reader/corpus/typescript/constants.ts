import { FastMCP, mesh } from "@mcpmesh/sdk";
const PREFIX = "shop";
enum Tag {
  Shop = "shop",
  Eu = "eu",
}
const TAGS: readonly string[] = [Tag.Shop, PREFIX + "-eu"];
const ORDERS = { capability: "orders", tags: [...TAGS] };
const BASE = { version: "1.2.3", tags: TAGS };
const capability = "shop";
const CONFIG = Object.freeze({ names: { price: "prices" } });
const agent = mesh(new FastMCP({ name: "S" }), { name: `${PREFIX}-ts`, httpPort: Number(process.env.MCP_MESH_HTTP_PORT) || 9000 });
agent.addTool({
  name: "sell",
  ...BASE,
  capability,
  dependencies: [{ ...ORDERS, required: true }, CONFIG.names.price, process.env.STOCK ?? "stock"] satisfies unknown[],
  execute: async () => "",
});
