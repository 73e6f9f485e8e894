import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { root } from './run.mjs'
import { print, red } from './terminal.mjs'

/** Runs one of our TypeScript programs with the terminal and resolves with its exit code. */
export function runProgram(file, args) {
  if (!existsSync(path.join(root, file))) {
    print(red(`${file} is not there; it is part of the repository, so check out the whole of it.`))
    return Promise.resolve(1)
  }
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: 'inherit' })
    process.on('SIGINT', () => {}) // Ctrl-C reaches the child by itself, which then cleans up after itself
    process.on('SIGTERM', () => child.kill('SIGTERM'))
    child.on('exit', (code) => resolve(code ?? 1))
  })
}
