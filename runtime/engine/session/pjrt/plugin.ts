import koffi, { type LibraryHandle } from "koffi"
import { loadLibrary } from "../native/loadLibrary.ts"
import { NoPlugin, PjrtFailure } from "./failure.ts"
import { type FieldOf, type FunctionName, functions } from "./functions.ts"
import { type Pointer, structOf, textAt, wordsAt } from "./memory.ts"

type Native = ((words: BigUint64Array) => Pointer | null) & {
  readonly async: (
    words: BigUint64Array,
    done: (failed: Error | null, result: Pointer | null) => void,
  ) => void
}

type Given<Name extends FunctionName> = Readonly<Partial<Record<FieldOf<Name>, bigint | number>>>

/** The fields of a function's arguments after it was called. */
type Told<Name extends FunctionName> = (field: FieldOf<Name>) => bigint

// A plugin takes structs that are longer than those it knows, and none that are shorter.
const spare = Array<number>(16).fill(0)

/** A loaded PJRT plugin: calls functions of its PJRT_Api by their names and the names of their fields. */
export class Plugin {
  readonly file: string
  /** Of the C API, such as `0.115`. */
  readonly version: string
  readonly #api: Pointer
  readonly #known: number
  readonly #functions = new Map<FunctionName, Native>()
  /** Kept: were it collected, the library would be unmapped under the running process. */
  readonly library: LibraryHandle

  /** Throws where the file cannot be loaded, is no plugin or does not start. */
  constructor(file: string) {
    this.file = file
    this.library = loadLibrary(file)
    const api: Pointer | null = this.#entry()()
    if (api === null) throw new NoPlugin(`${file} has no PJRT API`)
    this.#api = api
    // struct_size, extension_start, { struct_size, extension_start, int major, int minor }, functions
    this.version = `${koffi.decode(api, 32, "int")}.${koffi.decode(api, 36, "int")}`
    this.#known = Number(wordsAt(api, 1)[0]) / 8 - 5
    this.call("Plugin_Initialize", {})
  }

  #entry(): () => Pointer | null {
    try {
      return this.library.func("void *GetPjrtApi()")
    } catch {
      throw new NoPlugin(`${this.file} is no PJRT plugin: it does not export GetPjrtApi`)
    }
  }

  #native(name: FunctionName): Native {
    const found = this.#functions.get(name)
    if (found !== undefined) return found
    const [at] = functions[name]
    const address = at < this.#known ? wordsAt(this.#api, 6 + at)[5 + at]! : 0n
    if (address === 0n)
      throw new NoPlugin(`${this.file} (PJRT ${this.version}) lacks PJRT_${name}: it is too old`)
    const native: Native = koffi.decode(address, koffi.proto("void *", ["void *"]))
    this.#functions.set(name, native)
    return native
  }

  #prepared<Name extends FunctionName>(name: Name, given: Given<Name>) {
    const [, ...fields]: readonly [number, ...string[]] = functions[name]
    const values = new Map<string, bigint | number | undefined>(Object.entries(given))
    const words = structOf([...fields.map((field) => values.get(field) ?? 0), ...spare])
    const told: Told<Name> = (field) => words[2 + fields.indexOf(field)]!
    return { words, told }
  }

  #called<Name extends FunctionName>(name: Name, given: Given<Name>) {
    const { words, told } = this.#prepared(name, given)
    return { error: this.#native(name)(words), told }
  }

  /** Calls a function; throws what it answers as a failure. */
  call<Name extends FunctionName>(name: Name, given: Given<Name>): Told<Name> {
    const { error, told } = this.#called(name, given)
    this.#check(error)
    return told
  }

  /** The same on a thread of libuv's pool. What `keep` holds stays reachable until it is done. */
  async callAsync<Name extends FunctionName>(
    name: Name,
    given: Given<Name>,
    keep: readonly unknown[] = [],
  ): Promise<Told<Name>> {
    const { words, told } = this.#prepared(name, given)
    const native = this.#native(name)
    const error = await new Promise<Pointer | null>((resolve, reject) =>
      native.async(words, (failed, result) => {
        // Named here, so that the closure, and with it the arrays, lives until the end.
        void keep.length
        if (failed === null) resolve(result)
        else reject(failed)
      }),
    )
    this.#check(error)
    return told
  }

  /** Waits for an event on another thread and frees it; rejects with the failure that it carries. */
  async ended(event: Pointer, keep: readonly unknown[] = []): Promise<void> {
    try {
      await this.callAsync("Event_Await", { event }, keep)
    } finally {
      this.call("Event_Destroy", { event })
    }
  }

  /** The text that a function tells of an object. */
  text(
    name: "Client_PlatformName" | "Client_PlatformVersion" | "DeviceDescription_Kind",
    of: Pointer,
  ): string {
    const told = this.call(name, { of })
    return textAt(told("text"), told("length"))
  }

  #check(error: Pointer | null): void {
    if (error === null || error === 0n) return
    const { told: message } = this.#called("Error_Message", { error })
    const { told } = this.#called("Error_GetCode", { error })
    const code = Number(BigInt.asUintN(32, told("code")))
    const failure = new PjrtFailure(code, textAt(message("text"), message("length")))
    this.#called("Error_Destroy", { error })
    throw failure
  }
}
