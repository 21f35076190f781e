const name = "modular-ts";
export { name };
