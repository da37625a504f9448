import { Effect, type Scope, Semaphore } from "effect"
import { fault, type Fault } from "../../dsl/fault.ts"
import { arrayFaults, isOnHost } from "./arrays.ts"
import type { Device } from "./device.ts"
import { EngineError, engineError } from "./error.ts"
import { precisionFaults } from "./precision.ts"
import type { Prepared, PreparedInfo } from "./prepared.ts"
import type { Arrays, Inputs, Program } from "./program.ts"
import { compiledSession } from "./session/compiled.ts"
import { eagerSession } from "./session/eager.ts"
import { loadTensorFlow } from "./session/tensorflow.ts"
import { xlaSession } from "./session/xla.ts"

const eagerly: PreparedInfo = {
  nodes: 0,
  traceMs: 0,
  sessionMs: 0,
  flops: undefined,
  bytes: undefined,
}

const open = Effect.fnUntraced(function* (program: Program, device: Device) {
  const { name, precision = "float32" } = program
  const faults = precisionFaults(device, precision, `${name} is to run in ${precision}`)
  if (faults.length > 0)
    return yield* Effect.fail(new EngineError({ program: name, reason: "unsupported", faults }))
  if (device.kind === "cpu" || device.kind === "webgpu")
    return yield* compiledSession(program, device)
  if (device.kind === "xla") return yield* xlaSession(program, device)
  const backend = device.kind === "eager" ? device.backend : yield* loadTensorFlow(program.name)
  return { session: yield* eagerSession(program, backend), info: eagerly }
})

/** Makes a program ready to run on a device; the scope's end frees what it holds there. */
export const prepare = (
  program: Program,
  device: Device,
): Effect.Effect<Prepared, EngineError, Scope.Scope> =>
  Effect.gen(function* () {
    const { session, info } = yield* open(program, device)
    const turn = yield* Semaphore.make(1)
    let loaded = Object.keys(program.state).length === 0

    const refuse = (faults: readonly Fault[]) =>
      faults.length === 0
        ? Effect.void
        : Effect.fail(new EngineError({ program: program.name, reason: "arrays", faults }))
    const unloaded = (): readonly Fault[] =>
      loaded ? [] : [fault({ what: "the state was never loaded", where: { field: "state" } })]

    const load = Effect.fnUntraced(function* (state: Arrays) {
      yield* refuse(arrayFaults("state", program.state, state))
      yield* session.load(state)
      loaded = true
    })
    const { onDevice } = session
    const ready = (inputs: Inputs) =>
      refuse([...unloaded(), ...arrayFaults("inputs", program.inputs, inputs)])
    const elsewhere = fault({
      what: "inputs are on a device that this program does not run on alone",
      where: { field: "inputs" },
    })
    const step = Effect.fnUntraced(function* (inputs: Inputs) {
      yield* ready(inputs)
      if (isOnHost(inputs)) return yield* session.run(inputs)
      if (onDevice !== undefined) return yield* onDevice.run(inputs)
      return yield* Effect.fail(engineError(program.name, "arrays", elsewhere))
    })
    const save = Effect.fnUntraced(function* () {
      yield* refuse(unloaded())
      return yield* session.save()
    })
    return {
      info,
      load: (state) => turn.withPermit(load(state)),
      step: (inputs) => turn.withPermit(step(inputs)),
      save: () => turn.withPermit(save()),
      onDevice: onDevice && {
        put: onDevice.put,
        step: (inputs) =>
          turn.withPermit(ready(inputs).pipe(Effect.andThen(onDevice.step(inputs)))),
      },
    }
  })
