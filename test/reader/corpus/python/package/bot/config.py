NAME = "bot-agent"
