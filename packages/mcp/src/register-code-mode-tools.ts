import { modelTools } from '@code-mode/core'
import type { ModelTool, SessionApi } from '@code-mode/core'
import type { McpServer, RegisteredTool } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { RequestExtra } from './progress.ts'
import { registerModelTool } from './register-model-tool.ts'

/** One session for all requests, or one chosen for each request (by `sessionId` or `authInfo` of the transport). */
export type SessionChoice =
  | { readonly session: SessionApi; readonly sessionFor?: never; readonly describedBy?: never }
  | {
      readonly sessionFor: (extra: RequestExtra) => SessionApi | Promise<SessionApi>
      readonly session?: never
      /** A session like those chosen, from which the descriptions are made. @defaultValue none: they leave out what only one session has */
      readonly describedBy?: SessionApi
    }

export type RegisterOptions = SessionChoice & {
  /** Names of the model tools to register. @defaultValue all of them */
  readonly include?: readonly string[]
}

/**
 * Tool servers whose list is not known are started this long after the client could ask for ours, so that its start is
 * answered first. In milliseconds.
 */
const BACKGROUND_START_MS = 1_000

/**
 * Adds the model tools to an existing server, beside its own tools. The sessions stay the caller's to close.
 *
 * @returns a function that stops following changes of the session's tools.
 * @throws TypeError when `include` has an unknown name.
 */
export async function registerCodeModeTools(
  server: McpServer,
  options: RegisterOptions,
): Promise<() => void> {
  return registerTools(server, options, () => {})
}

/** The same, and `onCalled` follows each call that may have changed what the session keeps. */
export async function registerTools(
  server: McpServer,
  options: RegisterOptions,
  onCalled: (session: SessionApi) => void,
): Promise<() => void> {
  const { include } = options
  const session = options.session ?? options.describedBy
  const wanted = include === undefined ? {} : { include }
  const list = async (): Promise<readonly ModelTool[]> =>
    await modelTools(session === undefined ? wanted : { session, ...wanted })
  const choose = sessionChooser(options)
  const registered = new Map(
    (await list()).map((tool) => [tool.name, registerModelTool(server, tool, choose, onCalled)]),
  )
  if (session === undefined) return () => {}
  const refresh = (): void => void list().then((tools) => updateDescriptions(registered, tools), ignore)
  const unfollow = session.onToolsChange(refresh)
  const background = setTimeout(
    () => void session.listTools({ unknownServers: 'start' }).then(refresh, ignore),
    BACKGROUND_START_MS,
  )
  background.unref()
  return () => {
    clearTimeout(background)
    unfollow()
  }
}

/** Gives the session of each request. */
export function sessionChooser({
  session,
  sessionFor,
}: SessionChoice): (extra: RequestExtra) => SessionApi | Promise<SessionApi> {
  return session === undefined ? sessionFor : () => session
}

/** Sends `tools/list_changed` only where a client would see a difference. */
function updateDescriptions(
  registered: ReadonlyMap<string, RegisteredTool>,
  tools: readonly ModelTool[],
): void {
  for (const { name, description } of tools) {
    const tool = registered.get(name)
    if (tool !== undefined && tool.description !== description) tool.update({ description })
  }
}

/** The descriptions stay as they were when the tools cannot be listed; the next listing by a model says why. */
function ignore(): void {}
