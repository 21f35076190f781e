import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
sys.path.append(str(HERE))
sys.path.append(str(HERE.parent / "shared"))
sys.path.append(os.environ["EXTRA"])

import mesh
from tools import clock


@mesh.agent(name="path-agent")
class Agent:
    pass
