export const NAMES = { orders: "orders", users: "users" } as const;
