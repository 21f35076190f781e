"""Prints, as JSON, what MCP Mesh's own runtime has registered after an agent's file was imported.

Usage: registry.py FOLDER MODULE OUT. Packages that the folder imports and that are not installed are replaced by stubs. Nothing
listens, and the process ends before anything connects.
"""

import ast
import importlib
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import runpy
import sys
import types

os.environ.update(MCP_MESH_AUTO_RUN="false", MCP_MESH_HTTP_ENABLED="false", MCP_MESH_LOG_LEVEL="CRITICAL")


class Stub(types.ModuleType):
    """A package of which everything exists and nothing does anything."""

    def __init__(self, name):
        super().__init__(name)
        self.__path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()


class Anything:
    def __call__(self, *args, **kwargs):
        # As a decorator it leaves what it decorates.
        plain = len(args) == 1 and not kwargs and callable(args[0]) and not isinstance(args[0], Anything)
        return args[0] if plain else Anything()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()

    def __mro_entries__(self, bases):
        return (object,)

    def __getitem__(self, key):
        return Anything()

    def __iter__(self):
        return iter(())


class Finder:
    """Comes last, and stubs the packages that are given."""

    def __init__(self, packages):
        self.packages = packages

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] not in self.packages:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return Stub(spec.name)

    def exec_module(self, module):
        pass


def selector(entry):
    tags = entry.get("tags") or []
    return {
        "name": entry.get("capability"),
        "tags": [tag for tag in tags if isinstance(tag, str)],
        "tagAlternatives": [tag for tag in tags if isinstance(tag, list)],
        "versionRange": entry.get("version") or None,
        "required": bool(entry.get("required")),
    }


def missing(folder):
    """Packages that the files of a folder import and that are neither there nor installed."""
    names = set()
    for path in pathlib.Path(folder).rglob("*.py"):
        try:
            tree = ast.parse(path.read_text())
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names.add(node.module.split(".")[0])
    return {name for name in names if importlib.util.find_spec(name) is None}


def main(folder, module, out):
    import uvicorn

    uvicorn.run = lambda *args, **kwargs: None
    sys.path[0] = folder
    sys.argv = [module]
    sys.meta_path.append(Finder(missing(folder)))
    if module == "__main__":
        # Of this name there is one already: the one that runs.
        runpy.run_path(os.path.join(folder, "__main__.py"), run_name="__main__")
    else:
        runpy.run_module(module, run_name="__main__", alter_sys=True)

    from _mcp_mesh.engine.decorator_registry import DecoratorRegistry

    tools = [each.metadata for each in DecoratorRegistry.get_mesh_tools().values()]
    agents = [each.metadata for each in DecoratorRegistry.get_mesh_agents().values()]
    routes = [each.metadata for each in DecoratorRegistry.get_all_by_type("mesh_route").values()]
    surfaces = [each.metadata for each in DecoratorRegistry.get_all_by_type("mesh_a2a").values()]
    llms = [each.config for each in DecoratorRegistry.get_mesh_llm_agents().values()]
    found = (
        {
            "names": [each.get("name") for each in agents],
            "capabilities": [
                {"name": each.get("capability"), "version": each.get("version"), "tags": list(each.get("tags") or [])}
                for each in tools
            ],
            "requirements": [selector(entry) for each in tools for entry in each.get("dependencies") or []],
            "routes": [selector(entry) for each in routes for entry in each.get("dependencies") or []],
            "surfaces": [selector(entry) for each in surfaces for entry in each.get("dependencies") or []],
            "llms": [
                {
                    "provider": selector(each.get("provider") or {}),
                    "filter": each.get("filter"),
                    "mode": each.get("filter_mode"),
                }
                for each in llms
            ],
        }
    )
    pathlib.Path(out).write_text(json.dumps(found, default=str))
    sys.stdout.flush()
    # The runtime's threads would start the agent.
    os._exit(0)


main(*sys.argv[1:])
