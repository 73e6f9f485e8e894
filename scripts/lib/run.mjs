import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { fancy } from './terminal.mjs'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/**
 * Runs a command to its end and resolves with its exit code and what it printed. `streams` lets it write to
 * our terminal instead. Standard input is closed: nothing here asks questions. After `timeoutMs` it is killed.
 */
export function run(command, args, { cwd = root, env, streams = false, uid, gid, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      uid,
      gid,
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      env: { ...process.env, ...(fancy ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined }), ...env },
      stdio: ['ignore', streams ? 'inherit' : 'pipe', streams ? 'inherit' : 'pipe'],
    })
    const bound = timeoutMs === undefined ? '' : `; it may take ${timeoutMs / 1000} s`
    let output = ''
    const collect = (chunk) => {
      output += chunk
    }
    child.stdout?.setEncoding('utf8').on('data', collect)
    child.stderr?.setEncoding('utf8').on('data', collect)
    child.on('error', (error) => resolve({ code: 127, output: `${command} did not start: ${error.message}` }))
    // Ctrl-C reaches the child by itself; what ends this process alone has to end the child too.
    const end = () => {
      child.kill('SIGTERM')
      process.exit(143)
    }
    process.on('SIGTERM', end)
    child.on('close', (code, signal) => {
      process.off('SIGTERM', end)
      resolve({
        code: code ?? 1,
        output: signal ? `${output}\n${command} was ended by ${signal}${bound}` : output,
      })
    })
  })
}

/** As `run`, but a failure is thrown with the command line and everything it printed. */
export async function mustRun(command, args, options) {
  const { code, output } = await run(command, args, options)
  if (code !== 0) {
    const program = command === process.execPath ? 'node' : path.basename(command)
    throw new Error(`${[program, ...args].join(' ')} failed with exit code ${code}\n${output.trim()}`)
  }
  return output
}
