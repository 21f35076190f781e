import express from "express";
import { mesh, meshExpress } from "@mcpmesh/sdk";
const app = express();
const meshApp = meshExpress(app, { name: "api-ts", httpPort: 3000 });
app.post("/x", mesh.route(["calculator"], async (_req, res, [calculator]) => res.json(await calculator({}))));
meshApp.start();
