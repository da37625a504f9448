import { join } from "node:path"
import { Console, Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { maskedCount } from "../pretraining/cells.ts"
import { maskSvg, maskText } from "../pretraining/showMask.ts"
import { random } from "../random/random.ts"
import { encoderModel } from "../stages/models.ts"
import { descriptions } from "./descriptions.ts"
import { file, scale } from "./flags.ts"
import { checked } from "./planned.ts"
import { namedArms } from "../../dsl/target.ts"
import { armMask } from "./armMask.ts"
import { outFile } from "./outFiles.ts"

const seed = Flag.Int("seed").pipe(Flag.withDescription("Seed of the draw"), Flag.withDefault(0))

const out = Flag.String("out").pipe(
  Flag.withDescription("Folder for an SVG of each arm's mask"),
  Flag.optional,
)

/** `ablate masks`: what the mask steps of each arm draw. */
export const masks = Command.make(
  "masks",
  { file, scale, seed, out },
  Effect.fn("masks")(function* (flags) {
    const { targets } = yield* checked(flags.file, flags)
    const arms = namedArms(targets)
    for (const [name, { experiment }] of arms) {
      const { dataset, encoder } = experiment
      const { modalities } = dataset
      const mask = yield* armMask(experiment, yield* encoderModel(encoder, modalities.length))
      if (mask === undefined) {
        yield* Console.log(`${name}: no mask steps`)
        continue
      }
      const cells = mask.draw(random(flags.seed, "masks"))
      const share = (100 * maskedCount(cells)) / cells.masked.length
      yield* Console.log(`${name}: ${share.toFixed(1)} % of the cells masked\n`)
      yield* Console.log(maskText(cells, modalities))
      if (Option.isNone(flags.out)) continue
      const path = join(flags.out.value, `${name.replaceAll(/[^\w-]+/g, "-")}.svg`)
      yield* outFile(path, maskSvg(cells, modalities))
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
