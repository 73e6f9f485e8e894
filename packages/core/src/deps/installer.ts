import { access, constants } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import { CodeModeError } from '../errors/code-mode-error.ts'
import { runCommand } from '../processes/run-command.ts'
import { installerEnvironment } from './installer-environment.ts'
import type { InterpreterInfo } from './interpreter-info.ts'

/** A program that can install packages for an interpreter into a folder of their own. */
export interface Installer {
  readonly kind: 'uv' | 'pip'
  /** For people: `uv 0.9.1`, `pip 24.0`. */
  readonly label: string
  readonly command: string
  /** What stands before `install`, or for uv before `pip install`. */
  readonly prefix: readonly string[]
}

export interface FindInstallerOptions {
  readonly interpreter: InterpreterInfo
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal
}

/** Not longer, as a broken program on the PATH must not hold up what another one can do. In milliseconds. */
const PROBE_TIMEOUT_MS = 20_000

/** Says, as two lines, pip's version and the wheel of pip that lies ready for `ensurepip`. */
const PIP_PROBE = `
import glob, os, sysconfig
try:
    import pip
    print(pip.__version__)
except Exception:
    print('')
places = [sysconfig.get_config_var('WHEEL_PKG_DIR') or '', os.path.join(sysconfig.get_path('stdlib'), 'ensurepip', '_bundled'), '/usr/share/python-wheels']
wheels = [wheel for place in places if place for wheel in sorted(glob.glob(os.path.join(place, 'pip-*.whl')))]
print(wheels[-1] if wheels else '')
`
const RUN_WHEEL =
  "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module('pip', run_name='__main__', alter_sys=True)"

/**
 * The first of these that works: uv; the interpreter's own pip; the pip that lies ready for `ensurepip`; another pip
 * of the machine that can serve this interpreter.
 *
 * @throws CodeModeError `INSTALLER_NOT_FOUND`, with the remedies.
 */
export async function findInstaller(options: FindInstallerOptions): Promise<Installer> {
  const installer = (await findUv(options)) ?? (await findOwnPip(options)) ?? (await findOtherPip(options))
  if (installer !== undefined) return installer
  throw new CodeModeError({
    code: 'INSTALLER_NOT_FOUND',
    message: `No installer for packages was found: uv is neither on the PATH nor in ~/.local/bin or ~/.cargo/bin, and ${options.interpreter.path} has no pip.`,
    hint: 'Install uv (https://docs.astral.sh/uv), or give the interpreter pip: `python3 -m ensurepip`, or the package python3-pip of the system.',
    details: { interpreter: options.interpreter.path },
  })
}

async function findUv(options: FindInstallerOptions): Promise<Installer | undefined> {
  for (const command of await commandsNamed(['uv'], options.env)) {
    const version = /^uv (\S+)/.exec((await output(command, ['--version'], options)) ?? '')?.[1]
    if (version !== undefined) return { kind: 'uv', label: `uv ${version}`, command, prefix: [] }
  }
  return undefined
}

async function findOwnPip(options: FindInstallerOptions): Promise<Installer | undefined> {
  const command = options.interpreter.path
  const [version = '', wheel = ''] = ((await output(command, ['-I', '-c', PIP_PROBE], options)) ?? '').split(
    '\n',
  )
  if (version !== '') return { kind: 'pip', label: `pip ${version}`, command, prefix: ['-I', '-m', 'pip'] }
  if (wheel === '') return undefined
  const bundled = /pip-([^-]+)-/.exec(path.basename(wheel))?.[1] ?? ''
  return { kind: 'pip', label: `pip ${bundled}`, command, prefix: ['-I', '-c', RUN_WHEEL, wheel] }
}

async function findOtherPip(options: FindInstallerOptions): Promise<Installer | undefined> {
  for (const command of await commandsNamed(['pip3', 'pip'], options.env)) {
    const prefix = ['--python', options.interpreter.path]
    const version = /^pip (\S+)/.exec((await output(command, [...prefix, '--version'], options)) ?? '')?.[1]
    if (version !== undefined) return { kind: 'pip', label: `pip ${version}`, command, prefix }
  }
  return undefined
}

async function output(
  command: string,
  args: readonly string[],
  options: FindInstallerOptions,
): Promise<string | undefined> {
  const result = await runCommand(command, args, {
    cwd: '/',
    env: installerEnvironment(options.env, tmpdir()),
    timeoutMs: PROBE_TIMEOUT_MS,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  }).catch((error: unknown) => {
    options.signal?.throwIfAborted()
    void error
    return undefined
  })
  return result?.code === 0 ? result.stdout.toString('utf8') : undefined
}

async function commandsNamed(
  names: readonly string[],
  env: FindInstallerOptions['env'],
): Promise<readonly string[]> {
  const home = env['HOME'] ?? homedir()
  const folders = [
    ...(env['PATH'] ?? '').split(path.delimiter),
    path.join(home, '.local/bin'),
    path.join(home, '.cargo/bin'),
  ]
  const found: string[] = []
  for (const name of names) {
    for (const folder of new Set(folders.filter((each) => path.isAbsolute(each)))) {
      const file = path.join(folder, name)
      if (
        await access(file, constants.X_OK).then(
          () => true,
          () => false,
        )
      )
        found.push(file)
    }
  }
  return found
}
