import path from 'node:path'
import type { InterpreterInfo } from '../../deps/interpreter-info.ts'
import { spawnEnvironment } from '../../processes/supervisor.ts'
import type { ProcessMarker } from '../../processes/kill.ts'
import type { SessionDirectory } from './session-directory.ts'

export interface GuestEnvironmentOptions {
  readonly interpreter: InterpreterInfo
  readonly directory: SessionDirectory
  readonly marker: ProcessMarker
  /** What the application adds. */
  readonly env: Readonly<Record<string, string>>
}

/** The whole environment of a guest. Nothing of the host's comes by itself. */
export function guestEnvironment(options: GuestEnvironmentOptions): Record<string, string> {
  for (const [name, value] of Object.entries(options.env)) {
    if (name === '' || /[=\0]/.test(name) || typeof value !== 'string' || value.includes('\0')) {
      throw new TypeError(
        `The environment variable ${JSON.stringify(name)} has a name or value that no process can have.`,
      )
    }
  }
  const standard = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']
  return {
    PATH: [...new Set([path.dirname(options.interpreter.path), ...standard])].join(':'),
    HOME: options.directory.work,
    TMPDIR: options.directory.temporary,
    LANG: 'C.UTF-8',
    // For the Python programs that the guest starts; the guest itself gets -X utf8.
    PYTHONUTF8: '1',
    ...options.env,
    ...spawnEnvironment(),
    [options.marker.name]: options.marker.value,
  }
}
