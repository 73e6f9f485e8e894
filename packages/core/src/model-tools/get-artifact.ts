import { CodeModeError } from '../errors/code-mode-error.ts'
import type { Value } from '../kernel/wire/value.ts'
import { didYouMean } from '../search/nearest-name.ts'
import { DEFAULT_MAX_CHARACTERS } from '../session/model-content.ts'
import type { ModelContent } from '../session/model-content.ts'
import { shorten } from '../session/shorten.ts'
import { defineModelTool } from './define-model-tool.ts'
import type { ModelToolEntry } from './define-model-tool.ts'
import { imageType } from './image-type.ts'
import { artifactLine } from './list-artifacts.ts'
import { valueText } from './value-text.ts'

/** Shows one saved value. */
export const getArtifact: ModelToolEntry = {
  name: 'get_artifact',
  define: (z) =>
    defineModelTool(z, {
      name: 'get_artifact',
      title: 'Get an artifact',
      description:
        'Read one saved value: as text, of which a long one is shortened, or as a picture. In run_code: artifacts.load("name").',
      input: z.strictObject({ name: z.string().describe('The name of the artifact.') }),
      output: z.looseObject({
        name: z.string(),
        format: z.string(),
        sizeBytes: z.number(),
        text: z.string(),
      }),
      run: async (session, { name }, { signal }) => {
        const options = signal === undefined ? {} : { signal }
        const artifact = await session.loadArtifact(name, options)
        if (artifact !== undefined) return artifact
        const names = (await session.listArtifacts(options)).map((info) => info.name)
        throw new CodeModeError({
          code: 'ARTIFACT_NOT_FOUND',
          message: `There is no artifact "${name}".${didYouMean(name, names)}`,
          details: { name },
        })
      },
      render: ({ info, value }): readonly ModelContent[] => {
        const heading = artifactLine(info)
        const mimeType = value instanceof Uint8Array ? imageType(value) : undefined
        if (value instanceof Uint8Array && mimeType !== undefined) {
          return [
            { type: 'text', text: heading },
            { type: 'image', data: Buffer.from(value).toString('base64'), mimeType },
          ]
        }
        return [{ type: 'text', text: `${heading}\n\n${preview(value)}` }]
      },
      structure: ({ info, value }) => ({ ...info, text: preview(value) }),
    }),
}

function preview(value: Value): string {
  if (value instanceof Uint8Array) return `(${value.length.toLocaleString('en-US')} bytes)`
  return shorten(typeof value === 'string' ? value : valueText(value), DEFAULT_MAX_CHARACTERS)
}
