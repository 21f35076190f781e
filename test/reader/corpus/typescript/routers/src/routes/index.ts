export * from "./orders.js";
