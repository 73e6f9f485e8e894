import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openSession, valueOf } from '../support/open-session.ts'

it('a child process that floods after its run is cut off, and does not slow the runs that follow', async () => {
  let late = 0
  let tail = ''
  const session = await openSession({
    onEvent: (event) => {
      if (event.type !== 'background') return
      late += event.text.length
      tail = `${tail}${event.text}`.slice(-200)
    },
  })
  const first = await session.run('import subprocess\nchild = subprocess.Popen(["yes"])\n1')
  expect(first).toMatchObject({ ok: true, value: 1 })
  for (let waited = 0; waited < 30_000 && !tail.includes('[cut: a process'); waited += 50) {
    await sleep(50)
    expect(await valueOf(session, '1 + 1')).toBe(2)
  }
  expect(tail).toContain('its output is closed]')
  expect(await valueOf(session, 'child.wait(10)')).toBe(-13)
  expect(late).toBeLessThan(64 * 1024 * 1024 + 1024 * 1024)
  expect(await session.run('print("mine")')).toMatchObject({ ok: true, stdout: 'mine\n' })
}, 60_000)
