from .chat import chat
from .. import plugins
