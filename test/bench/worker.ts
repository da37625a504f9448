/** Our side of a case, stepped over standard input (protocol.md). */
import { createInterface } from "node:readline"
import { Effect, Exit, Schema, Scope } from "effect"
import type { Work } from "./case.ts"
import { casesIn } from "./cases.ts"

const Order = Schema.fromJsonString(
  Schema.Union([
    Schema.Struct({
      do: Schema.Literal("prepare"),
      module: Schema.String,
      name: Schema.String,
      setting: Schema.Struct({
        folder: Schema.String,
        threads: Schema.Int,
        steps: Schema.Int,
        warmup: Schema.Int,
        small: Schema.Boolean,
        options: Schema.Record(Schema.String, Schema.Unknown),
      }),
    }),
    Schema.Struct({ do: Schema.Literal("step"), index: Schema.Int }),
    Schema.Struct({ do: Schema.Literal("memory") }),
  ]),
)

const answer = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

const scope = Scope.makeUnsafe()
let work: Work | undefined

const obey = async (line: string): Promise<unknown> => {
  const order = Schema.decodeUnknownSync(Order)(line)
  if (order.do === "prepare") {
    const found = (await casesIn(order.module)).find(({ name }) => name === order.name)
    if (found === undefined) throw new Error(`${order.module} has no case ${order.name}`)
    work = await Effect.runPromise(Scope.provide(found.ours(order.setting), scope))
    // As a training does when its state is loaded.
    globalThis.gc?.()
    return { times: work.times }
  }
  if (work === undefined) throw new Error("a step was asked for before prepare")
  if (order.do === "memory") return { bytes: work.bytes ?? null }
  const started = performance.now()
  const compared = await Effect.runPromise(work.step(order.index))
  return { ms: performance.now() - started, compared }
}

for await (const line of createInterface({ input: process.stdin }))
  try {
    answer(await obey(line))
  } catch (cause) {
    console.error(cause)
    answer({ error: cause instanceof Error ? cause.message : String(cause) })
  }
await Effect.runPromise(Scope.close(scope, Exit.void))
