from bot.tools import *
from bot import config
import mesh


@mesh.agent(name=config.NAME)
class Bot:
    pass
