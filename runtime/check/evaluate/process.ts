/**
 * The process that evaluates an experiment file: loaded before the file, it traces the language's
 * constructors, watches the time and the memory, and writes what the file came to into a file of its
 * own, named by the environment.
 */
import { writeFileSync } from "node:fs"
import { registerHooks } from "node:module"
import { fileURLToPath } from "node:url"
import { serialize } from "node:v8"
import * as language from "../../../dsl/index.ts"
import { reachedFile, unwritten, type Answer, type Odd } from "./answer.ts"
import { telling, told } from "./telling.ts"
import { callsAround, isAuthors, thrownAt, type Position } from "../../faults/authorsPositions.ts"
import { thrownInWords } from "../../faults/thrownValue.ts"
import { packageThread } from "../../files/packageThread.ts"
import { isRecord, keepOrders } from "./orders.ts"
import { inWords, likeTargetsIn, plainCopier, promisesIn, targetsIn } from "./targets.ts"
import { tracedLanguage, type Traces } from "./traced.ts"

const { ABLATE_ANSWER: out = "", ABLATE_CLOCK: clock = "0" } = process.env
delete process.env["ABLATE_ANSWER"]
delete process.env["ABLATE_CLOCK"]

const exit = process.exit.bind(process)
const answer = (said: Answer): never => {
  const bytes = serialize(said)
  try {
    writeFileSync(out, bytes)
  } catch {
    return exit(unwritten)
  }
  return exit(0)
}

const orders = keepOrders()
Object.defineProperty(globalThis, told.assigned, { value: orders.assigned })
Object.defineProperty(globalThis, told.spread, { value: orders.spread })
/** The last value that was thrown by a statement that may throw no Error, and where. */
let thrown: { readonly value: unknown; readonly position: Position } | undefined
Object.defineProperty(globalThis, told.thrown, {
  value: (line: number, column: number, url: string, value: unknown) => {
    thrown = { value, position: { file: fileURLToPath(url), line, column } }
    return value
  },
})
Object.defineProperty(globalThis, told.reached, {
  value: (line: number, column: number, url: string) =>
    writeFileSync(reachedFile(out), serialize({ file: fileURLToPath(url), line, column })),
})
const traces: Traces = { made: new Map(), studies: [] }
const face = "ablate:traced"
const names = Object.keys(language)
const shared = Symbol.for(face)
Object.defineProperty(globalThis, shared, { value: tracedLanguage(traces, { ...language }) })
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "ablate" && isAuthors(context.parentURL ?? "")
      ? { url: face, shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) => {
    if (url === face)
      return {
        format: "module",
        source: `export const { ${names.join(", ")} } = globalThis[Symbol.for("${face}")]`,
        shortCircuit: true,
      }
    const loaded = next(url, context)
    const { format, source = "" } = loaded
    if (!isAuthors(url) || format !== "module-typescript") return loaded
    const text = typeof source === "string" ? source : new TextDecoder().decode(source)
    return { ...loaded, source: telling(url, text) }
  },
})

const failed = (cause: unknown): never => {
  if (!(cause instanceof Error))
    return answer({
      event: "threw",
      what: `${thrownInWords(cause)} was thrown, which is no Error`,
      name: "",
      code: undefined,
      position: Object.is(thrown?.value, cause) ? thrown?.position : undefined,
    })
  return answer({
    event: "threw",
    what: `${cause.name}: ${cause.message}`,
    name: cause.name,
    code: "code" in cause && typeof cause.code === "string" ? cause.code : undefined,
    position: thrownAt(cause.stack ?? ""),
  })
}
process.on("uncaughtException", failed)
// Of what is no Error Node makes another one, without a line, where nobody listens.
process.on("unhandledRejection", failed)

const leaving = (call: string) => {
  const left = (): never => answer({ event: "exited", call, position: callsAround(left)[0] })
  return left
}
process.exit = leaving("process.exit()")
process.abort = leaving("process.abort()")

/** A clock that is ahead: what a file reads from it differs between two evaluations. */
const ahead = Number(clock)
if (ahead !== 0) {
  const { now } = Date
  const shifted = () => now() + ahead
  const clockAhead = new Proxy(Date, {
    apply: (date) => new date(shifted()).toString(),
    construct: (date, args, target) =>
      Reflect.construct(date, args.length === 0 ? [shifted()] : args, target),
    get: (date, key) => (key === "now" ? shifted : Reflect.get(date, key)),
  })
  Object.defineProperty(globalThis, "Date", { value: clockAhead })
}

/** Takes what the file exports, and what promises among it hold; the last thing that happens here. */
const take = (
  exports: Readonly<Record<string, unknown>>,
  held: ReadonlyMap<string, unknown>,
): void => {
  const copy = plainCopier()
  const odd: Odd[] = []
  const found = targetsIn(exports)
  const targets = found.map(
    ([exported, target]) =>
      [exported, copy(target, (path, text) => odd.push({ exported, path, text }))] as const,
  )
  const values = new Set(
    traces.studies.flatMap(({ factors }) =>
      Object.values<unknown>(Object(factors)).filter((value) => isRecord(value)),
    ),
  )
  answer({
    event: "evaluated",
    targets,
    made: [...traces.made].map(([value, calls]) => [copy(value), calls]),
    studies: copy(traces.studies),
    odd,
    like: likeTargetsIn(exports, found),
    promised: [...held].flatMap(([name, value]) => (targetsIn({ value }).length > 0 ? [name] : [])),
    orders: [...values].flatMap((record) => {
      const keys = orders.orderOf(record)
      return keys === undefined ? [] : [[copy(record), keys] as const]
    }),
    exports: Object.entries(exports).map(([name, value]) => [name, inWords(value)]),
  })
}
/** Only then is known whether a promise was rejected that nobody waits for, and what the others hold. */
const finish = (exports: Readonly<Record<string, unknown>>): void => {
  const held = new Map<string, unknown>()
  for (const [name, promise] of promisesIn(exports))
    void promise.then((value) => held.set(name, value))
  setImmediate(() => take(exports, held))
}
Object.defineProperty(globalThis, Symbol.for("ablate:finish"), { value: finish })

const watch = packageThread(new URL("./watch.ts", import.meta.url), { workerData: out })
await new Promise((resolve) => watch.once("online", resolve))
watch.unref()
