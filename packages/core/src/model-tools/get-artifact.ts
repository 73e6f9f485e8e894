import { CodeModeError } from '../errors/code-mode-error.ts'
import type { Value } from '../kernel/wire/value.ts'
import { didYouMean } from '../search/nearest-name.ts'
import { DEFAULT_MAX_CHARACTERS } from '../session/model-content.ts'
import type { ModelContent } from '../session/model-content.ts'
import { shorten } from '../session/shorten.ts'
import type { ArtifactInfo } from '../storage/storage.ts'
import { defineModelTool } from './define-model-tool.ts'
import type { ModelToolEntry } from './define-model-tool.ts'
import { imageType } from './image-type.ts'
import { artifactLine } from './list-artifacts.ts'
import { valueText } from './value-text.ts'

/** A larger artifact is not read to show a part of it, in bytes. */
const MAX_PREVIEW_BYTES = 16_777_216
/** A larger picture is not shown, in bytes: what the interfaces of models take. */
const MAX_PICTURE_BYTES = 3_750_000

/** Shows one saved value. */
export const getArtifact: ModelToolEntry = {
  name: 'get_artifact',
  define: (z) =>
    defineModelTool(z, {
      name: 'get_artifact',
      title: 'Get an artifact',
      description:
        'Read one saved value: as text, of which a long one is shortened, or as a picture. All of it, and parts of it, in run_code: artifacts.load("name").',
      input: z.strictObject({ name: z.string().describe('The name of the artifact.') }),
      output: z.looseObject({
        name: z.string(),
        format: z.string(),
        sizeBytes: z.number(),
        text: z.string(),
      }),
      run: async (session, { name }, { signal }) => {
        const options = signal === undefined ? {} : { signal }
        const artifacts = await session.listArtifacts(options)
        const large = artifacts.find((info) => info.name === name && info.sizeBytes > MAX_PREVIEW_BYTES)
        if (large !== undefined) return { info: large, value: undefined }
        const artifact = await session.loadArtifact(name, options)
        if (artifact !== undefined) return artifact
        const names = artifacts.map((info) => info.name)
        throw new CodeModeError({
          code: 'ARTIFACT_NOT_FOUND',
          message: `There is no artifact "${name}".${didYouMean(name, names)}`,
          details: { name },
        })
      },
      render: ({ info, value }): readonly ModelContent[] => {
        const mimeType = value instanceof Uint8Array ? imageType(value) : undefined
        if (value instanceof Uint8Array && mimeType !== undefined && value.length <= MAX_PICTURE_BYTES) {
          return [
            { type: 'text', text: artifactLine(info) },
            { type: 'image', data: Buffer.from(value).toString('base64'), mimeType },
          ]
        }
        return [{ type: 'text', text: `${artifactLine(info)}\n\n${preview(info, value)}` }]
      },
      structure: ({ info, value }) => ({ ...info, text: preview(info, value) }),
    }),
}

/** A value that is too large to be read is undefined. */
function preview(info: ArtifactInfo, value: Value | undefined): string {
  if (value === undefined || value instanceof Uint8Array)
    return `(${info.sizeBytes.toLocaleString('en-US')} bytes) ${howToLoad(info)}`
  const whole = typeof value === 'string' ? value : valueText(value)
  const text = shorten(whole, DEFAULT_MAX_CHARACTERS)
  return text === whole
    ? text
    : `${text}\n\n[Shortened: it has ${whole.length.toLocaleString('en-US')} characters. ${howToLoad(info)}]`
}

function howToLoad(info: ArtifactInfo): string {
  return `In run_code: artifacts.load(${JSON.stringify(info.name)}); print or return the part you need.`
}
