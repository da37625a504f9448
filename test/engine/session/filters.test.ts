import { expect, it } from "vitest"
import {
  type Arrays,
  conv3d,
  type Program,
  type Tensors,
  tf,
  valueAndGradients,
} from "../../../runtime/engine/index.ts"
import { DeviceProgram } from "../../../runtime/engine/session/pjrt/deviceProgram.ts"
import type { Filters } from "../../../runtime/engine/stablehlo/filters.ts"
import { moduleOf } from "../../../runtime/engine/stablehlo/program.ts"
import { random } from "../../../runtime/random/random.ts"
import { differences, drawn, float32 } from "../agreement.ts"
import { ownCache, plugin, whyNot } from "../xlaCpu.ts"

ownCache()

const [filter, bias] = [float32(3, 2, 1, 2, 5), float32(5)]
const state = { filter, moment: filter, bias }

/** A step with momentum of one convolution. */
const program: Program = {
  name: "convolution",
  state,
  inputs: { image: float32(1, 4, 4, 4, 2) },
  body: (state, { image }) => {
    const { loss, gradients } = valueAndGradients({ w: state["filter"]! }, ({ w }: Tensors) => {
      const made = tf.add(conv3d(image!, w!), state["bias"]!)
      return { loss: tf.mean<tf.Scalar>(tf.square(made)) }
    })
    const moment = tf.add(tf.mul(state["moment"]!, 0.9), gradients["w"]!)
    return { state: { moment, filter: tf.sub(state["filter"]!, moment) }, outputs: { loss } }
  },
}

it.skipIf(plugin === undefined)(
  `filters as cuDNN takes them give what those as bodies have them give, and are saved as they were${whyNot}`,
  { timeout: 120_000 },
  async () => {
    const { clientOf } = await import("../../../runtime/engine/session/pjrt/openClient.ts")
    const client = clientOf("cpu")
    const devices = client.devices.slice(0, 1)
    const initial = drawn(state, random(1))
    const ran = async (filters: Filters) => {
      const module = moduleOf(program, 1, filters)
      const executable = await client.compile(module.text, {}, devices)
      const held = new DeviceProgram(client, devices, program, module, executable)
      held.load(initial)
      const loaded: Arrays = await held.save()
      const losses = [
        await held.run(drawn(program.inputs, random(2))),
        await held.run(drawn(program.inputs, random(3))),
      ]
      const after = await held.save()
      await held.close()
      return { loaded, losses, after, text: module.text }
    }
    const [one, other] = [await ran("as they are"), await ran("out first")]
    expect(other.text).toContain("%a0: tensor<5x2x3x2x1xf32>")
    expect(other.loaded).toEqual(initial)
    other.losses.forEach((loss, step) =>
      expect(differences(loss, one.losses[step]!, 1e-6)).toEqual([]),
    )
    expect(differences(other.after, one.after, 1e-6)).toEqual([])
  },
)
