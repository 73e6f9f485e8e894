import type { ZodType } from 'zod'

import { commonSchemas } from './common-schemas.ts'
import type { Zod } from './common-schemas.ts'
import type { CliFile } from './definition.ts'

/** The most that a call may print: a larger value could not be carried to the guest. */
const MAX_OUTPUT_MB = 64

/** The shape of the YAML file of a program. */
export function cliSchema(z: Zod): ZodType<CliFile> {
  const { text, timeout, tags, strings, list } = commonSchemas(z)
  const literal = z.union([z.string(), z.number()])
  const preset = z.union([z.string(), z.number(), z.boolean(), z.array(literal)])
  const isRequired = z.boolean().meta({ description: 'Whether a call must give it.' }).optional()
  const argument = {
    description: z.string().optional(),
    required: isRequired,
    enum: z.array(literal).min(1).meta({ description: 'The only values allowed.' }).optional(),
    default: preset
      .meta({ description: 'What the program itself assumes. Shown to the agent, never passed.' })
      .optional(),
    allow_option_like: z
      .boolean()
      .meta({ description: 'Let values that begin with - through as arguments of their own.' })
      .optional(),
  }
  const option = z.strictObject({
    type: z.enum(['string', 'integer', 'number', 'boolean', 'array']).default('string'),
    short: z
      .string()
      .regex(/^[A-Za-z0-9]$/, 'must be one letter or digit, without the dash')
      .meta({ description: 'One letter or digit: the program gets -s instead of --name.' })
      .optional(),
    flag: z
      .string()
      .regex(/^--?[A-Za-z0-9][\w.:-]*$/, 'must be an option with its dashes, for instance --no-color')
      .meta({ description: 'The whole spelling, where it is not --name.' })
      .optional(),
    join: z
      .enum(['=', ':', ''])
      .meta({ description: 'Pass option and value as one argument with this between them: --name=value.' })
      .optional(),
    ...argument,
  })
  const positional = z.strictObject({
    name: text('As agent code writes it: an identifier.'),
    type: z.enum(['string', 'integer', 'number', 'array']).default('string'),
    ...argument,
  })
  const stdin = z
    .strictObject({
      name: text('As agent code writes it: an identifier.'),
      description: z.string().optional(),
      required: isRequired,
    })
    .meta({ description: 'An argument, a text or bytes, that the program reads from its standard input.' })
  const settings = {
    timeout,
    cwd: text('Its working directory; relative to the folder of this file.').optional(),
    env: strings('Environment variables on top of those of the host. ${NAME} stands for one of the host.'),
    output: z
      .enum(['text', 'json', 'lines', 'bytes'])
      .meta({ description: 'What its standard output becomes. The default is text.' })
      .optional(),
    ok_exit_codes: z
      .array(z.int().min(0).max(255))
      .min(1)
      .meta({ description: 'Exit codes that are no failure. The default is [0].' })
      .optional(),
    max_output_mb: z
      .number()
      .positive()
      .max(MAX_OUTPUT_MB)
      .meta({ description: `The most it may print, in MiB. The default is ${MAX_OUTPUT_MB}.` })
      .optional(),
  }
  const recipe = z.strictObject({
    description: z.string().optional(),
    args: list('Fixed arguments after those of the tool, for instance a subcommand.'),
    preset: z.record(z.string(), preset).meta({ description: 'Values that this recipe sets.' }).optional(),
    params: z
      .record(
        z.string(),
        z.strictObject({
          type: z
            .string()
            .meta({ description: 'Only for readers: the type is that of the schema.' })
            .optional(),
          description: z.string().optional(),
          required: z.boolean().optional(),
          default: preset.meta({ description: 'What is passed when a call does not say.' }).optional(),
        }),
      )
      .meta({
        description:
          'The arguments a call may give. Without it all of the schema; empty all, or none beside args.',
      })
      .optional(),
    ...settings,
  })
  return z.strictObject({
    type: z.literal('cli').optional(),
    name: text('As agent code writes it: an identifier.'),
    description: z.string().meta({ description: 'What it is for, for the agent.' }).optional(),
    command: text(
      'A program on the PATH, or a path. Never a shell line. The default is the name.',
    ).optional(),
    args: list('Fixed arguments before all others, for instance a subcommand.'),
    tags,
    ...settings,
    schema: z
      .strictObject({
        options: z.record(z.string(), option).optional(),
        positional: z.array(positional).optional(),
        separator: z
          .boolean()
          .meta({ description: 'Put -- in front of the positional arguments.' })
          .optional(),
        stdin: stdin.optional(),
      })
      .optional(),
    recipes: z.record(z.string(), recipe).optional(),
  })
}
