import type { JsonValue } from '../kernel/json.ts'
import { pythonString } from './python-string.ts'
import { childrenOf, type SyntaxNode, textOf } from './syntax-tree.ts'

const brackets = new Set(['(', ')', '[', ']', '{', '}', ',', ':', 'Comment'])

/** The value of a literal, if plain data can say it; `undefined` for everything that would have to be executed. */
export function pythonLiteral(node: SyntaxNode, source: string): JsonValue | undefined {
  const text = textOf(node, source)
  switch (node.name) {
    case 'None':
      return null
    case 'Boolean':
      return text === 'True'
    case 'Number':
      return pythonNumber(text)
    case 'String':
      return pythonString(text)
    case 'ContinuedString': {
      const parts = childrenOf(node)
        .filter(({ name }) => name !== 'Comment')
        .map((part) => pythonString(textOf(part, source)))
      return parts.includes(undefined) ? undefined : parts.join('')
    }
    case 'UnaryExpression': {
      const [sign, operand] = childrenOf(node)
      const value = operand === undefined ? undefined : pythonLiteral(operand, source)
      if (sign === undefined || typeof value !== 'number' || operand?.name !== 'Number') return undefined
      const operator = textOf(sign, source)
      return operator === '-' ? -value : operator === '+' ? value : undefined
    }
    case 'ParenthesizedExpression': {
      const inner = itemsOf(node)
      return inner.length === 1 && inner[0] !== undefined ? pythonLiteral(inner[0], source) : undefined
    }
    case 'ArrayExpression':
    case 'TupleExpression':
      return list(itemsOf(node), source)
    case 'DictionaryExpression':
      return dictionary(itemsOf(node), source)
    default:
      return undefined
  }
}

function itemsOf(node: SyntaxNode): readonly SyntaxNode[] {
  return childrenOf(node).filter(({ name }) => !brackets.has(name))
}

function pythonNumber(text: string): number | undefined {
  const plain = text.replaceAll('_', '')
  const value = /^0[0-9]+$/u.test(plain) ? Number.parseInt(plain, 10) : Number(plain)
  const integer = /^(?:\d+|0[xob].+)$/iu.test(plain)
  // Beyond this JavaScript would show another number than the one written.
  return Number.isFinite(value) && (!integer || Number.isSafeInteger(value)) ? value : undefined
}

function list(items: readonly SyntaxNode[], source: string): JsonValue | undefined {
  const values: JsonValue[] = []
  for (const item of items) {
    const value = pythonLiteral(item, source)
    if (value === undefined) return undefined
    values.push(value)
  }
  return values
}

function dictionary(items: readonly SyntaxNode[], source: string): JsonValue | undefined {
  if (items.length % 2 !== 0) return undefined
  const entries: [string, JsonValue][] = []
  for (let index = 0; index < items.length; index += 2) {
    const [keyNode, valueNode] = [items[index], items[index + 1]]
    const key = keyNode && pythonLiteral(keyNode, source)
    const value = valueNode && pythonLiteral(valueNode, source)
    if (typeof key !== 'string' || value === undefined) return undefined
    entries.push([key, value])
  }
  return Object.fromEntries(entries)
}
