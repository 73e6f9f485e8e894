"""Hints for imports: the package to add, or the name that was meant."""

from __future__ import annotations

from code_mode_runtime.hint_tables import DISTRIBUTIONS, PACKAGES, RENAMED_MODULES
from code_mode_runtime.nearest import misspelt, nearest
from code_mode_runtime.refs import posix, sys

MOST_FOLDER_ENTRIES = 5000
DISABLED = 'Packages cannot be added in this session: use what is installed (deps.list()) or the standard library.'


def standard_names():
    """Names of the modules of the standard library."""
    known = getattr(sys, 'stdlib_module_names', None)
    if known is not None:
        return known
    import os

    return frozenset((*sys.builtin_module_names, *_modules_in(os.path.dirname(os.__file__))))


def _modules_in(folder: str) -> list:
    try:
        entries = posix.listdir(folder or '.')[:MOST_FOLDER_ENTRIES]
    except (OSError, TypeError):
        return []
    names = (entry.partition('.')[0] for entry in entries if not entry.endswith(('.dist-info', '.egg-info', '.pth')))
    return [name for name in names if name.isidentifier()]


def installed(name: str) -> bool:
    """Whether `import name` would find something. Imports nothing but the parents of a dotted name that are loaded."""
    from importlib.util import find_spec

    parent = name.rpartition('.')[0]
    if parent and parent not in sys.modules:
        return False
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError, AttributeError):
        return False


def import_hint(scene, message: str):
    error = scene.error
    if isinstance(error, ModuleNotFoundError):
        return _missing_module(scene, error.name or '')
    return _missing_member(error, message)


def install_hint(scene, message: str):
    """A package that was asked for by the name of its module."""
    wanted = scene.error.details.get('requirements')
    if scene.error.code != 'INSTALL_FAILED' or type(wanted) is not list:
        return None
    for name in wanted:
        distribution = DISTRIBUTIONS.get(name)
        if distribution is not None and distribution.lower() != name.lower():
            return 'The package with the module `%s` is named otherwise: deps.add("%s").' % (name, distribution)
    return None


def _missing_member(error, message: str):
    module = sys.modules.get(error.name or '')
    wanted = message.split("'")[1] if message.startswith('cannot import name') else ''
    if module is None or not wanted or 'circular import' in message:
        return None
    if (error.name or '') == 'code_mode':
        return None
    found = nearest(wanted, list(vars(module)))
    return 'Did you mean `from %s import %s`?' % (error.name, found) if found else None


def _missing_module(scene, name: str):
    top, _, rest = name.partition('.')
    if not top or name.startswith('code_mode'):
        return None
    if top in scene.host.namespaces:
        return '`%s` is there without an import: write %s.…(...).' % (top, top)
    if name in DISTRIBUTIONS and not installed(name):
        return package_remedy(scene, name)
    if rest and installed(top):
        return _missing_submodule(name)
    if top in RENAMED_MODULES:
        return 'Python 3 has this in `%s`.' % RENAMED_MODULES[top]
    if top in standard_names():
        if not installed('this'):
            return 'No module is found any more: the program changed sys.path or sys.meta_path.'
        return '`%s` belongs to the standard library, but this interpreter was built without it.' % top
    if top in DISTRIBUTIONS or top in PACKAGES or top.lower() in PACKAGES:
        return package_remedy(scene, top)
    near = misspelt(top, _importable())
    if near is not None:
        return 'Did you mean `import %s`?' % near
    near = misspelt(top, [*sorted(PACKAGES), *DISTRIBUTIONS])
    if near is not None:
        return package_remedy(scene, near, 'Did you mean `%s`? ' % near)
    return package_remedy(scene, top)


def _missing_submodule(name: str):
    parent, _, leaf = name.rpartition('.')
    module = sys.modules.get(parent)
    near = nearest(leaf, [one for folder in getattr(module, '__path__', ()) for one in _modules_in(folder)])
    if near is not None:
        return 'The package is installed and has no `%s`. Did you mean `%s.%s`?' % (leaf, parent, near)
    if module is not None and not hasattr(module, '__path__'):
        return '`%s` is a module, not a package: there is nothing to import below it.' % parent
    return None


def _importable() -> list:
    names = list(standard_names())
    for folder in sys.path:
        if folder.endswith(('site-packages', 'dist-packages')) or '/lib/python' not in folder:
            names += _modules_in(folder)
    return [name for name in names if not name.startswith('_')]


def package_remedy(scene, module: str, before: str = '') -> str:
    """How to get the package of a module, or why not."""
    if not scene.host.runtime_deps:
        return DISABLED
    known = DISTRIBUTIONS.get(module) or DISTRIBUTIONS.get(module.partition('.')[0])
    top = module.partition('.')[0]
    if known is None and top not in PACKAGES and top.lower() not in PACKAGES:
        return 'If a package of this name exists, deps.add("%s") installs it; the module is importable at once.' % top
    name = known or (top if top in PACKAGES else top.lower())
    return '%sdeps.add("%s") installs it, and it is importable at once.' % (before, name)
