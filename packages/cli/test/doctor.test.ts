import { spawnSync } from 'node:child_process'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import { CodeModeError } from '@code-mode/core'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../core/test/support/temporary-folder.ts'
import { guarded } from '../src/doctor/finding.ts'
import type { CommandContext } from '../src/program/context.ts'
import { cli } from './support/cli.ts'

it('finds nothing broken in an empty folder, says what is weak, and makes nothing', async () => {
  const cwd = await temporaryFolder()
  const { code, stdout, stderr } = await cli(['doctor', '--base', 'base'], { cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^ok +Node: \d+\./mu)
  expect(stdout).toMatch(/^warning +base: .* does not exist yet\.\n +code-mode init .*base makes it/mu)
  expect(stdout).toMatch(
    /^ok +interpreter: Python 3\.\d+\.\d+ \(\/.*\); started and ran a program in \d+ ms$/mu,
  )
  expect(stdout).toMatch(/^warning +sandbox: No sandbox.*\n +The sandbox is not built yet\./mu)
  expect(stdout).toContain('Nothing is broken.')
  expect(await readdir(cwd)).toEqual([])
})

it('tells each tool and workflow that is left out, with file and line and what to do, and ends with 1', async () => {
  const cwd = await temporaryFolder()
  for (const folder of ['tools', 'workflows'])
    await mkdir(path.join(cwd, 'base', folder), { recursive: true })
  await writeFile(path.join(cwd, 'base', 'tools', 'bad.yaml'), 'name: bad\ncommnd: true\n')
  await writeFile(path.join(cwd, 'base', 'tools', 'good.yaml'), 'name: good\ncommand: git\n')
  await writeFile(path.join(cwd, 'base', 'workflows', 'odd.py'), '"""Odd."""\nx = 1\n')
  await writeFile(
    path.join(cwd, 'base', 'mcp.json'),
    '{"mcpServers": {"gone": {"command": "/no/such/server"}}}',
  )
  const { code, stdout } = await cli(['doctor', '--base', 'base'], { cwd })
  expect(code).toBe(1)
  expect(stdout).toMatch(/^ok +tools: good$/mu)
  expect(stdout).toMatch(
    /^broken +tool left out: .*bad\.yaml:2:1: unknown key "commnd"\. Did you mean "command"\?$/mu,
  )
  expect(stdout).toMatch(/^broken +tool left out: .*mcp\.json.*\/no\/such\/server/mu)
  expect(stdout).toMatch(/^broken +workflow left out: .*odd\.py:\d+: .*no run function.* Define `def run/mu)
  expect(stdout).toContain('Something is broken')
})

it('a base that is no folder is broken, and the rest is looked at all the same', async () => {
  const cwd = await temporaryFolder()
  await writeFile(path.join(cwd, 'base'), '')
  const { code, stdout } = await cli(['doctor', '--base', 'base', '--json'], { cwd })
  expect(code).toBe(1)
  const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: { name: string; status: string }[] }
  expect(ok).toBe(false)
  const status = Object.fromEntries(findings.map((finding) => [finding.name, finding.status]))
  expect(status).toMatchObject({ Node: 'ok', base: 'broken', interpreter: 'ok' })
})

it('what a check throws is what it found, with the remedy', async () => {
  const error = new CodeModeError({
    code: 'INTERPRETER_NOT_FOUND',
    message: 'No Python 3.9 or later was found.',
    hint: 'Name one with the option python.',
  })
  const check = guarded('interpreter', () => Promise.reject(error))
  const storage = new CodeModeError({
    code: 'STORAGE_UNUSABLE',
    message: 'It is a file.',
    hint: 'Take another.',
  })
  const context = { signal: new AbortController().signal } as CommandContext
  expect(await guarded('base', () => Promise.reject(storage)).look(context)).toEqual([
    { name: 'base', status: 'broken', message: storage.message, remedy: storage.hint },
  ])
  expect(await check.look(context)).toEqual([
    {
      name: 'interpreter',
      status: 'broken',
      message: error.message,
      remedy: expect.stringContaining('put it on the PATH'),
    },
  ])
})

it('a container engine is not needed; one whose socket nobody answers is told, and what to do', async () => {
  const cwd = await temporaryFolder()
  const engine = async (socket: string): Promise<string> => {
    const { code, stdout } = await cli(['doctor', '--base', 'base'], {
      cwd,
      env: { DOCKER_HOST: `unix://${socket}`, CONTAINER_HOST: undefined },
    })
    expect(code).toBe(0)
    return stdout.slice(stdout.search(/^\w+ +container engine/mu))
  }
  expect(await engine(path.join(cwd, 'absent.sock'))).toMatch(/^ok +container engine: none was found/u)

  // A process that is killed leaves its socket behind.
  const stale = path.join(cwd, 'stale.sock')
  const listen = `require('net').createServer().listen(${JSON.stringify(stale)}, () => process.kill(process.pid, 'SIGKILL'))`
  spawnSync(process.execPath, ['-e', listen])
  expect(await engine(stale)).toMatch(
    /^warning +container engine: .*stale\.sock does not answer: .*ECONNREFUSED.*\n +Start the engine/u,
  )

  const other = createServer((_, response) => response.end('{}')).listen(path.join(cwd, 'other.sock'))
  onTestFinished(() => void other.close())
  expect(await engine(path.join(cwd, 'other.sock'))).toMatch(/does not answer: .*not as a container engine/u)
})
