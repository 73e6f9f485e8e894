"""Makes the modules of the bundle importable, each compiled or unmarshalled when it is first imported."""

import marshal
import sys
from _frozen_importlib import ModuleSpec

PACKAGE = 'code_mode_runtime'
# Annotations stay text, so that one source serves every supported version without importing typing.
FUTURE_ANNOTATIONS = 0x1000000
BUILTINS = globals()['__builtins__']
MODULES = globals().get('MODULES', {})


def compile_module(name, source):
    return compile(source, '<code-mode>/' + name + '.py', 'exec', FUTURE_ANNOTATIONS, True, 2)


def compiled(boot_source, modules):
    """What an executor keeps for one interpreter: the boot code and every module as marshalled code."""
    boot = compile(boot_source, '<code-mode>/boot.py', 'exec', 0, True, 2)
    codes = {name: marshal.dumps(compile_module(name, source)) for name, source in modules.items()}
    return marshal.dumps((boot, codes))


class BundleFinder:
    """Finds the runtime's own modules, and tells interested parties when a library module was first imported."""

    def __init__(self):
        self.after_import = {}

    def find_spec(self, name, path=None, target=None):
        if name == PACKAGE:
            return ModuleSpec(name, self, is_package=True)
        package, _, leaf = name.partition('.')
        if package == PACKAGE and leaf in MODULES:
            return ModuleSpec(name, self)
        if name in self.after_import:
            return self._watched(name, path, target)
        return None

    def _watched(self, name, path, target):
        notify = self.after_import.pop(name)
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(name, path, target)
            if spec is not None:
                spec.loader = WatchedLoader(spec.loader, notify)
                return spec
        return None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        leaf = module.__name__.partition('.')[2]
        if leaf:
            text = MODULES[leaf]
            code = compile_module(leaf, text) if type(text) is str else marshal.loads(text)
            # A copy of its own, so that the runtime works on when the program overwrites a builtin.
            module.__dict__['__builtins__'] = BUILTINS
            exec(code, module.__dict__)


class WatchedLoader:
    """Loads as the real loader does, then calls back once."""

    def __init__(self, loader, notify):
        self.loader = loader
        self.notify = notify

    def __getattr__(self, name):
        return getattr(self.loader, name)

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        module.__spec__.loader = module.__loader__ = self.loader
        self.loader.exec_module(module)
        self.notify(module)


def start(config, fd_in, fd_out):
    finder = BundleFinder()
    sys.meta_path.insert(0, finder)
    from code_mode_runtime.main import main

    main(config, fd_in, fd_out, finder.after_import)
