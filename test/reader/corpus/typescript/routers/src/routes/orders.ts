import { Router } from "express";
import { mesh } from "@mcpmesh/sdk";
import { NAMES } from "../names.js";

export function orders(): Router {
  const router = Router();
  router.get("/", mesh.route([NAMES.orders, `${NAMES.orders}_history`], async (_req, res, [all]) => res.json(await all({}))));
  return router;
}
