"""Hints for what lies outside of the program: files, programs, text encodings, the network."""

from __future__ import annotations

from code_mode_runtime.nearest import nearest
from code_mode_runtime.refs import posix

MOST_ENTRIES = 5000
_KINDS = (
    (b'\x1f\x8b', 'gzip data: open it with gzip.open(path)'),
    (b'PK\x03\x04', 'a zip archive (also .xlsx, .docx): open it with zipfile.ZipFile(path), or the library for its kind'),
    (b'%PDF', 'a PDF: open it with mode "rb"'),
    (b'\x89PNG', 'a PNG image: open it with mode "rb"'),
    (b'\xff\xd8\xff', 'a JPEG image: open it with mode "rb"'),
    (b'\xff\xfe', 'text in UTF-16: open it with encoding="utf-16"'),
    (b'\xfe\xff', 'text in UTF-16: open it with encoding="utf-16"'),
    (b'SQLite format 3', 'an SQLite database: open it with sqlite3.connect(path)'),
    (b'PAR1', 'a Parquet file: open it with pandas.read_parquet(path)'),
)


def missing_file_hint(scene, message: str):
    name = scene.error.filename
    if isinstance(name, bytes):
        name = name.decode('utf-8', 'replace')
    if type(name) is not str or not name:
        return None
    if _raised_in(scene.error, 'subprocess.py'):
        return 'There is no program of this name on the PATH of the session.' if '/' not in name else None
    folder, _, leaf = name.rpartition('/')
    place = folder or ('/' if name.startswith('/') else '.')
    where = 'The working directory is %s.' % posix.getcwd()
    try:
        entries = posix.listdir(place)[:MOST_ENTRIES]
    except NotADirectoryError:
        return '%s is a file, not a folder.' % place
    except OSError:
        return 'There is no folder %s. %s' % (place, where)
    near = nearest(leaf, entries)
    if near is not None:
        return 'Did you mean "%s"? %s' % (folder + '/' + near if folder else near, where)
    if not entries and place == '.':
        return 'The working directory, %s, is empty.' % posix.getcwd()
    if place == '.':
        shown = sorted(one for one in entries if not one.startswith('.'))
        more = ' and %d more' % (len(shown) - 8) if len(shown) > 8 else ''
        return '%s It holds: %s%s.' % (where, ', '.join(shown[:8]), more) if shown else where
    return where


def permission_hint(scene, message: str):
    name = scene.error.filename
    if type(name) is not str:
        return None
    here = posix.getcwd()
    if posix.access(here, posix.W_OK) and not name.startswith(here + '/') and name.startswith('/'):
        return 'The program may write in its working directory, %s; use a relative path.' % here
    return None


def unicode_hint(scene, message: str):
    error = scene.error
    if not isinstance(error, UnicodeDecodeError):
        return None
    data = bytes(error.object[:64])
    for begin, kind in _KINDS:
        if data.startswith(begin):
            return 'It is %s.' % kind
    if b'\0' in error.object[:4096]:
        return 'It is binary data, not text: read it as bytes, open(path, "rb").'
    return 'It is not UTF-8: encoding="latin-1" reads any bytes, errors="replace" puts � for the wrong ones.'


def network_hint(scene, message: str):
    """Which host could not be reached, where the message does not say it."""
    error = scene.error
    address = getattr(error, 'url', None) or getattr(error, 'filename', None)
    if type(error).__name__ == 'HTTPError' and type(address) is str:
        return 'The address was %s' % _without_secrets(address)
    host, port = _peer(error)
    if host is None or host in message:
        return None
    port = '' if port is None else ', port %s' % port
    if 'Name or service not known' in message or 'name resolution' in message or 'nodename nor servname' in message:
        return 'The host "%s" could not be resolved: check its name, and whether this session has a network.' % host
    if 'refused' in message:
        return 'Nothing accepts connections at %s%s.' % (host, port)
    if 'timed out' in message:
        return '%s%s did not answer in time.' % (host, port)
    return 'The host was %s%s.' % (host, port)


def _without_secrets(address: str) -> str:
    scheme, mark, rest = address.partition('://')
    place = rest.partition('?')[0].partition('#')[0]
    head, slash, tail = place.partition('/')
    shown = scheme + mark + head.rpartition('@')[2] + slash + tail
    return shown if len(shown) <= 200 else shown[:199] + '…'


def _peer(error):
    """Host and port of the connection that failed, from the frames of the library that made it."""
    seen = 0
    while error is not None and seen < 8:
        step = error.__traceback__
        while step is not None:
            names = step.tb_frame.f_locals
            code = step.tb_frame.f_code
            if code.co_name in ('create_connection', 'getaddrinfo') and code.co_filename.endswith('socket.py'):
                address = names.get('address')
                if type(address) is tuple and len(address) >= 2:
                    return str(address[0]), address[1]
                if type(names.get('host')) is str:
                    return names['host'], names.get('port')
            step = step.tb_next
        error, seen = error.__cause__ or error.__context__, seen + 1
    return None, None


def _raised_in(error, leaf: str) -> bool:
    step, last = error.__traceback__, ''
    while step is not None:
        last = step.tb_frame.f_code.co_filename
        step = step.tb_next
    return last.endswith('/' + leaf)
