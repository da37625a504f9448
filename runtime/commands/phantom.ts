import { resolve } from "node:path"
import { Console, Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import type { Size } from "../data/phantoms/layout.ts"
import { phantomLayouts } from "../data/phantoms/layouts.ts"
import { writePhantoms } from "../data/phantoms/write.ts"
import { descriptions } from "./descriptions.ts"
import { refusal } from "../faults/refusal.ts"
import { plural } from "../units/plural.ts"

const folder = Argument.String("folder").pipe(
  Argument.withDescription("Folder that is made; it may be there if it is empty"),
)

const layout = Flag.Literals("layout", ["brats", "picai", "lung", "cifar10"]).pipe(
  Flag.withDescription(
    "Whose folders, names and formats: BraTS2023-GLI, PI-CAI, lung gas MRI, CIFAR-10",
  ),
)

/** More subjects than any of the sets has. */
const mostSubjects = 10_000

const subjects = Flag.Int("subjects").pipe(
  Flag.withDescription("Number of subjects; every other one has the class"),
  Flag.withDefault(12),
  Flag.filter(
    (count) => count >= 1 && count <= mostSubjects,
    () => `a whole number from 1 to ${mostSubjects}`,
  ),
)

const shortest = 8
const longest = 512

const parseSize = (text: string): Option.Option<Size> => {
  const sides = text.split("x").map(Number)
  const [depth = NaN, height = depth, width = height] = sides
  const size = [depth, height, width] as const
  const fits = size.every((side) => Number.isInteger(side) && side >= shortest && side <= longest)
  return fits && (sides.length === 1 || sides.length === 3) ? Option.some(size) : Option.none()
}

const size = Flag.String("size").pipe(
  Flag.withDescription(
    "Voxels, one number or DEPTHxHEIGHTxWIDTH (default: 64 of brats, 24x96x96 of picai and lung; cifar10 has its own)",
  ),
  Flag.filterMap(
    parseSize,
    () => `${shortest} to ${longest} voxels a side: 64, or depth, height and width as 24x96x96`,
  ),
  Flag.optional,
)

const seed = Flag.Int("seed").pipe(
  Flag.withDescription("Seed of the generator: the same files for the same one, everywhere"),
  Flag.withDefault(0),
  Flag.filter(
    (value) => value >= 0,
    () => "0 or more",
  ),
)

/** `ablate phantom`: generated subjects as the files of a data set. */
export const phantom = Command.make(
  "phantom",
  { folder, layout, subjects, size, seed },
  Effect.fn("phantom")(function* (flags) {
    const made = phantomLayouts[flags.layout]
    if (made.hasFixedSize === true && Option.isSome(flags.size))
      return yield* refusal({
        what: `--size beside --layout ${flags.layout}`,
        expected: `its own size, ${made.size.join("x")}`,
        hint: "leave --size out",
      })
    const set = {
      size: Option.getOrElse(flags.size, () => made.size),
      subjects: flags.subjects,
      seed: flags.seed,
    }
    yield* writePhantoms(flags.folder, made, set)
    yield* Console.log(
      `${plural(set.subjects, "subject")} of ${set.size.join("x")} in ${flags.folder}`,
    )
    yield* Console.log(`dataset: ${made.dataset(resolve(flags.folder), set)},`)
  }),
).pipe(
  Command.withDescription(descriptions.phantom),
  Command.withExamples([
    {
      command: "ablate phantom --layout brats phantoms/brats --subjects 8 --size 48",
      description: "A small BraTS2023 without patients; prints how an experiment reads it",
    },
    { command: "ablate phantom --layout lung phantoms/lung", description: "Lung gas MRI" },
  ]),
)
