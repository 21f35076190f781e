import { Router } from "express";
import { route } from "@mcpmesh/sdk";
import { NAMES } from "../names";

export const users = Router();
users.get("/", route([NAMES.users], async (_req, res, [all]) => res.json(await all({}))));
