"""The rooms of the house: who may import whom, and who may call what; `make lint` holds it.

A room is a folder of models/, any other folder of Python at the root, or a further addon. Tests,
benchmarks and migrations are no rooms: they look inside.
"""

import ast
import graphlib
import re
from collections import defaultdict, namedtuple
from pathlib import PurePath

from . import odoo

MODULE = "product_traceability"
NO_ROOM = {"tests", "bench", "dev", "migrations", "upgrades", "node_modules", "__pycache__"}
MODELS = "models"
TOOLS = "tools"
ROOT = "."
# Beyond tools/, which everyone may use, and what comes last of all: the root's own files.
MAY_IMPORT = {
    TOOLS: set(),
    "models/scan": {"models/assign"},
    "models/identify": {"models/assign"},
    "reports": {MODELS},
    "wizards": {MODELS, "reports"},
    "controllers": {MODELS, "reports"},
}
MAX_ARROWS = 15
# Methods that are made to be extended and called by other rooms, as doc/ tells; each adds its own,
# so that their order does not matter.
HOOK = "_trace_"
# What every recordset has, defined as no method.
ORM = {"_ids", "_module", "_prefetch_ids"}

# Methods, functions and attributes of classes.
DEFINITION = re.compile(r"^ *def (\w+)|^    (\w+) *[:=]", re.MULTILINE)

# What browsers and other programs may call too; any other method that rooms call of each other is
# marked `@api.private`, for without it they could.
OPEN = {"get_traceability", "parse", "hold", "add_text"}
# What buttons call, and the demonstration as they do.
BUTTON = "action_"

Source = namedtuple("Source", "path room tree")
Arrow = namedtuple("Arrow", "origin target")


class House:
    """What the rooms import of each other, call of each other and reopen.

    :param dict files: the text of each Python file, by its path from the root
    :param set core: names that Odoo defines: to call or to extend them is everyone's right
    """

    def __init__(self, files, core=()):
        self.core = ORM | set(core)
        self.sources = [
            Source(PurePath(path), room_of(PurePath(path)), ast.parse(text))
            for path, text in sorted(files.items())
            if not NO_ROOM & set(PurePath(path).parts)
        ]
        self.rooms = {source.room for source in self.sources}

    # -- who imports whom -----------------------------------------------------------------------
    def imports(self):
        """:return: the lines that make each arrow between two rooms"""
        arrows = defaultdict(list)
        for source in self.sources:
            # These load the files of a room; they do not use them.
            if source.path.name == "__init__.py":
                continue
            for node in ast.walk(source.tree):
                for target in _imported(source.path, node):
                    room = room_of(target)
                    if room in self.rooms and room != source.room:
                        arrows[Arrow(source.room, room)].append(f"{source.path}:{node.lineno}")
        return arrows

    def arrows(self):
        """:return: the arrows among the rooms of models/, and from them to tools/"""
        return [
            arrow
            for arrow in self.imports()
            if _is_room_of_models(arrow.origin)
            and (arrow.target == TOOLS or _is_room_of_models(arrow.target))
        ]

    def wrong_imports(self):
        found = [
            f"{line}: {arrow.origin} may not import {arrow.target}"
            for arrow, lines in self.imports().items()
            if not _may_import(arrow)
            for line in lines
        ]
        needed = defaultdict(set)
        for origin, target in self.imports():
            needed[origin].add(target)
        try:
            graphlib.TopologicalSorter(needed).prepare()
        except graphlib.CycleError as circle:
            found.append(f"a circle of imports: {' <- '.join(circle.args[1])}")
        if len(self.arrows()) > MAX_ARROWS:
            found.append(f"{len(self.arrows())} arrows among the rooms, more than {MAX_ARROWS}")
        return found

    # -- who calls what -------------------------------------------------------------------------
    def private_calls(self):
        """:return: the lines that use a private method which only other rooms define"""
        owners, kept = defaultdict(set), defaultdict(set)
        for source in self.sources:
            for node in ast.walk(source.tree):
                if isinstance(node, ast.FunctionDef) and _is_private(node.name):
                    owners[node.name].add(source.room)
                elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                    kept[node.attr].add(source.room)
        return [
            f"{source.path}:{node.lineno}: {source.room} uses {name}"
            f" of {', '.join(sorted(owners[name]))}"
            for source in self.sources
            for node in ast.walk(source.tree)
            for name in _used(node)
            if name in owners and source.room not in owners[name] | kept[name]
            if name not in self.core
        ]

    def open_calls(self):
        """:return: methods that another room calls and that a browser could call just as well"""
        homes, marked, users = defaultdict(dict), set(OPEN), defaultdict(set)
        for source in self.sources:
            for node in ast.walk(source.tree):
                if isinstance(node, ast.Attribute):
                    users[node.attr].add(source.room)
                for method in _methods(node) if _model(node) else ():
                    homes[method.name][source.room] = f"{source.path}:{method.lineno}"
                    if any("private" in ast.unparse(mark) for mark in method.decorator_list):
                        marked.add(method.name)
        return [
            f"{next(iter(rooms.values()))}: {name} is called by {', '.join(sorted(others))}"
            " and not marked @api.private"
            for name, rooms in homes.items()
            if (others := users[name] - set(rooms))
            if not name.startswith(("_", BUTTON)) and name not in marked | self.core
        ]

    # -- what is reopened -----------------------------------------------------------------------
    def twice(self):
        """:return: models reopened twice in one file, methods defined twice in one room.

        Which of the two runs first would depend on the order of files, which means nothing.
        """
        classes, methods = defaultdict(list), defaultdict(list)
        for source in self.sources:
            for node in ast.walk(source.tree):
                model = _model(node)
                if not model:
                    continue
                where = f"{source.path}:{node.lineno}"
                classes[f"{model} is opened twice in {source.path}"].append(where)
                for method in _methods(node):
                    if method.name.startswith(HOOK):
                        continue
                    key = f"{method.name} of {model} is defined twice in {source.room}"
                    methods[key].append(where)
        return [
            f"{', '.join(places)}: {text}"
            for text, places in {**classes, **methods}.items()
            if len(places) > 1
        ]

    def complaints(self):
        """:return: {what is not in order: where}"""
        return {
            "wrong imports": self.wrong_imports(),
            "private calls across rooms": self.private_calls(),
            "calls of methods not marked @api.private": self.open_calls(),
            "opened twice": self.twice(),
        }


