import { Effect, type Scope } from "effect"
import { fault } from "../../../dsl/fault.ts"
import { bodyError } from "../body.ts"
import type { Device, XlaPlatform } from "../device.ts"
import { divisionFaults } from "../division.ts"
import { EngineError, engineError } from "../error.ts"
import type { PreparedInfo } from "../prepared.ts"
import type { Program } from "../program.ts"
import type { Filters } from "../stablehlo/filters.ts"
import { moduleOf } from "../stablehlo/program.ts"
import { attempting } from "./attempt.ts"
import { messageOf } from "./failure.ts"
import { cachedExecutable } from "./pjrt/cachedExecutable.ts"
import type { Client } from "./pjrt/client.ts"
import type { CompilerFlags } from "./pjrt/options.ts"
import { pluginHints } from "./pjrt/pluginFile.ts"
import type { Session } from "./session.ts"
import { unusable } from "./unusable.ts"

/** XLA's convolutions on a CPU take filters as bodies have them. */
const filters: Readonly<Record<XlaPlatform, Filters>> = { cpu: "as they are", cuda: "out first" }

/** Operations whose results differ from run to run are left out on a GPU. */
const flags: Readonly<Record<XlaPlatform, CompilerFlags>> = {
  cpu: {},
  cuda: { xla_gpu_exclude_nondeterministic_ops: true },
}

const clientOf = (program: string, platform: XlaPlatform): Effect.Effect<Client, EngineError> =>
  Effect.tryPromise({
    try: async () => (await import("./pjrt/openClient.ts")).clientOf(platform),
    catch: (cause) =>
      engineError(
        program,
        "backend",
        fault({
          what: `XLA cannot be used: ${messageOf(cause)}`,
          where: {},
          hint: pluginHints[platform],
        }),
      ),
  })

/**
 * Bytes of memory that are free on the device of a stage that runs by XLA on one device; of a CPU, those that
 * the system leaves this process.
 */
export const freeMemory = (
  name: string,
  { platform, index }: Extract<Device, { kind: "xla" }>,
): Effect.Effect<number, EngineError> =>
  Effect.map(clientOf(name, platform), (client) => {
    const device = client.devices[index]
    return (device && client.free(device)) ?? process.availableMemory()
  })

/** Compiles a program with XLA; its state stays on the device, or on each of those that divide its batch. */
export const xlaSession = (
  program: Program,
  { platform, index, devices: wanted = 1 }: Extract<Device, { kind: "xla" }>,
): Effect.Effect<{ session: Session; info: PreparedInfo }, EngineError, Scope.Scope> =>
  Effect.gen(function* () {
    const attempt = attempting(program.name)
    const client = yield* clientOf(program.name, platform)
    const count = program.batch === undefined ? 1 : wanted
    const faults = divisionFaults(program, count)
    if (faults.length > 0)
      return yield* new EngineError({ program: program.name, reason: "unsupported", faults })
    const devices = client.devices.slice(index, index + count)
    if (devices.length < count)
      return yield* Effect.fail(
        engineError(
          program.name,
          "backend",
          fault({
            what: `XLA has no device ${index + count - 1} for ${platform}`,
            where: {},
            expected: `0 to ${client.devices.length - 1}`,
          }),
        ),
      )
    const start = performance.now()
    const module = yield* Effect.try({
      try: () => moduleOf(program, count, filters[platform]),
      catch: (thrown) => bodyError(program, thrown),
    })
    const traced = performance.now()
    const executable = yield* attempt("XLA refuses the program", () =>
      cachedExecutable(client, devices, module.text, flags[platform]),
    )
    const bytes = executable.memory()
    const held = yield* Effect.acquireRelease(
      // Its foreign functions are loaded when they are needed, as the client's are.
      Effect.promise(async () => {
        const { DeviceProgram } = await import("./pjrt/deviceProgram.ts")
        return new DeviceProgram(client, devices, program, module, executable)
      }),
      (opened) => Effect.promise(() => opened.close()),
    )
    const whileUsable = <A>(work: Effect.Effect<A, EngineError>) =>
      Effect.suspend(() =>
        held.standing === "usable"
          ? work
          : Effect.fail(engineError(program.name, "session", unusable[held.standing])),
      )
    const stepping = <A>(step: () => Promise<A>) => whileUsable(attempt("a step fails", step))
    const session: Session = {
      load: (state) =>
        attempt("the state cannot be brought to the device", async () => held.load(state)),
      run: (inputs) => stepping(() => held.run(inputs)),
      save: () =>
        whileUsable(attempt("the state cannot be brought from the device", () => held.save())),
      ...(count > 1
        ? {}
        : {
            onDevice: {
              put: (values, spec) =>
                attempt("an array cannot be brought to the device", async () =>
                  held.put(values, spec),
                ),
              run: (inputs) => stepping(() => held.run(inputs)),
              step: (inputs) => stepping(() => held.step(inputs)),
            },
          }),
    }
    const info: PreparedInfo = {
      nodes: module.operations,
      traceMs: traced - start,
      sessionMs: performance.now() - traced,
      flops: module.flops,
      bytes,
    }
    return { session, info }
  })
