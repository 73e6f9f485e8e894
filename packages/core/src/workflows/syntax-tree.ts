type PythonParser = (typeof import('@lezer/python'))['parser']
/** A tree of Python source. */
export type SyntaxTree = ReturnType<PythonParser['parse']>
/** A node of a {@link SyntaxTree}. */
export type SyntaxNode = SyntaxTree['topNode']

/** Parses Python without executing it. Never fails: what is no Python becomes an error node. */
export async function parsePython(source: string): Promise<SyntaxTree> {
  const { parser } = await import('@lezer/python')
  return parser.parse(source)
}

/** The direct children of a node, in order. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child)
  return children
}

/** The text of a node. */
export function textOf(node: SyntaxNode, source: string): string {
  return source.slice(node.from, node.to)
}

/** The line of a position, from 1. */
export function lineAt(source: string, position: number): number {
  return source.slice(0, position).split(/\r\n|\r|\n/u).length
}
