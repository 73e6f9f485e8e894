/**
 * Two agents on one folder: the first writes a program and saves it, the second finds it by the words of its task and
 * runs it with other arguments. The second one's session, interpreter and process of thought are new.
 *
 * Replies come from a script. With AI_GATEWAY_API_KEY set, a real model takes both parts; MODEL names it.
 */
import { codeModeTools, contentText, Session } from '@code-mode/ai-sdk'
import { generateText, stepCountIs } from 'ai'
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { scriptedModel } from './scripted-model.ts'
import type { Reply } from './scripted-model.ts'

const SOURCE = `
def run(text: str, top: int = 3) -> list:
    """Count the words of a text and give the most frequent ones."""
    import collections, re
    return collections.Counter(re.findall(r"[a-z]+", text.lower())).most_common(top)
`

const FIRST: readonly Reply[] = [
  { tool: 'search_workflows', input: { query: 'most frequent words of a text' } },
  { tool: 'run_code', input: { code: `${SOURCE}\nrun("the cat and the dog and the bird", top=2)` } },
  { tool: 'create_workflow', input: { name: 'frequent_words', source: SOURCE } },
  'The words are "the" (3) and "and" (2). I saved the program as frequent_words.',
]
const SECOND: readonly Reply[] = [
  { tool: 'search_workflows', input: { query: 'count words' } },
  {
    tool: 'run_code',
    input: { code: 'workflows.invoke("frequent_words", text="to be or not to be", top=1)' },
  },
  'The most frequent word is "to".',
]

const isScripted = process.env['AI_GATEWAY_API_KEY'] === undefined

/** One agent with a session of its own; gives what it said and which tools it called. */
async function agent(base: string, prompt: string, replies: readonly Reply[]) {
  const session = await Session.open(base)
  try {
    const { text, steps } = await generateText({
      model: isScripted ? scriptedModel(...replies) : (process.env['MODEL'] ?? 'anthropic/claude-sonnet-4.5'),
      tools: await codeModeTools({ session }),
      stopWhen: stepCountIs(12),
      prompt: `${prompt} Search the saved workflows first, and save a program that will be of use again.`,
    })
    const results = steps.flatMap((step) => step.staticToolResults)
    for (const { toolName, output } of results) {
      console.log(`${toolName}: ${contentText(output.content)}`)
    }
    console.log(`${text}\n`)
    return { text, results }
  } finally {
    await session.close()
  }
}

const base = await mkdtemp(path.join(tmpdir(), 'code-mode-workflow-reuse-'))
try {
  const first = await agent(
    base,
    'What are the two most frequent words of "the cat and the dog and the bird"?',
    FIRST,
  )
  const saved = first.results.find(({ toolName }) => toolName === 'create_workflow')
  assert.equal(saved?.output.isError, false, 'the first agent saves its program')

  const second = await agent(base, 'Which word is most frequent in "to be or not to be"?', SECOND)
  const [found] = second.results
  assert.equal(found?.toolName, 'search_workflows')
  const names = found.output.structured?.workflows.map(({ name }) => name)
  assert.equal(names?.length, 1, 'the second agent finds the program of the first')
  assert.ok(
    second.results.every(({ toolName }) => toolName !== 'create_workflow'),
    'and need not write it again',
  )
  if (isScripted) {
    assert.deepEqual(names, ['frequent_words'])
    const ran = second.results[1]
    assert.deepEqual(ran?.output.structured, { ...ran?.output.structured, ok: true, value: [['to', 2]] })
  }
} finally {
  await rm(base, { recursive: true, force: true })
}
