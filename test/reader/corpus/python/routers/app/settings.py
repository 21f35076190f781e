TITLE = "Shop"
ORDERS = "orders"
