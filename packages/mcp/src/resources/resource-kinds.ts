import type { ArtifactInfo, SessionApi } from '@code-mode/core'

/** One resource as it is listed. */
export interface ListedResource {
  readonly name: string
  readonly description: string
  readonly mimeType: string
  readonly size?: number
  /** Changes when the content does. */
  readonly revision: string
}

/** What is read: text as it is, or bytes in base64. */
export type ResourceContent = { readonly mimeType: string } & (
  | { readonly text: string }
  | { readonly blob: string }
)

/** A kind of thing that a session keeps, as resources `code-mode://<kind>/<name>`. */
export interface ResourceKind {
  readonly kind: string
  readonly title: string
  readonly description: string
  list(session: SessionApi, signal: AbortSignal): Promise<readonly ListedResource[]>
  /** @throws RangeError for what is too large */
  read(session: SessionApi, name: string, signal: AbortSignal): Promise<ResourceContent | undefined>
}

/** Of one resource, in bytes. Programs read larger artifacts piece by piece. */
export const MAX_RESOURCE_BYTES: number = 4_194_304

const PYTHON = 'text/x-python'

const BYTES = 'application/octet-stream'

/** For bytes, which say nothing of themselves: by the end of the name. */
const MIME_TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  gif: 'image/gif',
  html: 'text/html',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
}

export const RESOURCE_KINDS: readonly ResourceKind[] = [
  {
    kind: 'workflows',
    title: 'Workflows',
    description: 'Saved programs: the source of each.',
    list: async (session, signal) =>
      (await session.listWorkflows({ signal })).map(({ name, description, revision }) => ({
        name,
        description,
        revision: String(revision),
        mimeType: PYTHON,
      })),
    read: async (session, name, signal) => {
      const workflow = await session.getWorkflow(name, { signal })
      return workflow === undefined ? undefined : { mimeType: PYTHON, text: workflow.source }
    },
  },
  {
    kind: 'artifacts',
    title: 'Artifacts',
    description: `Saved values, of at most ${MAX_RESOURCE_BYTES / 1024 / 1024} MiB each.`,
    list: async (session, signal) =>
      (await session.listArtifacts({ signal })).map((info) => ({
        name: info.name,
        description: info.description,
        revision: String(info.revision),
        mimeType: mimeTypeOf(info),
        size: info.sizeBytes,
      })),
    read: readArtifact,
  },
]

async function readArtifact(
  session: SessionApi,
  name: string,
  signal: AbortSignal,
): Promise<ResourceContent | undefined> {
  const opened = await session.openArtifact(name, { signal })
  if (opened === undefined) return undefined
  const { info, data } = opened
  const pieces: Uint8Array[] = []
  let size = info.sizeBytes
  if (size <= MAX_RESOURCE_BYTES) {
    size = 0
    for await (const piece of data) {
      size += piece.length
      if (size > MAX_RESOURCE_BYTES) break
      pieces.push(Uint8Array.from(piece))
    }
  }
  if (size > MAX_RESOURCE_BYTES)
    throw new RangeError(
      `The artifact "${name}" has ${info.sizeBytes} bytes, a resource at most ${MAX_RESOURCE_BYTES}. Read parts of it with run_code: artifacts.load(${JSON.stringify(name)}).`,
    )
  const bytes = Buffer.concat(pieces)
  const mimeType = mimeTypeOf(info)
  const isText = info.format === 'text' || info.format === 'json'
  return isText ? { mimeType, text: bytes.toString('utf8') } : { mimeType, blob: bytes.toString('base64') }
}

function mimeTypeOf({ format, name }: ArtifactInfo): string {
  if (format === 'json') return 'application/json'
  if (format === 'text') return 'text/plain'
  if (format === 'payload') return BYTES
  return MIME_TYPES[/\.([a-z]+)$/iu.exec(name)?.[1]?.toLowerCase() ?? ''] ?? BYTES
}
