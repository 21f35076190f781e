import importlib

importlib.import_module("bot.extra")
