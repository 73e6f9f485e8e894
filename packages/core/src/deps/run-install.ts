import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { InstallOptions } from '../kernel/guest.ts'
import { runCommand } from '../processes/run-command.ts'
import { temporaryHostFolder } from '../processes/supervisor.ts'
import { credentialsIn, installerEnvironment } from './installer-environment.ts'
import { installFailure, progressOf, redact } from './installer-output.ts'
import { findInstaller, type Installer } from './installer.ts'
import type { InterpreterInfo } from './interpreter-info.ts'

export interface RunInstallOptions extends InstallOptions {
  readonly interpreter: InterpreterInfo
  readonly requirements: readonly string[]
  /** An empty folder of our own. */
  readonly target: string
  /** What is already installed and must stay, as `name==version`. */
  readonly constraints?: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Installs wheels, and wheels only, into a folder. Nothing of a package is executed: the interpreter is the base one,
 * it works in an empty folder, and the target is never on its path, so that no `.pth` file in it is read.
 *
 * @throws CodeModeError `INSTALL_FAILED`, `INSTALLER_NOT_FOUND`, `DEPS_CONFLICT`.
 */
export async function runInstall(options: RunInstallOptions): Promise<void> {
  const { interpreter, env, signal } = options
  const installer = await findInstaller({ interpreter, env, ...(signal === undefined ? {} : { signal }) })
  const work = await temporaryHostFolder('install')
  try {
    const constraintFile = path.join(work, 'constraints.txt')
    const constraints = options.constraints ?? []
    await writeFile(constraintFile, constraints.map((line) => `${line}\n`).join(''))
    const secrets = credentialsIn(env)
    const said: string[] = []
    const result = await runCommand(installer.command, commandLine(installer, options, constraintFile), {
      cwd: work,
      env: installerEnvironment(env, work),
      onLine: (line) => {
        said.push(line)
        if (said.length > 1000) said.shift()
        const progress = progressOf(redact(line, secrets))
        if (progress !== undefined) options.onProgress?.(progress)
      },
      ...(signal === undefined ? {} : { signal }),
    })
    if (result.code === 0) return
    throw installFailure({
      output: said.join('\n'),
      installer: installer.label,
      requirements: options.requirements,
      interpreter,
      constraints,
      secrets,
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

function commandLine(
  installer: Installer,
  options: RunInstallOptions,
  constraintFile: string,
): readonly string[] {
  const common = ['--target', options.target, '--only-binary', ':all:', '--constraint', constraintFile]
  if (installer.kind === 'uv') {
    // Hard links into uv's cache would let a guest that edits a package edit it for everybody.
    const only = [
      '--python',
      options.interpreter.path,
      '--link-mode',
      'copy',
      '--no-compile-bytecode',
      '--color',
      'never',
      '--no-progress',
    ]
    return [...installer.prefix, 'pip', 'install', ...only, ...common, '--', ...options.requirements]
  }
  const only = [
    '--no-compile',
    '--no-input',
    '--no-warn-script-location',
    '--progress-bar',
    'off',
    '--no-color',
  ]
  return [...installer.prefix, 'install', ...only, ...common, '--', ...options.requirements]
}
