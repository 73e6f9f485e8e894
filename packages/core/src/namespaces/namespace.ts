import type { CallReply, GuestCall } from '../kernel/guest-call.ts'

/** One method that agent code or the guest runtime may call. */
export type NamespaceMethod = (call: GuestCall) => Promise<CallReply>

/** What a guest reaches under one name. */
export interface Namespace {
  /** The method of that name, or undefined. */
  method(name: string): NamespaceMethod | undefined
  /** For error texts. */
  readonly methodNames: readonly string[]
}

/** A namespace whose methods are fixed. */
export function fixedNamespace(methods: Readonly<Record<string, NamespaceMethod>>): Namespace {
  const table = new Map(Object.entries(methods))
  return { method: (name) => table.get(name), methodNames: [...table.keys()] }
}