def room_of(path):
    """:return: the room of a file or of what an import names, by its path from the root"""
    first, *rest = path.parts
    if first == "addons" and rest:
        return rest[0]
    if first == MODELS and len(rest) > 1:
        return f"{MODELS}/{rest[0]}"
    return first if rest else ROOT


def _imported(path, node):
    """:return: what a node imports of our addons, as paths from the root"""
    if isinstance(node, ast.Import):
        return [found for alias in node.names for found in _path(alias.name.split("."))]
    if not isinstance(node, ast.ImportFrom):
        return []
    inner = node.module.split(".") if node.module else []
    base = [*path.parts[: -node.level], *inner] if node.level else inner
    found = []
    for alias in node.names:
        # Three parts at least: `from ..assign import x` is of the room, not of models/ itself.
        found += [PurePath(*base, alias.name)] if node.level else _path([*base, alias.name])
    return found


def _path(names):
    """:return: the path of an absolute import, when it is of our addons"""
    if names[:2] != ["odoo", "addons"] or not "".join(names[2:3]).startswith(MODULE):
        return []
    addon, *inner = names[2:]
    return [PurePath(*inner) if addon == MODULE else PurePath("addons", addon, *inner)]


def _may_import(arrow):
    if arrow.target == TOOLS or arrow.origin in {ROOT, MODELS}:
        return True
    if not _is_of_root(arrow.origin):
        return True
    return bool({arrow.target, arrow.target.split("/")[0]} & MAY_IMPORT.get(arrow.origin, set()))


def _is_of_root(room):
    return not room.startswith(f"{MODULE}_")


def _is_room_of_models(room):
    return room.startswith(f"{MODELS}/")


def _is_private(name):
    return name.startswith("_") and not name.startswith(("__", HOOK))


def _used(node):
    """:return: private names that a node takes from an object or from another file"""
    if isinstance(node, ast.ImportFrom):
        return [alias.name for alias in node.names if _is_private(alias.name)]
    if not isinstance(node, ast.Attribute) or not _is_private(node.attr):
        return []
    called = node.value.func if isinstance(node.value, ast.Call) else None
    # What a room extends, it may continue.
    return [] if isinstance(called, ast.Name) and called.id == "super" else [node.attr]


def _model(node):
    """:return: the model that a node opens, if it is a class that opens one"""
    if not isinstance(node, ast.ClassDef):
        return None
    values = {
        target.id: statement.value
        for statement in node.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name) and target.id in {"_name", "_inherit"}
    }
    value = values.get("_name", values.get("_inherit"))
    return ast.literal_eval(value) if isinstance(value, ast.Constant) else None


def _methods(node):
    return [statement for statement in node.body if isinstance(statement, ast.FunctionDef)]


# -- the house as it stands ---------------------------------------------------------------------
def read(folder):
    """:return: the text of the Python files in a folder by path, but for hidden ones"""
    paths = [path.relative_to(folder) for path in folder.glob("**/*.py")]
    return {
        str(path): (folder / path).read_text()
        for path in paths
        if not any(part.startswith(".") for part in path.parts)
    }


def core_names(tree, depends):
    """:return: the names that are defined by Odoo itself and by the addons that ours depend on

    :param source.Odoo tree: where Odoo lies
    :param depends: names of addons
    """
    wanted, seen = {"base", *depends}, set()
    folders = [tree.python_path / "odoo" / name for name in ("orm", "models", "fields", "http")]
    while wanted:
        name = wanted.pop()
        seen.add(name)
        for addons in tree.addons:
            manifest = addons / name / "__manifest__.py"
            if manifest.exists():
                folders.append(addons / name)
                wanted |= set(ast.literal_eval(manifest.read_text()).get("depends", ())) - seen
    files = [path for folder in folders for path in folder.rglob("*.py")]
    names = set()
    for path in files:
        if "tests" not in path.parts:
            defined = DEFINITION.findall(path.read_text())
            names.update(method or attribute for method, attribute in defined)
    return names


def check(tree):
    """:return: whether the house is in order, and its counts with what is not"""
    depends = set()
    for folder in odoo.modules().values():
        depends |= set(ast.literal_eval((folder / "__manifest__.py").read_text())["depends"])
    house = House(read(odoo.ROOT), core_names(tree, depends))
    complaints = house.complaints()
    found = [text for texts in complaints.values() for text in texts]
    counts = [f"{len(house.arrows())} arrows among the rooms of models/ and tools/"]
    counts += [f"{len(texts)} {what}" for what, texts in complaints.items()]
    return not found, "\n".join([*found, ", ".join(counts)])
