import express from "express";
import { orders } from "./routes/index.js";
import { users } from "@/routes/users";
import type { Unused } from "./old/types.js";

async function main(): Promise<void> {
  const app = express();
  app.use("/orders", orders());
  app.use("/users", users);
  app.listen(8089);
}

main();
