import enum

import mesh


class Tag(enum.Enum):
    EU = "eu"


class Names(str, enum.Enum):
    CLOCK = "clock"


class Settings:
    names = ["a"]


Settings.names.append("b")


def main():
    import tools

    tools.run()


@mesh.tool(capability=Names.CLOCK.value, tags=[Tag.EU.value])
def clock():
    pass


@mesh.tool(capability="names", tags=Settings.names)
def names():
    pass


@mesh.agent(name="lazy-agent")
class Agent:
    pass


if __name__ == "__main__":
    main()
