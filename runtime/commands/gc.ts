import { Console, Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { scalesOf } from "../../dsl/scale.ts"
import { garbageOf, type Garbage } from "../ledger/garbage.ts"
import { shortKey } from "../ledger/statusLines.ts"
import { inBytes } from "../units/bytes.ts"
import { Store } from "../store/store.ts"
import { descriptions } from "./descriptions.ts"
import { store } from "./flags.ts"
import { planned } from "./planned.ts"
import { inStore, folderOf } from "./inStore.ts"
import { allRecords } from "../ledger/acceptCode.ts"

const files = Argument.String("file").pipe(
  Argument.withDescription("Experiment files whose results are kept, at every scale they declare"),
  Argument.variadic({ min: 1 }),
)

const remove = Flag.Boolean("remove").pipe(
  Flag.withDescription("Remove what is shown; without it nothing is removed"),
  Flag.withDefault(false),
)

/** The plans of a file: as it is, and at each scale. */
const plansOf = Effect.fnUntraced(function* (file: string) {
  const whole = yield* planned(file, { scale: Option.none() })
  const scales = [...new Set(whole.targets.flatMap(scalesOf))]
  const scaled = yield* Effect.forEach(scales, (scale) =>
    planned(file, { scale: Option.some(scale) }),
  )
  return [whole, ...scaled].map(({ plan }) => plan)
})

const line = ({ address, label, bytes, started, isSuperseded }: Garbage): string =>
  `${inBytes(bytes).padStart(7)}  ${shortKey(address.key)}  ${label}  of ${started.slice(0, 10)}${
    isSuperseded ? "  (the files have this stage with other code, data or fields)" : ""
  }`

/** `ablate gc`: removes results that no experiment file in a list reaches. */
export const gc = Command.make(
  "gc",
  { files, remove, store },
  Effect.fn("gc")(
    function* (flags) {
      const { addresses, remove: removeArtifact, lease, accepted, inUse } = yield* Store
      const plans = (yield* Effect.forEach(flags.files, plansOf)).flat()
      const stages = plans.flatMap((plan) => plan.stages)
      const records = yield* allRecords
      const garbage = garbageOf(
        records,
        new Set([
          ...stages.flatMap(({ key }) => [key, accepted.get(key)?.of ?? key]),
          // Runs at work count on these, whatever file they are of.
          ...(yield* inUse),
        ]),
        new Set(stages.map(({ label }) => label)),
      )
      if (garbage.length === 0)
        return yield* Console.log(
          "nothing to remove: the files, or runs at work, reach every artifact",
        )
      for (const each of garbage) yield* Console.log(line(each))
      const bytes = inBytes(garbage.reduce((sum, each) => sum + each.bytes, 0))
      const count = `${garbage.length} of ${(yield* addresses).length} artifacts, ${bytes}`
      if (!flags.remove)
        return yield* Console.log(`\n${count}, would be removed: add --remove to do so`)
      const removed = yield* Effect.forEach(garbage, ({ address, label }) =>
        Effect.scoped(
          Effect.gen(function* () {
            const isFree = (yield* lease(address)) !== null && (yield* removeArtifact(address))
            if (!isFree) yield* Console.error(`${label} is kept: a run needs it`)
            return isFree
          }),
        ),
      )
      yield* Console.log(`\nremoved ${removed.filter(Boolean).length} of ${count}`)
    },
    // What dead runners left goes too, where something may be removed.
    (effect, flags) =>
      inStore(
        Effect.provide(
          effect,
          flags.remove ? Store.layer(folderOf(flags)) : Store.looking(folderOf(flags)),
        ),
        flags,
      ),
  ),
).pipe(
  Command.withDescription(descriptions.gc),
  Command.withExamples([
    {
      command: "ablate gc experiments/*.ts",
      description: "What these files do not reach, by size; nothing is removed",
    },
    { command: "ablate gc experiments/*.ts --remove", description: "Remove it" },
  ]),
)
