import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { missingComponent } from '../support/requires.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const HOST = fileURLToPath(new URL('./orphan-host.ts', import.meta.url))

/** Command lines of processes that mention this test's folder, or its own numbers of seconds. */
async function leftovers(base: string): Promise<readonly string[]> {
  const lines = await Promise.all(
    (await readdir('/proc'))
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  )
  return lines.filter((line) => line.includes(base) || /sleep\0(4712|4713|4714)/.test(line))
}

it(
  'kill -9 on the host leaves no guest, tool, server or temporary folder after 5 s',
  { timeout: 60_000 },
  async (context) => {
    if (process.platform !== 'linux') return missingComponent('/proc', 'run this test on Linux', context)
    const base = await temporaryFolder()
    await mkdir(join(base, 'tools'))
    await writeFile(
      join(base, 'tools', 'sleeper.yaml'),
      'name: sleeper\ndescription: Sleeps\ncommand: sleep\ntimeout: 9999\nschema:\n  positional:\n    - { name: seconds, type: integer, required: true }\n',
    )
    const manifest = createRequire(import.meta.url).resolve(
      '@modelcontextprotocol/server-filesystem/package.json',
    )
    const server = join(manifest, '..', 'dist', 'index.js')
    await writeFile(
      join(base, 'mcp.json'),
      JSON.stringify({ mcpServers: { files: { command: process.execPath, args: [server, base] } } }),
    )
    const host = spawn(process.execPath, ['--conditions=@code-mode/source', HOST, base], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const workingDirectory = await new Promise<string>((resolve, reject) => {
      host.stdout.on('data', (chunk: Buffer) => {
        const [, folder] = /^ready (.+)$/m.exec(chunk.toString()) ?? []
        if (folder !== undefined) setTimeout(resolve, 500, folder)
      })
      host.once('exit', (code) => reject(new Error(`The host ended early with ${code}.`)))
    })
    expect(existsSync(workingDirectory)).toBe(true)
    expect((await leftovers(base)).length).toBeGreaterThanOrEqual(4)
    host.removeAllListeners('exit')
    host.kill('SIGKILL')
    const deadline = Date.now() + 5_000
    while (Date.now() < deadline && ((await leftovers(base)).length > 0 || existsSync(workingDirectory)))
      await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await leftovers(base)).toEqual([])
    expect(existsSync(workingDirectory)).toBe(false)
  },
)
