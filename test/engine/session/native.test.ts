import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Effect, Fiber } from "effect"
import { describe, expect, it } from "vitest"
import { type Device, prepare, type Program, tf } from "../../../runtime/engine/index.ts"
import { onnxRuntime } from "../../../runtime/engine/session/native/loaded.ts"
import { openLibrary } from "../../../runtime/engine/session/native/library.ts"
import { openSession } from "../../../runtime/engine/session/native/ortSession.ts"
import { openBinding } from "../../../runtime/engine/session/native/binding.ts"
import { fixed } from "../../../runtime/engine/session/native/memory.ts"
import { encode } from "../../../runtime/engine/onnx/encode.ts"
import { modelOf } from "../../../runtime/engine/onnx/model.ts"
import { trace } from "../../../runtime/engine/onnx/trace.ts"
import { float32, int32 } from "../agreement.ts"
import { momentum, stepsOf } from "./momentum.ts"

const cpu: Device = { kind: "cpu", threads: 1 }

const picking: Program = {
  name: "picking",
  state: { table: float32(3, 2) },
  inputs: { at: int32(1) },
  body: ({ table }, { at }) => ({
    state: { table: tf.add(table!, 1) },
    outputs: { row: tf.gather(table!, at!) },
  }),
}

const table = Float32Array.of(0, 1, 2, 3, 4, 5)

describe("a native session", () => {
  it("gives the same bits each time", async () => {
    expect(await stepsOf(momentum, cpu, 20)).toEqual(await stepsOf(momentum, cpu, 20))
  })

  it("loses its state when a step fails half-way, and says so until it is loaded again", () =>
    Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const prepared = yield* prepare(picking, cpu)
          yield* prepared.load({ table })
          const failed = yield* Effect.flip(prepared.step({ at: Int32Array.of(7) }))
          expect(failed.reason).toBe("session")
          expect(failed.message).toContain("a step fails")
          const lost = yield* Effect.flip(prepared.step({ at: Int32Array.of(1) }))
          expect(lost.message).toContain("load the state again")
          expect((yield* Effect.flip(prepared.save())).message).toContain("load the state again")
          yield* prepared.load({ table })
          const { row } = yield* prepared.step({ at: Int32Array.of(1) })
          expect(row).toEqual(Float32Array.of(2, 3))
        }),
      ),
    ))

  it("is refused after its scope", async () => {
    const prepared = await Effect.runPromise(Effect.scoped(prepare(picking, cpu)))
    const error = await Effect.runPromise(Effect.flip(prepared.save()))
    expect(error.message).toContain("never loaded")
    const loaded = await Effect.runPromise(
      Effect.scoped(Effect.tap(prepare(picking, cpu), (open) => open.load({ table }))),
    )
    const late = await Effect.runPromise(Effect.flip(loaded.step({ at: Int32Array.of(0) })))
    expect(late.message).toContain("the program was closed")
  })

  it("ends a step before its scope when it is interrupted", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(
          Effect.scoped(
            Effect.gen(function* () {
              const prepared = yield* prepare(picking, cpu)
              yield* prepared.load({ table })
              while (true) yield* prepared.step({ at: Int32Array.of(0) })
            }),
          ),
        )
        yield* Effect.sleep("300 millis")
        yield* Fiber.interrupt(fiber)
        expect(fiber.pollUnsafe()?._tag).toBe("Failure")
      }),
    ))

  it("owns what it puts out", () =>
    Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const prepared = yield* prepare(picking, cpu)
          yield* prepared.load({ table })
          const { row: first } = yield* prepared.step({ at: Int32Array.of(0) })
          yield* prepared.step({ at: Int32Array.of(2) })
          expect(first).toEqual(Float32Array.of(0, 1))
        }),
      ),
    ))
})

describe("ONNX Runtime's C API", () => {
  const options = { threads: 1, config: {} }

  it("refuses bytes that are no graph", () => {
    expect(() => openSession(onnxRuntime, Uint8Array.of(1, 2, 3), options)).toThrow(/protobuf/i)
  })

  it("refuses an operator that it does not have", () => {
    const model = modelOf(trace(picking))
    const nodes = model.nodes.map((node) => ({ ...node, op: `${node.op}s` }))
    const open = () => openSession(onnxRuntime, encode({ ...model, nodes }), options)
    expect(open).toThrow(/No Op registered for \w+s|not a registered/)
  })

  it("refuses memory of another shape than the graph's", async () => {
    const model = modelOf(trace(picking))
    const session = openSession(onnxRuntime, encode(model), options)
    const wrong = { shape: [4, 2], dtype: "float32", values: fixed(float32(4, 2)) } as const
    const binding = () =>
      openBinding(onnxRuntime, session, new Map([["state/none", wrong]]), new Map())
    expect(binding).toThrow(/state\/none/)
    onnxRuntime.functions.releaseSession(session)
  })

  it("says when the library is not there or is another one", () => {
    expect(() => openLibrary("/nowhere/libonnxruntime.so.1")).toThrow(/load/)
  })
})

describe("where a module does not load", () => {
  const without = (module: string): string => {
    const script = fileURLToPath(new URL("without.ts", import.meta.url))
    return spawnSync(process.execPath, [script, module], { encoding: "utf8", timeout: 50_000 })
      .stdout
  }

  it("there is no step, and what to do is said", () => {
    const printed = without("koffi")
    expect(printed).toContain(
      "doubling: ONNX Runtime cannot be loaded: there is no koffi for this platform; install the packages on this machine again (npm ci)",
    )
  })

  it("updates are nodes of the graph, which is said", () => {
    const printed = without("./systemLibrary.ts")
    expect(printed).toContain(
      "doubling updates its weights in several passes, which takes longer: there is no ./systemLibrary.ts for this platform",
    )
    expect(printed).toContain(`{"w":[6,8]}`)
  })
})

describe("a process that ends in the middle of a step", () => {
  const script = fileURLToPath(new URL("ending.ts", import.meta.url))

  it.each([
    { way: "exit", status: 7, says: "" },
    { way: "throw", status: 1, says: "thrown in mid-step" },
  ])("dies cleanly: $way", ({ way, status, says }) => {
    const child = spawnSync(process.execPath, [script, way], { encoding: "utf8", timeout: 50_000 })
    expect({ status: child.status, signal: child.signal }).toEqual({ status, signal: null })
    expect(child.stdout).toContain("in the middle")
    expect(child.stderr).toContain(says)
  })
})
