/** What is used of WebAssembly's interface: Node has it, its types do not. */
declare global {
  namespace WebAssembly {
    class Memory {
      constructor(size: {
        readonly initial: number
        readonly maximum: number
        readonly shared: true
      })
      readonly buffer: SharedArrayBuffer
    }
    class Module {
      constructor(bytes: Uint8Array)
      readonly [Symbol.toStringTag]: string
    }
    class Instance {
      constructor(module: Module, imports: { readonly shared: { readonly memory: Memory } })
      readonly exports: Readonly<Record<string, (...args: readonly number[]) => void>>
    }
  }
}

/** Memory that threads and the graph have in common. */
export type SharedMemory = WebAssembly.Memory
