import type * as zod from 'zod'

/** The library, handed in because it is loaded at the first definition only. */
export type Zod = typeof zod

const MAX_TIMEOUT_SECONDS = 86_400

/** Parts that the definitions of programs and of servers share. */
export interface CommonSchemas {
  readonly text: (description: string) => zod.ZodString
  readonly timeout: zod.ZodOptional<zod.ZodNumber>
  readonly tags: zod.ZodOptional<zod.ZodArray<zod.ZodString>>
  readonly strings: (description: string) => zod.ZodOptional<zod.ZodRecord<zod.ZodString, zod.ZodString>>
  readonly list: (description: string) => zod.ZodOptional<zod.ZodArray<zod.ZodString>>
}

export function commonSchemas(z: Zod): CommonSchemas {
  return {
    text: (description) => z.string().min(1).meta({ description }),
    timeout: z
      .number()
      .positive()
      .max(MAX_TIMEOUT_SECONDS)
      .meta({ description: 'Time limit of one call, in seconds. The default is 60.' })
      .optional(),
    tags: z.array(z.string().min(1)).meta({ description: 'Words to group and find tools by.' }).optional(),
    strings: (description) => z.record(z.string(), z.string()).meta({ description }).optional(),
    list: (description) => z.array(z.string()).meta({ description }).optional(),
  }
}
