import { describe, expect, test } from 'vitest'
import { calls, soon, start } from './start-runtime.ts'

describe('interrupts', () => {
  test.each([
    ['a loop', 'while True:\n    pass'],
    ['time.sleep', 'import time\ntime.sleep(20)'],
    ['a cell with await', 'import asyncio\nawait asyncio.sleep(20)'],
    ['asyncio.run', 'import asyncio\nasyncio.run(asyncio.sleep(20))'],
    ['a lock', 'import threading\nthreading.Event().wait()'],
  ])('stop %s and keep variables', async (_title, code) => {
    const driver = await start()
    // Loaded before: the library swallows what is raised in some callbacks of an import, and only the host repeats it.
    await driver.run('import asyncio, threading\nkept = 7')
    const run = driver.begin({ code: `print("mine", flush=True)\n${code}` })
    await driver.next((one) => one.header['type'] === 'output')
    await soon(50)
    driver.interrupt(run)
    expect(await driver.result(run)).toMatchObject({ ok: false, kind: 'interrupted', stdout: 'mine\n' })
    expect(await driver.run('kept')).toMatchObject({ value: 7, stdout: '' })
  })

  test.each(['tools.slow()', 'import asyncio\nawait asyncio.gather(tools.slow(), tools.slow())'])(
    'stop a call under way, cancel it, and take its late answer: %s',
    async (code) => {
      const driver = await start()
      driver.answer = () => undefined
      const run = driver.begin({ code })
      await driver.next((one) => one.header['type'] === 'call')
      await soon(20)
      driver.interrupt(run)
      expect(await driver.result(run)).toMatchObject({ kind: 'interrupted' })
      const made = calls(driver)
      const cancelled = driver.messages
        .map((one) => one.header)
        .filter((header) => header['type'] === 'cancel')
      expect(cancelled.map((one) => one['call'])).toEqual(made.map((one) => one['call']))
      for (const one of made) driver.reply(one, new Error('cancelled'))
      driver.answer = (_header, args) => args[0]
      expect(await driver.run('tools.t(4)')).toMatchObject({ value: 4 })
    },
  )

  test('a signal that comes late hits no later run', async () => {
    const driver = await start()
    driver.send({ type: 'interrupt', run: 'run-0' })
    const run = driver.begin({ code: 'sum(range(1000))' })
    await soon(30)
    expect(driver.messages.some((one) => one.header['type'] === 'result')).toBe(false)
    driver.child.kill('SIGINT')
    expect(await driver.result(run)).toMatchObject({ ok: true, value: 499500 })
  })

  test('an interrupt that comes with its run stops it at its first line', async () => {
    const driver = await start()
    driver.send({ type: 'interrupt', run: 'run-1' })
    const run = driver.begin({ code: 'while True:\n    pass' })
    driver.child.kill('SIGINT')
    expect(await driver.result(run)).toMatchObject({ kind: 'interrupted' })
  })

  test('a signal that nobody announced delays and stops no later run', async () => {
    const driver = await start()
    const own = await driver.run(
      'import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nfor _ in range(10**6): pass',
    )
    expect(own).toMatchObject({ kind: 'interrupted' })
    for (let round = 0; round < 3; round++) expect(await driver.run('1 + 1')).toMatchObject({ value: 2 })
  })

  test('signals at any moment never lose a frame', async () => {
    const driver = await start()
    for (let round = 0; round < 40; round++) {
      const run = driver.begin({ code: 'for i in range(200):\n    assert tools.t(i) == i' })
      await soon(round % 7)
      driver.interrupt(run)
      await driver.result(run)
    }
    expect(await driver.run('tools.t(9)')).toMatchObject({ ok: true, value: 9 })
  })
})
