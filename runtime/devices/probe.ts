/**
 * The process that tries a device: `node runtime/devices/probe.ts cuda:1` runs one step of a tiny
 * program there and answers with one JSON line (`ProbeAnswer`). Whatever the driver does, it does it
 * to this process alone.
 */
import { Effect, Schema } from "effect"
import { deviceOf, parseDevice } from "./device.ts"
import { prepare, type Program, tf } from "../engine/index.ts"
import { ProbeAnswerJson, type ProbeAnswer } from "./probeAnswer.ts"

const square: Program = {
  name: "probe",
  state: {},
  inputs: { x: { shape: [2, 2], dtype: "float32" } },
  body: (_, { x }) => ({
    state: {},
    outputs: x === undefined ? {} : { y: tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), x) },
  }),
}

const expected = [7, 10, 15, 22]

const attempt = Effect.fnUntraced(function* (text: string) {
  const choice = parseDevice(text)
  if (choice === undefined) return yield* Effect.die(`there is no device ${text}`)
  const { step } = yield* prepare(square, deviceOf(choice, 1))
  const { y } = yield* step({ x: Float32Array.of(1, 2, 3, 4) })
  const values = [...(y ?? [])]
  const isRight = expected.every((value, index) => value === values[index])
  return {
    failure: isRight
      ? null
      : `it gives ${values.join(" ")} for a product that is ${expected.join(" ")}`,
  } satisfies ProbeAnswer
})

const answer = await Effect.runPromise(
  attempt(process.argv.at(-1) ?? "").pipe(
    Effect.scoped,
    Effect.catch(({ faults }) =>
      Effect.succeed<ProbeAnswer>({ failure: faults.map(({ what }) => what).join("; ") }),
    ),
    Effect.flatMap(Schema.encodeEffect(ProbeAnswerJson)),
  ),
)
process.stdout.write(`\n${answer}\n`)
