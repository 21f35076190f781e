import express from "express";
import { mesh } from "@mcpmesh/sdk";
const app = express();
mesh.a2a.mount(app, { path: "/agents/date", skillId: "date", dependencies: ["date_service", { capability: "zone", tags: ["utc"] }] }, async (payload, [date]) => date(payload));
app.listen(Number(process.env.MCP_MESH_HTTP_PORT ?? "9080"));
