/** Runs every pattern beside this file and checks what its page claims. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Session } from '@code-mode/core'
import { runOnce } from './basic-pattern.ts'
import { runWithRecovery } from './error-recovery.ts'
import { connect, runCode } from './generic-mcp-client.ts'
import { CodeExecutionTool } from './persistent-session.ts'
import { answer } from './plain-node-tool-loop.ts'
import type { Message } from './plain-node-tool-loop.ts'
import { runWithin } from './timeout-handling.ts'
import { anthropicTools, openAiTools } from './tool-definition-for-llm.ts'

type Pattern = (base: string, session: Session) => Promise<void>

const patterns: Readonly<Record<string, Pattern>> = {
  'Basic Pattern': async (base) => {
    assert.deepEqual(await runOnce(base, 'x = 42\n{"x": x}'), { x: 42 })
    await assert.rejects(runOnce(base, 'x'), /NameError: name 'x' is not defined/u)
  },

  'Persistent Session': async (base) => {
    const tool = new CodeExecutionTool(base)
    await assert.rejects(tool.run('1'), /call start\(\) before run\(\)/u)
    await Promise.all([tool.start(), tool.start()])
    try {
      assert.equal(await tool.run('x = 42'), '(no output)')
      assert.equal(await tool.run('x * 2'), '84')
      assert.equal(await tool.run('print("seen")'), 'seen')
      assert.match(await tool.run('x / 0'), /ZeroDivisionError/u)
      assert.equal(await tool.run('x'), '42')
    } finally {
      await tool.stop()
    }
    await tool.stop()
  },

  'Tool Definition for LLM': async (_base, session) => {
    const [runCodeTool, ...others] = await openAiTools(session)
    assert.deepEqual([runCodeTool?.type, runCodeTool?.function.name], ['function', 'run_code'])
    assert.match(runCodeTool?.function.description ?? '', /Python/u)
    assert.deepEqual(runCodeTool?.function.parameters['required'], ['code'])
    assert.deepEqual(
      others.map((tool) => tool.function.name),
      ['search_workflows', 'create_workflow'],
    )
    const anthropic = await anthropicTools(session)
    assert.ok(anthropic.length > 10 && anthropic.every((tool) => tool.input_schema['type'] === 'object'))
  },

  'Timeout Handling': async (_base, session) => {
    await session.run('x = 42')
    const started = performance.now()
    assert.equal(
      await runWithin(session, 'import time\nprint("begun")\ntime.sleep(60)', 1_000),
      'Stopped after 1000 ms; variables are kept. Printed until then: begun',
    )
    assert.ok(performance.now() - started < 10_000, 'the program was stopped')
    assert.equal(await runWithin(session, 'x', 10_000), '42')
    assert.match(await runWithin(session, '1 / 0', 10_000), /ZeroDivisionError/u)
  },

  'Error Recovery': async (_base, session) => {
    await session.run('rows = [1, 2, 3]')
    const seen: string[] = []
    const repaired = await runWithRecovery(session, 'sum(rowz)', {
      repair: (code, error) => {
        seen.push(`${error.name} in line ${error.line}`)
        return code.replace('rowz', 'rows')
      },
    })
    assert.ok(repaired.ok && repaired.value === 6, 'the second try used what the first session had')
    assert.deepEqual(seen, ['NameError in line 1'])

    const afterCrash = await runWithRecovery(session, 'import os\nos._exit(3)', {
      repair: (_code, error) => `crash = ${JSON.stringify(error.kind)}\n[crash, "rows" in globals()]`,
    })
    assert.deepEqual(afterCrash.ok && afterCrash.value, ['crashed', false])

    const hopeless = await runWithRecovery(session, '1 / 0', { repair: (code) => code, attempts: 2 })
    assert.equal(hopeless.ok, false)
  },

  'Generic MCP Client': async (base) => {
    // Beside the entry, so that it is the built program or, with the source condition, the source.
    const entry = import.meta.resolve('@code-mode/mcp')
    const program = fileURLToPath(new URL(entry.endsWith('.ts') ? 'bin.ts' : 'bin.js', entry))
    const client = await connect({
      command: process.execPath,
      args: [...process.execArgv, program, '--base', base],
    })
    try {
      const names = (await client.listTools()).tools.map((tool) => tool.name)
      assert.ok(names.includes('run_code') && names.includes('search_workflows'))
      assert.deepEqual(await runCode(client, 'x = 42'), { text: '(no output)', isError: false })
      assert.deepEqual(await runCode(client, 'x * 2'), { text: '84', isError: false })
      const failed = await runCode(client, 'x / 0')
      assert.ok(failed.isError && failed.text.includes('ZeroDivisionError'))
    } finally {
      await client.close()
    }
  },

  'A plain Node tool loop': async (_base, session) => {
    const heard: Message[] = []
    const replies = [
      { text: '', toolCalls: [{ id: '1', name: 'run_cod', input: {} }] },
      { text: '', toolCalls: [{ id: '2', name: 'run_code', input: { code: 'n = 6 * 7' } }] },
      { text: '', toolCalls: [{ id: '3', name: 'run_code', input: { code: 'n' } }] },
      { text: 'It is 42.', toolCalls: [] },
    ]
    const text = await answer(session, 'What is 6 times 7?', async (messages, tools) => {
      assert.ok(tools.some((tool) => tool.name === 'run_code'))
      heard.splice(0, heard.length, ...messages)
      return replies.shift() ?? assert.fail('asked again after the answer')
    })
    assert.equal(text, 'It is 42.')
    const read = heard.filter((message) => message.role === 'tool')
    assert.deepEqual(
      read.map(({ content, isError }) => [content[0]?.type === 'text' && content[0].text, isError]),
      [
        ['There is no tool "run_cod".', true],
        ['(no output)', false],
        ['42', false],
      ],
    )
  },
}

const base = await mkdtemp(path.join(tmpdir(), 'code-mode-patterns-'))
const session = await Session.open(base)
try {
  for (const [title, check] of Object.entries(patterns)) {
    await check(base, session)
    console.log(`✔ ${title}`)
  }
} finally {
  await session.close()
  await rm(base, { recursive: true, force: true })
}
