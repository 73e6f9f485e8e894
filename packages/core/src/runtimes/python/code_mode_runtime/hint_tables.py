"""What agents mix up: names of modules and packages, and words of other languages."""

from __future__ import annotations

# Where the name to import is not the name to install.
DISTRIBUTIONS = {
    'Bio': 'biopython', 'Crypto': 'pycryptodome', 'Cryptodome': 'pycryptodomex', 'Levenshtein': 'python-Levenshtein',
    'MySQLdb': 'mysqlclient', 'OpenSSL': 'pyOpenSSL', 'PIL': 'pillow', 'attr': 'attrs', 'bs4': 'beautifulsoup4',
    'cairosvg': 'CairoSVG', 'cv2': 'opencv-python-headless', 'dateutil': 'python-dateutil', 'discord': 'discord.py',
    'docx': 'python-docx', 'dotenv': 'python-dotenv', 'faiss': 'faiss-cpu', 'fitz': 'pymupdf', 'git': 'GitPython',
    'github': 'PyGithub', 'google.cloud.storage': 'google-cloud-storage', 'google.protobuf': 'protobuf',
    'grpc': 'grpcio', 'jose': 'python-jose', 'jwt': 'PyJWT', 'kafka': 'kafka-python', 'ldap': 'python-ldap',
    'magic': 'python-magic', 'markdown': 'Markdown', 'mpl_toolkits': 'matplotlib', 'nacl': 'PyNaCl',
    'pkg_resources': 'setuptools', 'pptx': 'python-pptx', 'psycopg2': 'psycopg2-binary', 'pymupdf': 'pymupdf',
    'serial': 'pyserial', 'skimage': 'scikit-image', 'sklearn': 'scikit-learn', 'slugify': 'python-slugify',
    'socks': 'PySocks', 'telegram': 'python-telegram-bot', 'usb': 'pyusb', 'websocket': 'websocket-client',
    'xlsx2csv': 'xlsx2csv', 'yaml': 'PyYAML', 'zmq': 'pyzmq',
}
# Packages whose two names are the same.
PACKAGES = frozenset(
    'aiohttp altair anthropic arrow beautifulsoup4 bokeh boto3 certifi chardet click colorama cryptography dash duckdb '
    'fastapi feedparser flask gensim geopandas graphviz httpx humanize jinja2 joblib jsonschema langchain lxml '
    'matplotlib mcp markdownify mypy networkx nltk numba numpy openai openpyxl orjson pandas paramiko pdfplumber pendulum '
    'plotly polars psutil psycopg pyarrow pydantic pygments pymongo pymysql pypdf PyPDF2 pyperclip pytest pytz rapidfuzz '
    'redis regex reportlab requests rich scipy scrapy seaborn selenium shapely simplejson six spacy sqlalchemy '
    'statsmodels streamlit sympy tabulate tenacity tensorflow tiktoken toml torch tornado tqdm transformers typer '
    'tzlocal ujson unidecode urllib3 uvicorn websockets xgboost xlrd xlsxwriter xmltodict yfinance zstandard'.split()
)
# Usual short names of packages.
ALIASES = {
    'np': 'numpy', 'pd': 'pandas', 'plt': 'matplotlib.pyplot', 'sns': 'seaborn', 'tf': 'tensorflow', 'nx': 'networkx',
    'pl': 'polars', 'px': 'plotly.express', 'sp': 'scipy', 'mpl': 'matplotlib', 'ET': 'xml.etree.ElementTree', 'dt': 'datetime',
}
# Names inside modules of the standard library that are used without their module.
MEMBERS = {
    'collections': 'Counter OrderedDict defaultdict deque namedtuple ChainMap',
    'concurrent.futures': 'ThreadPoolExecutor ProcessPoolExecutor as_completed',
    'contextlib': 'contextmanager suppress redirect_stdout', 'copy': 'deepcopy',
    'dataclasses': 'dataclass asdict field', 'datetime': 'timedelta timezone', 'decimal': 'Decimal ROUND_HALF_UP',
    'enum': 'Enum IntEnum', 'fractions': 'Fraction', 'functools': 'lru_cache partial reduce wraps cached_property',
    'html': 'unescape', 'io': 'BytesIO StringIO', 'base64': 'b64decode b64encode',
    'itertools': 'accumulate combinations cycle groupby islice permutations product zip_longest',
    'math': 'ceil floor gcd isclose isnan log10 pi sqrt', 'pathlib': 'Path PurePath',
    'random': 'randint shuffle', 'statistics': 'mean median stdev', 'textwrap': 'dedent', 'time': 'sleep perf_counter',
    'typing': 'Any Callable Dict Iterable List Optional Tuple TypedDict Union', 'urllib.parse': 'urlencode urljoin urlparse',
    'urllib.request': 'urlopen', 'uuid': 'uuid4', 'zoneinfo': 'ZoneInfo', 'pprint': 'pprint', 'operator': 'itemgetter',
    'string': 'ascii_letters ascii_lowercase',
}
CLASS_METHODS = frozenset('now today strptime utcnow fromisoformat fromtimestamp combine min max'.split())
# Modules of Python 2, and those that were taken out later.
RENAMED_MODULES = {
    'ConfigParser': 'configparser', 'HTMLParser': 'html.parser', 'Queue': 'queue', 'StringIO': 'io', 'Tkinter': 'tkinter',
    'cPickle': 'pickle', 'cStringIO': 'io', 'commands': 'subprocess', 'cookielib': 'http.cookiejar',
    'htmlentitydefs': 'html.entities', 'httplib': 'http.client', 'imp': 'importlib', 'md5': 'hashlib', 'sets': 'builtins',
    'urllib2': 'urllib.request', 'urlparse': 'urllib.parse', 'xmlrpclib': 'xmlrpc.client',
}
# Words of JavaScript, SQL and Python 2, and what Python says instead.
FOREIGN_NAMES = {
    'true': 'True', 'false': 'False', 'null': 'None', 'nil': 'None', 'undefined': 'None', 'NULL': 'None', 'none': 'None',
    'TRUE': 'True', 'FALSE': 'False', 'NaN': 'float("nan")', 'Infinity': 'float("inf")', 'xrange': 'range',
    'unicode': 'str', 'basestring': 'str', 'long': 'int', 'unichr': 'chr', 'console': 'print(...)', 'this': 'self',
    'parseInt': 'int(...)', 'parseFloat': 'float(...)', 'typeof': 'type(...)', 'execfile': 'exec(open(path).read())',
    'elif': 'elif', 'raw_input': 'a value in the code (there is no terminal)', 'println': 'print(...)',
}
# Methods of other languages, by the type they are tried on.
FOREIGN_METHODS = {
    'list': {
        'push': '.append(x)', 'add': '.append(x)', 'length': 'len(x)', 'size': 'len(x)', 'concat': 'a + b',
        'forEach': 'for item in x', 'map': '[f(item) for item in x]', 'filter': '[item for item in x if …]',
        'includes': 'item in x', 'contains': 'item in x', 'indexOf': '.index(item)', 'shift': '.pop(0)',
        'unshift': '.insert(0, x)', 'slice': 'x[a:b]', 'splice': 'x[a:b] = […]', 'join': '", ".join(x)',
        'reduce': 'functools.reduce(f, x)', 'find': 'next((item for item in x if …), None)', 'put': '.append(x)',
        'some': 'any(… for item in x)', 'every': 'all(… for item in x)', 'split': '[item.split() for item in x]',
        'strip': '[item.strip() for item in x]', 'lower': '[item.lower() for item in x]',
    },
    'str': {
        'trim': '.strip()', 'toUpperCase': '.upper()', 'toLowerCase': '.lower()', 'length': 'len(x)', 'size': 'len(x)',
        'includes': 'part in x', 'contains': 'part in x', 'indexOf': '.find(part)', 'substring': 'x[a:b]', 'substr': 'x[a:b]',
        'slice': 'x[a:b]', 'charAt': 'x[i]', 'startsWith': '.startswith(…)', 'endsWith': '.endswith(…)',
        'replaceAll': '.replace(a, b)', 'concat': 'a + b', 'append': 'x += …', 'reverse': 'x[::-1]', 'padStart': '.rjust(n)',
        'toString': 'str(x)', 'match': 're.search(pattern, x)', 'decode': 'x: a str is decoded already',
    },
    'dict': {
        'has_key': 'key in x', 'hasOwnProperty': 'key in x', 'has': 'key in x', 'contains': 'key in x',
        'iteritems': '.items()', 'iterkeys': '.keys()', 'itervalues': '.values()', 'length': 'len(x)', 'size': 'len(x)',
        'entries': '.items()', 'set': 'x[key] = value', 'put': 'x[key] = value', 'append': 'x[key] = value',
        'add': 'x[key] = value', 'push': 'x[key] = value', 'remove': '.pop(key)', 'delete': '.pop(key)', 'sort': 'sorted(x.items())',
        'json': 'the dictionary itself: it is parsed already',
    },
    'set': {'append': '.add(x)', 'push': '.add(x)', 'has': 'item in x', 'contains': 'item in x', 'length': 'len(x)', 'size': 'len(x)', 'delete': '.discard(x)', 'extend': '.update(…)'},
    'tuple': {'append': 'x + (item,)', 'push': 'x + (item,)', 'length': 'len(x)', 'sort': 'sorted(x)'},
    'int': {'length': 'len(str(x))', 'toString': 'str(x)', 'toFixed': 'round(x, n)'},
    'float': {'toString': 'str(x)', 'toFixed': 'round(x, n)'},
    'bytes': {'encode': 'x: it is bytes already', 'format': '.decode() first', 'length': 'len(x)'},
}
# Methods that change something in place, so that their value is None.
IN_PLACE = frozenset(
    'append extend insert sort reverse update add clear remove discard shuffle setdefaults writelines'.split()
)
