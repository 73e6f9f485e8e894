import { CodeModeError } from '../errors/code-mode-error.ts'
import type { SessionApi, SessionProfile } from '../session/session-api.ts'
import type { ToolSummary } from '../tools/tool-summary.ts'
import { toolCatalogue } from './tool-catalogue.ts'

/** Clients cut descriptions, so what comes before the catalogue stands alone within this many characters. */
export const STANDALONE_CHARACTERS: number = 2_000

const LISTING_PATIENCE_MS = 300

/** What `run_code` is, for any session. */
export const RUN_CODE_GENERAL: string = `Run a Python program in a live interpreter that keeps variables, imports and functions from call to call. One program can call many tools, work on what they return in plain Python and show only what matters, so prefer one program to many steps.

How to work:
1. search: workflows.search("words of the task") finds saved programs
2. invoke: workflows.invoke("name", arg=...) when one fits
3. script: else tools.search("words"), help(tools.x.y), then call tools.<tool>.<function>(arg=...)
4. save: workflows.create(name="...", source="def run(arg: str): ...", description="...") once it worked; it runs with no variables of this session

At hand without import:
- tools: list(), search(query), tools.<tool>.<function>(...)
- workflows: search(query), list(), get(name), invoke(name, ...), create(name, source, description), delete(name)
- artifacts: save(name, data, description), load(name), list(), delete(name): values that outlive the session
- deps: add("pandas>=2"), list(), remove(name): Python packages

The last expression is the value, as in a notebook; print works too. Calls block and return plain data; asyncio.gather(tools.a.x(...), tools.b.y(...)) runs them in parallel; top-level await works.`

/**
 * The description of `run_code` for one session, made without starting its guest: the general part, what holds for
 * this session, and the tools it has.
 */
export async function describeRunCode(
  session: SessionApi,
  options: { readonly signal?: AbortSignal; readonly maxTokens?: number } = {},
): Promise<string> {
  const listing = session.listTools({
    unknownServers: 'leave',
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  let tools: readonly ToolSummary[] | undefined
  try {
    tools = await promptly(listing)
  } catch (error) {
    if (!CodeModeError.isInstance(error)) throw error
    // A mistake in a definition must not keep the rest of the session from the model.
    return `${describeSession(session.profile)}\n\nTools: none can be used until this is mended: ${error.message}`
  }
  return `${describeSession(session.profile)}\n\n${describeTools(tools, options.maxTokens)}`
}

function describeTools(tools: readonly ToolSummary[] | undefined, maxTokens: number | undefined): string {
  if (tools === undefined)
    return 'Tools: still being asked for; tools.list() and tools.search("words") show them.'
  const catalogue = toolCatalogue(tools, maxTokens === undefined ? {} : { maxTokens })
  // Servers that are starting for the first time add theirs later.
  return catalogue === ''
    ? 'Tools: none known yet; tools.list() shows what there is.'
    : `Tools:\n${catalogue}`
}

/** A source made by the application may take its time; a client that connects must not wait for it. */
async function promptly<Value>(work: Promise<Value>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, LISTING_PATIENCE_MS, undefined)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    // When it comes too late, what becomes of it is told to who lists the tools next.
    work.catch(() => {})
  }
}

/** The part that stands alone. */
export function describeSession(profile: SessionProfile): string {
  const seconds = profile.timeoutMs / 1000
  const sentences = [
    `Time limit: ${seconds} s a run (timeout_seconds changes it); then it is interrupted and variables stay.`,
    profile.network === 'none'
      ? 'Network: none from the program itself; tools have theirs.'
      : "Network: the host's.",
    'Files: the working directory belongs to this session; keep results as artifacts.',
    ...(profile.allowRuntimeDeps ? [] : ['Packages are fixed: deps.add is refused.']),
    ...profile.notes,
  ]
  let text = `${RUN_CODE_GENERAL}\n`
  for (const sentence of sentences) {
    if (text.length + sentence.length + 1 <= STANDALONE_CHARACTERS) text += `\n${sentence}`
  }
  return text
}
