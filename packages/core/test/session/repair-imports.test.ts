import { type RepairCase, repairTable } from '../support/repair-table.ts'

/** Where the name to import is not the name to install. */
const DISTRIBUTIONS: Readonly<Record<string, string>> = {
  cv2: 'opencv-python-headless',
  PIL: 'pillow',
  sklearn: 'scikit-learn',
  yaml: 'PyYAML',
  bs4: 'beautifulsoup4',
  dateutil: 'python-dateutil',
  dotenv: 'python-dotenv',
  Crypto: 'pycryptodome',
  docx: 'python-docx',
  fitz: 'pymupdf',
  jwt: 'PyJWT',
  serial: 'pyserial',
  skimage: 'scikit-image',
  pandas: 'pandas',
  requests: 'requests',
}

await repairTable([
  ...Object.entries(DISTRIBUTIONS).map(
    ([name, distribution]): RepairCase => ({
      title: `the missing package of ${name}`,
      code: `x = 1\nimport ${name}`,
      line: 2,
      says: [`No module named '${name}'`, `deps.add("${distribution}")`],
      everywhere: name === 'cv2',
    }),
  ),
  {
    title: 'a module of a missing package',
    code: 'import matplotlib.pyplot as plt',
    line: 1,
    says: ['deps.add("matplotlib")'],
  },
  {
    title: 'a missing package that a function imports',
    code: 'def load():\n    from sklearn.linear_model import Ridge\n    return Ridge\n\nload()',
    line: 2,
    says: ['deps.add("scikit-learn")', 'line 5'],
  },
  {
    title: 'a missing package that nobody knows',
    code: 'import no_such_package_4711',
    line: 1,
    says: ['deps.add("no_such_package_4711")', 'If a package of this name exists'],
  },
  {
    title: 'a misspelt standard module',
    code: 'import jsn',
    line: 1,
    says: ['`import json`'],
    never: ['deps.add'],
    everywhere: true,
  },
  {
    title: 'a misspelt standard module of some length',
    code: 'from colections import Counter',
    line: 1,
    says: ['`import collections`'],
    never: ['deps.add'],
  },
  {
    title: 'a misspelt package',
    code: 'import reqeusts',
    line: 1,
    says: ['`requests`', 'deps.add("requests")'],
  },
  {
    title: 'a module that a standard package does not have',
    code: 'import json.foo',
    line: 1,
    says: ["No module named 'json.foo'"],
    never: ['deps.add'],
    everywhere: true,
  },
  {
    title: 'a misspelt module of a standard package',
    code: 'import xml.etree.ElementTre',
    line: 1,
    says: ['`xml.etree.ElementTree`'],
    never: ['deps.add'],
    everywhere: true,
  },
  {
    title: 'a misspelt member of a standard module',
    code: 'from collections import orderdict',
    line: 1,
    says: [/Did you mean[^\n]*OrderedDict/],
    never: ['deps.add', '.py'],
    everywhere: true,
  },
  { title: 'a module of Python 2', code: 'import urllib2', line: 1, says: ['urllib.request'], never: ['deps.add'] },
  {
    title: 'an import of a namespace',
    code: 'import tools',
    line: 1,
    says: ['`tools` is there without an import'],
    never: ['deps.add'],
  },
])
