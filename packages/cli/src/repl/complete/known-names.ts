import type { SessionApi } from '@code-mode/core'
import { parameterNames } from './parameter-names.ts'

export interface KnownCallable {
  /** `null` is the tool itself. */
  readonly name: string | null
  readonly parameters: readonly string[]
}

/** All that completion knows of a session. */
export interface KnownNames {
  readonly tools: readonly { readonly name: string; readonly callables: readonly KnownCallable[] }[]
  readonly workflows: readonly { readonly name: string; readonly parameters: readonly string[] }[]
  readonly artifacts: readonly string[]
  readonly deps: readonly string[]
}

export const NO_NAMES: KnownNames = { tools: [], workflows: [], artifacts: [], deps: [] }

/** Asks the session, on the host and without starting a guest. What cannot be listed is left out. */
export async function knownNames(session: SessionApi): Promise<KnownNames> {
  const [tools, workflows, artifacts, deps] = await Promise.all([
    orNone(session.listTools({ unknownServers: 'start' })),
    orNone(session.listWorkflows()),
    orNone(session.listArtifacts()),
    orNone(session.listDeps()),
  ])
  return {
    tools: tools.map(({ name, callables }) => ({
      name,
      callables: callables.map((one) => ({ name: one.name, parameters: parameterNames(one.signature) })),
    })),
    workflows: workflows.map(({ name, parameters }) => ({
      name,
      parameters: parameters.filter((one) => one.variadic === undefined).map((one) => one.name),
    })),
    artifacts: artifacts.map(({ name }) => name),
    deps: deps.map((requirement) => /^[\w.-]+/u.exec(requirement)?.[0] ?? requirement),
  }
}

async function orNone<Item>(list: Promise<readonly Item[]>): Promise<readonly Item[]> {
  return await list.catch(() => [])
}
