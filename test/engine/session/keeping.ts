/** Takes steps with the momentum program; prints whether freed memory is kept, and the last loss. */
import { keepsFreedMemory } from "../../../runtime/engine/session/native/freedMemory.ts"
import { momentum, stepsOf } from "./momentum.ts"

const { outputs } = await stepsOf(momentum, { kind: "cpu", threads: 1 }, 5)
console.log(JSON.stringify({ keeps: keepsFreedMemory(), loss: outputs.at(-1)?.["loss"]?.[0] }))
