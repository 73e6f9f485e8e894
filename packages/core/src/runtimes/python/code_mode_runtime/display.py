"""`display(x)`, and what is shown without being asked: a last expression that is a picture or a table, open figures."""

from __future__ import annotations

from code_mode_runtime.owners import current_run
from code_mode_runtime.refs import sys
from code_mode_runtime.shown_text import safe_repr

_PLAIN = frozenset((bool, bytes, dict, float, int, list, set, str, tuple, type(None)))


class Display:
    """Sends displays of the current run."""

    def __init__(self, connection, output, after_import: dict):
        self._connection = connection
        self._output = output
        after_import['matplotlib.pyplot'] = self._adapt_pyplot

    def __call__(self, *values):
        """Shows values in their richest form: pictures, tables, HTML, else their text."""
        from code_mode_runtime.display_forms import bundle_of

        for value in values:
            self._send(bundle_of(value, self.tell))

    def end_run(self, value) -> bool:
        """Shows what a run leaves open, and its value where that has more than a text to show. True where it has."""
        self.open_figures(but=value)
        kind = type(value)
        if kind in _PLAIN or issubclass(kind, type):
            return False
        from code_mode_runtime.display_forms import has_forms, rich_bundle_of

        bundle = rich_bundle_of(value, self.tell) if has_forms(value) else None
        if bundle is None:
            return False
        self._send(bundle)
        return True

    def open_figures(self, but=None) -> None:
        """Shows the figures that are open, and closes them: what `plt.show()` does here."""
        plots = sys.modules.get('matplotlib.pyplot')
        if plots is None:
            return
        try:
            figures = [plots.figure(number) for number in plots.get_fignums()]
            plots.close('all')
        except Exception as problem:  # half imported, or overwritten by the program
            self.tell('the open figures cannot be shown: %s' % safe_repr(problem))
            return
        for figure in figures:
            if figure is not but:
                self(figure)

    def _adapt_pyplot(self, plots) -> None:
        # The drawing backend has no window: its own `show` would only warn that it cannot be shown.
        def show(*args, **kwargs):
            """Shows all open figures here."""
            self.open_figures()

        def show_figure(figure, *args, **kwargs):
            """Shows this figure here."""
            self(figure)
            plots.close(figure)

        plots.show = show
        figures = sys.modules.get('matplotlib.figure')
        if figures is not None:
            figures.Figure.show = show_figure

    def tell(self, problem: str) -> None:
        """A form that cannot be made is said where the program's own warnings are."""
        try:
            self._output.streams[1].write('display: %s\n' % problem)
        except (OSError, ValueError):
            pass  # closed by the program

    def _send(self, bundle: dict) -> None:
        from code_mode_runtime.display_forms import encode_bundle

        body = encode_bundle(bundle)
        # What was printed before is seen before.
        self._output.flush_streams()
        with self._output.lock:
            self._output.send_queue()
        self._connection.send_message({'type': 'display', 'run': current_run() or self._output.run}, body)
