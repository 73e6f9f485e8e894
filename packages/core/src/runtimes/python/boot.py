"""Makes the modules of the bundle importable for themselves, each compiled or unmarshalled when first imported."""

import marshal
import sys
from _thread import RLock

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


class OwnModules:
    """The modules of the bundle. They are not in `sys.modules`, where the program could break or clear them."""

    def __init__(self):
        self.package = type(sys)(PACKAGE)
        self.loaded = {}
        self.loading = {}
        self.lock = RLock()
        self.import_library = BUILTINS['__import__']

    def import_module(self, name, globals=None, locals=None, fromlist=(), level=0):
        """What `import` means within the runtime."""
        package, _, leaf = name.partition('.')
        if package != PACKAGE:
            return self.import_library(name, globals, locals, fromlist, level)
        if leaf:
            return self.loaded.get(leaf) or self.load(leaf)
        for each in fromlist:
            setattr(self.package, each, self.loaded.get(each) or self.load(each))
        return self.package

    def load(self, leaf):
        with self.lock:
            # Half made only for the thread that makes it: modules may import each other.
            module = self.loaded.get(leaf) or self.loading.get(leaf)
            if module is None:
                module = self.loading[leaf] = type(sys)(PACKAGE + '.' + leaf)
                try:
                    self.execute(leaf, module)
                    self.loaded[leaf] = module
                finally:
                    del self.loading[leaf]
            return module

    @staticmethod
    def execute(leaf, module):
        text = MODULES[leaf]
        code = compile_module(leaf, text) if type(text) is str else marshal.loads(text)
        # A copy of its own, so that the runtime works on when the program overwrites a builtin.
        module.__dict__['__builtins__'] = BUILTINS
        exec(code, module.__dict__)


class ImportWatch:
    """Tells interested parties when a library module was first imported."""

    def __init__(self):
        self.after_import = {}

    def find_spec(self, name, path=None, target=None):
        if name not in self.after_import:
            return None
        notify = self.after_import.pop(name)
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(name, path, target)
            if spec is not None:
                spec.loader = WatchedLoader(spec.loader, notify)
                return spec
        return None


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
    watch = ImportWatch()
    sys.meta_path.insert(0, watch)
    BUILTINS['__import__'] = OwnModules().import_module
    from code_mode_runtime.main import main

    main(config, fd_in, fd_out, watch.after_import)
