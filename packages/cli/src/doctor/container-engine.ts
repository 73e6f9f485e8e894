import { stat } from 'node:fs/promises'
import { request } from 'node:http'
import { homedir } from 'node:os'
import path from 'node:path'
import { json } from 'node:stream/consumers'
import { type Check, type Finding, guarded } from './finding.ts'

/** An engine on this machine answers at once, or not at all. In milliseconds. */
const ANSWER_MS = 2_000
const NAME = 'container engine'

/** Whether Docker or Podman answers. None is needed: sessions run as processes. */
export const containerEngine: Check = guarded(NAME, async ({ env, signal }) => {
  const findings: Finding[] = []
  for (const socket of socketPaths(env)) {
    const isThere = await stat(socket).then(
      (entry) => entry.isSocket(),
      () => false,
    )
    if (isThere) findings.push(await ask(socket, signal))
  }
  if (findings.length > 0) return findings
  return [
    { name: NAME, status: 'ok', message: 'none was found, and none is needed: sessions run as processes' },
  ]
})

/** Where engines listen, the one that the environment names first. */
function socketPaths(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const {
    DOCKER_HOST: named = '',
    CONTAINER_HOST: other = '',
    XDG_RUNTIME_DIR: runtime,
    HOME: home = homedir(),
  } = env
  const given = [named, other]
    .filter((host) => host.startsWith('unix://'))
    .map((host) => host.slice('unix://'.length))
  // What is said stands alone, as for the engine's own command line.
  if (given.length > 0) return given
  return [
    '/var/run/docker.sock',
    '/run/podman/podman.sock',
    path.join(home, '.docker/run/docker.sock'),
    ...(runtime === undefined
      ? []
      : [path.join(runtime, 'docker.sock'), path.join(runtime, 'podman/podman.sock')]),
  ]
}

async function ask(socket: string, signal: AbortSignal): Promise<Finding> {
  try {
    const { Version, Platform } = await version(socket, signal)
    if (Version === undefined) throw new Error('It answered, but not as a container engine does.')
    const engine = [Platform?.Name, Version].filter(Boolean).join(' ')
    return {
      name: NAME,
      status: 'ok',
      message: `${engine} at ${socket}; sessions in containers are not built yet`,
    }
  } catch (error) {
    signal.throwIfAborted()
    return {
      name: NAME,
      status: 'warning',
      message: `${socket} does not answer: ${(error as Error).message}`,
      remedy: 'Start the engine, or give this user access to its socket. Sessions run without it.',
    }
  }
}

interface EngineVersion {
  readonly Version?: string
  readonly Platform?: { readonly Name?: string }
}

/** `GET /version` of the engine's HTTP API, which Docker and Podman share. */
async function version(socket: string, signal: AbortSignal): Promise<EngineVersion> {
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    request({
      socketPath: socket,
      path: '/version',
      headers: { host: 'localhost' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    })
      .on('response', resolve)
      .on('error', reject)
      .end()
  })
  return (await json(response)) as EngineVersion
}
