import type { ArtifactInfo } from '../storage/storage.ts'
import { defineModelTool } from './define-model-tool.ts'
import type { ModelToolEntry } from './define-model-tool.ts'

/** Lists the saved values. */
export const listArtifacts: ModelToolEntry = {
  name: 'list_artifacts',
  define: (z) =>
    defineModelTool(z, {
      name: 'list_artifacts',
      title: 'List artifacts',
      description: 'List the saved values with size and description. Starts no interpreter.',
      input: z.strictObject({}),
      output: z.looseObject({
        artifacts: z.array(
          z.looseObject({
            name: z.string(),
            format: z.string(),
            description: z.string(),
            sizeBytes: z.number(),
          }),
        ),
      }),
      run: async (session, _input, { signal }) => ({
        artifacts: await session.listArtifacts(signal === undefined ? {} : { signal }),
      }),
      render: ({ artifacts }) => artifacts.map(artifactLine).join('\n') || 'No artifacts are saved yet.',
      structure: (output) => output,
    }),
}

/** One artifact on one line. */
export function artifactLine(info: ArtifactInfo): string {
  return `${info.name} (${info.format}, ${info.sizeBytes.toLocaleString('en-US')} bytes)${info.description === '' ? '' : `: ${info.description}`}`
}
