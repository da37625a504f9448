/** Ends this process while a step of some seconds runs: `node ending.ts exit` or `... throw`. */
import { Effect } from "effect"
import { prepare, type Program, tf } from "../../../runtime/engine/index.ts"
import { float32 } from "../agreement.ts"

const program: Program = {
  name: "long",
  state: { w: float32(1024, 1024) },
  inputs: {},
  body: ({ w }) => {
    let product = w!
    for (let times = 0; times < 150; times++) product = tf.matMul(product, w!)
    return { state: { w: product }, outputs: {} }
  },
}

const leave = (): void => {
  process.stdout.write("in the middle\n")
  if (process.argv[2] === "exit") process.exit(7)
  throw new Error("thrown in mid-step")
}

await Effect.runPromise(
  Effect.scoped(
    Effect.gen(function* () {
      const prepared = yield* prepare(program, { kind: "cpu", threads: 1 })
      yield* prepared.load({ w: new Float32Array(1024 * 1024) })
      setTimeout(leave, 200)
      yield* prepared.step({})
      process.stdout.write("the step has ended\n")
    }),
  ),
)
