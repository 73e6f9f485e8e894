import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'

const HOST = fileURLToPath(new URL('./forgetful-host.ts', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly output: string
  /** From its last output to its end. */
  readonly lingeredMs: number
}

async function runHost(program: string): Promise<Ended> {
  const host = spawn(
    process.execPath,
    ['--conditions=@code-mode/source', HOST, await temporaryFolder(), program],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let output = ''
  let lastAt = performance.now()
  host.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    lastAt = performance.now()
  })
  const killed = setTimeout(() => host.kill('SIGKILL'), 20_000)
  const code = await new Promise<number | null>((resolve) => host.once('close', resolve))
  clearTimeout(killed)
  return { code, output, lingeredMs: performance.now() - lastAt }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('a host that never closes its session', () => {
  it.each([
    ['after a quiet run', 'import os\nprint(os.getpid())'],
    [
      'with a thread and a child left running',
      'import os, subprocess, threading, time\nprint(os.getpid())\nthreading.Thread(target=time.sleep, args=(1000,)).start()\nsubprocess.Popen(["sleep", "1000"])',
    ],
    [
      'after a timeout',
      'import os\nprint(os.getpid(), flush=True)\nimport asyncio\nawait asyncio.sleep(0.5)\nraise ValueError',
    ],
  ])('ends by itself within 3 s %s, and leaves no guest', { timeout: 40_000 }, async (_, program) => {
    const { code, output, lingeredMs } = await runHost(program)
    expect(code).toBe(0)
    expect(lingeredMs).toBeLessThan(3_000)
    const pid = Number(/ (\d+)/.exec(output)?.[1])
    expect(pid).toBeGreaterThan(1)
    for (let tries = 0; tries < 50 && isAlive(pid); tries += 1) await sleep(100)
    expect(isAlive(pid)).toBe(false)
  })
})
