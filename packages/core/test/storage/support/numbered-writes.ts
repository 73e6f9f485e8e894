import type { Storage } from '../../../src/storage/storage.ts'

/** One write of a sequence that two processes know: each carries its number in all of its parts. */
export type NumberedWrite = {
  readonly kind: 'artifact' | 'workflow' | 'requirements'
  readonly name: string
  readonly deletes: boolean
}

export function numberedWrite(number: number): NumberedWrite {
  const step = number % 10
  const turn = Math.trunc(number / 10)
  if (step < 4) return { kind: 'artifact', name: `a${number % 4}`, deletes: false }
  if (step === 4) return { kind: 'artifact', name: `a${turn % 4}`, deletes: true }
  if (step < 8) return { kind: 'workflow', name: `w${number % 2}`, deletes: false }
  if (step === 8) return { kind: 'workflow', name: `w${turn % 2}`, deletes: true }
  return { kind: 'requirements', name: 'requirements', deletes: false }
}

export async function doNumberedWrite(storage: Storage, number: number): Promise<void> {
  const { kind, name, deletes } = numberedWrite(number)
  if (kind === 'requirements') await storage.requirements.replace([`a==${number}`, `b==${number}`])
  else if (kind === 'artifact' && deletes) await storage.artifacts.delete(name)
  else if (kind === 'workflow' && deletes) await storage.workflows.delete(name)
  else if (kind === 'workflow') {
    const source = `def run(): return "${`${number} `.repeat(2000)}"\n`
    await storage.workflows.put({ name, language: 'python', source })
  } else {
    const data = new TextEncoder().encode(`${number} `.repeat(20_000))
    await storage.artifacts.put({
      name,
      format: 'text',
      data,
      description: `number ${number}`,
      metadata: { number },
    })
  }
}

/** The one number that a text is made of; throws where it is half of one and half of another. */
export function onlyNumber(text: string): number {
  const numbers = new Set(text.match(/\d+/gu))
  if (numbers.size !== 1) throw new Error(`Mixed or empty: ${[...numbers].join(', ')}`)
  return Number([...numbers][0])
}
