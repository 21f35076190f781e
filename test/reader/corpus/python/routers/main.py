from fastapi import FastAPI

from app.routers import orders, users
from app.settings import TITLE

app = FastAPI(title=TITLE)
app.include_router(orders.router)
app.include_router(users.router)
