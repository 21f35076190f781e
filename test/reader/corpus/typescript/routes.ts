import express from "express";
import { mesh } from "@mcpmesh/sdk";
const app = express();
const PORT = Number(process.env.PORT ?? 3000);
app.post("/plan", mesh.route([{ capability: "trip_planning", tags: ["eu"], required: true }, "audit"], async (req, res, [plan, audit]) => {
  res.json(await plan(req.body));
}));
app.get("/rates", mesh.routeWithConfig({ dependencies: ["rates"], dependencyKwargs: [{ timeout: 60 }] }, async (req, res, [rates]) => {
  res.json(await rates({}));
}));
app.listen(PORT, () => console.log(`on ${PORT}`));
