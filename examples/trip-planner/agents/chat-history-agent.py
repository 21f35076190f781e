"""Keeps conversations in Redis."""

import json
import os
import socket

import mesh
import redis
from fastmcp import FastMCP

app = FastMCP("chat-history-agent")
store = redis.Redis(
    host=os.environ["REDIS_HOST"],
    port=int(os.environ["REDIS_PORT"]),
    decode_responses=True,
    socket_timeout=5,
)


@app.tool()
@mesh.tool(
    capability="chat_history",
    description="Adds a message to a conversation, if one is given, and returns its last twenty",
    tags=["chat", "history", "state"],
)
async def history(session: str = "example", role: str = "user", message: str | None = None) -> dict:
    key = f"chat:{session}"
    if message is not None:
        store.rpush(key, json.dumps({"role": role, "message": message}))
    messages = [json.loads(entry) for entry in store.lrange(key, -20, -1)]
    return {"session": session, "messages": messages, "served_by": socket.gethostname()}


@mesh.agent(name="chat-history-agent", auto_run=True)
class ChatHistoryAgent:
    pass
