"""`display(x)`: a value as the richest forms it knows itself."""

from __future__ import annotations

from code_mode_runtime.conversions import encode_value
from code_mode_runtime.refs import builtins, sys

_FORMS = (
    ('_repr_html_', 'text/html'),
    ('_repr_markdown_', 'text/markdown'),
    ('_repr_svg_', 'image/svg+xml'),
    ('_repr_png_', 'image/png'),
    ('_repr_jpeg_', 'image/jpeg'),
    ('_repr_latex_', 'text/latex'),
    ('_repr_json_', 'application/json'),
)


def bundle_of(value) -> dict:
    """The MIME bundle of a value; `text/plain` is always there."""
    bundle = {}
    whole = _ask(value, '_repr_mimebundle_')
    if isinstance(whole, tuple):
        whole = whole[0]
    if isinstance(whole, dict):
        bundle.update(whole)
    for method, mime in _FORMS:
        if mime not in bundle:
            data = _ask(value, method)
            if data is not None:
                bundle[mime] = data[0] if isinstance(data, tuple) else data
    if not bundle and is_figure(value):
        bundle['image/png'] = figure_png(value)
    bundle.setdefault('text/plain', value if type(value) is str else builtins.repr(value))
    return {mime: _sendable(data) for mime, data in bundle.items()}


def _ask(value, method: str):
    if isinstance(value, type) or not hasattr(type(value), method):
        return None
    try:
        return getattr(value, method)()
    except Exception:
        return None  # one broken form does not hide the others


def _sendable(data):
    return data if isinstance(data, (str, bytes, dict, list, int, float, type(None))) else str(data)


def is_figure(value) -> bool:
    figures = sys.modules.get('matplotlib.figure')
    return figures is not None and isinstance(value, figures.Figure)


def figure_png(figure) -> bytes:
    import io

    buffer = io.BytesIO()
    figure.savefig(buffer, format='png', bbox_inches='tight')
    return buffer.getvalue()


class Display:
    """Sends displays of the current run."""

    def __init__(self, connection, output):
        self._connection = connection
        self._output = output

    def __call__(self, *values):
        """Shows values in their richest form: images, tables, HTML, else their text."""
        for value in values:
            self._send(bundle_of(value))

    def _send(self, bundle: dict) -> None:
        # What was printed before is seen before.
        self._output.flush_streams()
        with self._output.lock:
            self._output.send_queue()
        self._connection.send_message({'type': 'display', 'run': self._output.run}, encode_value(bundle))

    def open_figures(self) -> None:
        """Shows the figures that are open at the end of a run, and closes them."""
        plots = sys.modules.get('matplotlib.pyplot')
        if plots is None:
            return
        for number in plots.get_fignums():
            figure = plots.figure(number)
            self._send({'image/png': figure_png(figure), 'text/plain': builtins.repr(figure)})
        plots.close('all')
