import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { InterpreterInfo } from '../../src/deps/interpreter-info.ts'
import { findInterpreter } from '../../src/executors/subprocess/interpreter.ts'

/** A folder with a local package index and a cache, and what an installer needs to see only that index. */
export interface Workshop {
  readonly folder: string
  readonly links: string
  readonly cacheDirectory: string
  readonly env: Readonly<Record<string, string>>
  readonly interpreter: InterpreterInfo
  remove(): Promise<void>
}

export async function openWorkshop(): Promise<Workshop> {
  const folder = await mkdtemp(path.join(tmpdir(), 'code-mode-test-'))
  const [links, cacheDirectory] = [path.join(folder, 'links'), path.join(folder, 'cache')]
  await mkdir(links)
  await writeFile(path.join(folder, 'uv.toml'), `no-index = true\nfind-links = [${JSON.stringify(links)}]\n`)
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: folder,
    PIP_NO_INDEX: '1',
    PIP_FIND_LINKS: links,
    UV_CONFIG_FILE: path.join(folder, 'uv.toml'),
  }
  const interpreter = await findInterpreter({ python: '/usr/bin/python3', env, cacheDirectory })
  return {
    folder,
    links,
    cacheDirectory,
    env,
    interpreter,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

export interface WheelOptions {
  readonly name: string
  readonly version: string
  /** Path to text; `<name>.py` with the version when left out. */
  readonly files?: Readonly<Record<string, string>>
  readonly requires?: readonly string[]
}

const ZIP = `
import json, sys, zipfile
target, files = sys.argv[1], json.load(sys.stdin)
with zipfile.ZipFile(target, 'w') as archive:
    for name, text in files.items():
        archive.writestr(name, text)
`

/** Writes a wheel by hand: it is a zip with metadata. */
export async function writeWheel(workshop: Workshop, options: WheelOptions): Promise<void> {
  const { name, version, requires = [] } = options
  const files = options.files ?? { [`${name}.py`]: `VERSION = "${version}"\n` }
  const info = `${name}-${version}.dist-info`
  const metadata = [
    'Metadata-Version: 2.1',
    `Name: ${name}`,
    `Version: ${version}`,
    ...requires.map((each) => `Requires-Dist: ${each}`),
  ]
  const all: Record<string, string> = {
    ...files,
    [`${info}/METADATA`]: `${metadata.join('\n')}\n`,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  }
  all[`${info}/RECORD`] = [...Object.keys(all), `${info}/RECORD`].map((file) => `${file},,\n`).join('')
  const list = path.join(workshop.folder, 'wheel.json')
  await writeFile(list, JSON.stringify(all))
  const target = path.join(workshop.links, `${name}-${version}-py3-none-any.whl`)
  const script = ZIP.replace('json.load(sys.stdin)', `json.load(open(${JSON.stringify(list)}))`)
  await promisify(execFile)('/usr/bin/python3', ['-I', '-c', script, target])
}

/** Writes a source distribution whose setup.py leaves a marker when anybody runs it. */
export async function writeSourceDistribution(
  workshop: Workshop,
  name: string,
  marker: string,
): Promise<void> {
  const script = `
import io, sys, tarfile
name, marker, folder = sys.argv[1:]
with tarfile.open(folder + '/' + name + '-1.0.tar.gz', 'w:gz') as archive:
    for file, text in {'setup.py': "open(%r, 'w').close()\\nfrom setuptools import setup\\nsetup(name=%r, version='1.0')\\n" % (marker, name), 'PKG-INFO': 'Metadata-Version: 1.0\\nName: %s\\nVersion: 1.0\\n' % name}.items():
        entry = tarfile.TarInfo(name + '-1.0/' + file)
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text.encode()))
`
  await promisify(execFile)('/usr/bin/python3', ['-I', '-c', script, name, marker, workshop.links])
}
