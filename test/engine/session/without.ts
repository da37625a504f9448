/** Takes a step in a process in which a module (the argument) does not load; prints what came of it. */
import { registerHooks } from "node:module"
import { Effect } from "effect"

const module = process.argv[2] ?? ""

registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier === module) throw new Error(`there is no ${module} for this platform`)
    return next(specifier, context)
  },
})

const { prepare, tf } = await import("../../../runtime/engine/index.ts")
const { float32 } = await import("../agreement.ts")

await Effect.runPromise(
  Effect.scoped(
    Effect.gen(function* () {
      const prepared = yield* prepare(
        {
          name: "doubling",
          state: { w: float32(2) },
          inputs: {},
          body: ({ w }) => ({ state: { w: tf.mul(w!, 2) }, outputs: { sum: tf.sum(w!) } }),
        },
        { kind: "cpu", threads: 1 },
      )
      yield* prepared.load({ w: Float32Array.of(3, 4) })
      yield* prepared.step({})
      const { w } = yield* prepared.save()
      console.log(JSON.stringify({ w: [...(w ?? [])] }))
    }),
  ).pipe(Effect.catch((error) => Effect.sync(() => console.log(error.message)))),
)
