import { join } from "node:path"
import { Console, Effect, Option, Schema } from "effect"
import { Command, Flag } from "effect/cli"
import { MaskStep } from "../../dsl/mask.ts"
import { valueAt } from "../../dsl/replace.ts"
import type { Arm } from "../../dsl/study.ts"
import { writeFileAtomically } from "../files/writeFileAtomically.ts"
import type { Faulty } from "../faults/faulty.ts"
import { maskedCount } from "../pretraining/cells.ts"
import { hybridMask } from "../pretraining/hybridMask.ts"
import { maskSvg, maskText } from "../pretraining/showMask.ts"
import { random } from "../random/random.ts"
import { encoderModel, maskImplementations } from "../stages/models.ts"
import { descriptions } from "./descriptions.ts"
import { file, scale } from "./flags.ts"
import { checked } from "./planned.ts"
import { namedArms } from "../../dsl/target.ts"
import { refusal } from "../faults/refusal.ts"

const Steps = Schema.Array(MaskStep)

const seed = Flag.Int("seed").pipe(Flag.withDescription("Seed of the draw"), Flag.withDefault(0))

const out = Flag.String("out").pipe(
  Flag.withDescription("Folder for an SVG of each arm's mask"),
  Flag.optional,
)

/** A mask of one sample of an arm; `undefined` where its pre-training has no mask steps. */
const drawn = Effect.fnUntraced(function* ({ experiment }: Arm, at: number) {
  const { dataset, encoder, pretraining } = experiment
  const steps = valueAt(pretraining, "mask")
  if (!Schema.is(Steps)(steps)) return undefined
  const { grid } = yield* encoderModel(encoder, dataset.modalities.length)
  return hybridMask(
    steps,
    {
      modalities: dataset.modalities.length,
      grid,
      implementations: yield* maskImplementations(pretraining),
    },
    random(at, "masks"),
  )
})

const unwritable = (path: string, cause: unknown): Faulty =>
  refusal({
    what: cause instanceof Error ? cause.message : String(cause),
    where: { file: path },
  })

/** `ablate masks`: what the mask steps of each arm draw. */
export const masks = Command.make(
  "masks",
  { file, scale, seed, out },
  Effect.fn("masks")(function* (flags) {
    const { targets } = yield* checked(flags.file, flags)
    const arms = namedArms(targets)
    for (const [name, arm] of arms) {
      const cells = yield* drawn(arm, flags.seed)
      if (cells === undefined) {
        yield* Console.log(`${name}: no mask steps`)
        continue
      }
      const { modalities } = arm.experiment.dataset
      const share = (100 * maskedCount(cells)) / cells.masked.length
      yield* Console.log(`${name}: ${share.toFixed(1)} % of the cells masked\n`)
      yield* Console.log(maskText(cells, modalities))
      if (Option.isNone(flags.out)) continue
      const path = join(flags.out.value, `${name.replaceAll(/[^\w-]+/g, "-")}.svg`)
      yield* Effect.tryPromise({
        try: () => writeFileAtomically(path, [Buffer.from(maskSvg(cells, modalities))]),
        catch: (cause) => unwritable(path, cause),
      })
      yield* Console.log(path)
    }
  }),
).pipe(
  Command.withDescription(descriptions.masks),
  Command.withExamples([
    {
      command: "ablate masks experiments/quickstart.ts --seed 3 --out masks",
      description: "Text, and an SVG of each arm",
    },
  ]),
)
