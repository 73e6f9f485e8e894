import { expect, it, onTestFinished } from 'vitest'
import {
  callModelTool,
  MemoryStorage,
  modelTools,
  Session,
  SessionPool,
  streamModelTool,
} from '../../src/index.ts'

it('a session that cannot be had is an answer that says why', async () => {
  const pool = new SessionPool({
    create: () => Session.open({ storage: new MemoryStorage() }),
    maxSessions: 1,
  })
  onTestFinished(() => pool.close())
  const [runCode] = await modelTools({ include: ['run_code'] })
  if (runCode === undefined) throw new Error('run_code is absent')

  const first = callModelTool(runCode, () => pool.get('ada'), { code: 'import time; time.sleep(1); 42' })
  const second = await callModelTool(runCode, () => pool.get('bob'), { code: '1' })
  expect(second).toEqual({
    isError: true,
    content: [{ type: 'text', text: expect.stringMatching(/^SESSION_LIMIT: All 1 sessions are busy/u) }],
  })
  for await (const answer of streamModelTool(runCode, () => pool.get('bob'), { code: '1' }))
    expect(answer.isError).toBe(true)
  expect((await first).content).toEqual([{ type: 'text', text: '42' }])
})

it('what is wrong with the choice itself is thrown', async () => {
  const [runCode] = await modelTools({ include: ['run_code'] })
  if (runCode === undefined) throw new Error('run_code is absent')
  const choice = (): Session => {
    throw new TypeError('no thread_id')
  }
  await expect(callModelTool(runCode, choice, { code: '1' })).rejects.toThrow('no thread_id')
})
