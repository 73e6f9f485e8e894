// Writes schemas/tool.schema.json from the schemas that definition files are checked against.
import { mkdir, writeFile } from 'node:fs/promises'

import { publishedToolSchema } from '../src/tools/definitions/definition-schemas.ts'

const folder = new URL('../schemas/', import.meta.url)
await mkdir(folder, { recursive: true })
await writeFile(
  new URL('tool.schema.json', folder),
  `${JSON.stringify(await publishedToolSchema(), undefined, 2)}\n`,
)
