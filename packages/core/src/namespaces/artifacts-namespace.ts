import { CodeModeError } from '../errors/code-mode-error.ts'
import type { Value } from '../kernel/wire/value.ts'
import { didYouMean } from '../search/nearest-name.ts'
import type { ArtifactFormat, ArtifactInfo, ArtifactStore } from '../storage/storage.ts'
import { bindArguments } from './bind-arguments.ts'
import { fixedNamespace, type Namespace } from './namespace.ts'

const FORMATS: readonly ArtifactFormat[] = ['json', 'text', 'bytes', 'payload']
const NAME = { name: { type: 'text' } } as const

/** `artifacts.*`: data passes through unparsed, both ways. */
export function artifactsNamespace(store: ArtifactStore): Namespace {
  return fixedNamespace({
    async save(call) {
      const { name, format, description, metadata } = bindArguments(
        'artifacts.save',
        {
          name: { type: 'text' },
          format: { type: 'text' },
          description: { type: 'text', default: '' },
          metadata: { type: 'record', default: {} },
        },
        await call.arguments(),
      )
      const known = FORMATS.find((one) => one === format)
      if (known === undefined)
        throw new CodeModeError({
          code: 'ARGUMENTS_INVALID',
          message: `Unknown artifact format "${format}".`,
        })
      const info = await store.put(
        { name, format: known, description, metadata, data: call.attachment() },
        { signal: call.signal },
      )
      return { value: artifactRecord(info) }
    },
    async load(call) {
      const { name } = bindArguments('artifacts.load', NAME, await call.arguments())
      const found = await store.open(name, { signal: call.signal })
      if (found === undefined) throw await missing(store, name)
      return { value: artifactRecord(found.info), attachment: found.data }
    },
    async list(call) {
      bindArguments('artifacts.list', {}, await call.arguments())
      return { value: (await store.list({ signal: call.signal })).map(artifactRecord) }
    },
    async get(call) {
      const { name } = bindArguments('artifacts.get', NAME, await call.arguments())
      const info = await store.get(name, { signal: call.signal })
      return { value: info === undefined ? null : artifactRecord(info) }
    },
    async exists(call) {
      const { name } = bindArguments('artifacts.exists', NAME, await call.arguments())
      return { value: (await store.get(name, { signal: call.signal })) !== undefined }
    },
    async delete(call) {
      const { name } = bindArguments('artifacts.delete', NAME, await call.arguments())
      return { value: await store.delete(name, { signal: call.signal }) }
    },
  })
}

/** How an artifact reads to agent code and to a model. */
export function artifactRecord(info: ArtifactInfo): Record<string, Value> {
  return {
    name: info.name,
    format: info.format,
    description: info.description,
    metadata: info.metadata as Value,
    size_bytes: info.sizeBytes,
    digest: info.digest,
    created_at: info.createdAt,
  }
}

async function missing(store: ArtifactStore, name: string): Promise<CodeModeError> {
  const names = (await store.list()).map((info) => info.name)
  return new CodeModeError({
    code: 'ARTIFACT_NOT_FOUND',
    message: `There is no artifact "${name}".${didYouMean(name, names)}`,
    details: { name },
  })
}
