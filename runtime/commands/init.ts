import { existsSync, readFileSync, statSync } from "node:fs"
import { basename, join, relative, resolve } from "node:path"
import { Console, Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import type { Faulty } from "../faults/faulty.ts"
import { experimentText, phantomSet } from "../init/experimentText.ts"
import type { Found } from "../init/found.ts"
import { packageText, pathsText, tsconfigText } from "../init/project.ts"
import { recognise } from "../init/recognise.ts"
import { fewNotes } from "../init/testShare.ts"
import { descriptions } from "./descriptions.ts"
import { outFolder, outFile } from "./outFiles.ts"
import { refusal } from "../faults/refusal.ts"
import { plural } from "../units/plural.ts"

const data = Argument.String("data").pipe(
  Argument.withDescription(
    "Folder of your images, which is looked at and not written; left out, generated phantoms",
  ),
  Argument.optional,
)

const into = Flag.String("into").pipe(
  Flag.withDescription("Folder of the experiment, made where it is not there"),
  Flag.withDefault("."),
)

const name = Flag.String("name").pipe(
  Flag.withDescription("Name of the experiment and its file"),
  Flag.withDefault("study"),
  Flag.filter(
    (text) => /^[A-Za-z][\w-]*$/.test(text),
    () => "letters, digits, - and _, beginning with a letter",
  ),
)

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory()

/** The data set in a folder. Fails where there is no such folder. */
const foundIn = (folder: string): Effect.Effect<Found, Faulty> =>
  isFolder(folder)
    ? recognise(folder)
    : Effect.fail(
        refusal({
          what: `there is no folder ${folder}`,
          where: { file: folder },
          expected: "a folder of images",
          hint: "to write the experiment into a new folder: ablate init --into FOLDER",
        }),
      )

/** Writes a file and gives back its path as the user sees it. */
const write = (path: string, text: string): Effect.Effect<string, Faulty> =>
  Effect.as(
    outFile(path, text, "choose a folder that may be written: --into FOLDER"),
    relative(process.cwd(), path),
  )

const version = (): string =>
  String(JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version)

const tell = Effect.fnUntraced(function* ({ what, modalities, regions, classes, ...found }: Found) {
  const { subjects, shape, notes } = found
  yield* Console.log(
    `${what}: ${plural(subjects, "subject")}, ${modalities.join(", ")}, ${shape.join(" x ")} voxels (z, y, x)`,
  )
  if (regions.length > 0) yield* Console.log(`  regions: ${regions.join(", ")}`)
  if (classes.length > 0) yield* Console.log(`  classes: ${classes.join(", ")}`)
  for (const note of [...notes, ...fewNotes(found)]) yield* Console.log(`  note: ${note}`)
})

/** `ablate init`: a first experiment on one's own data, in a folder where editor and commands work. */
export const init = Command.make(
  "init",
  { data, into, name },
  Effect.fn("init")(function* (flags) {
    const folder = resolve(flags.into)
    const file = join(folder, `${flags.name}.ts`)
    if (existsSync(file))
      return yield* refusal({
        what: `${basename(file)} is there already`,
        where: { file },
        hint: "nothing is written over: give --name another, or --into another folder",
      })
    const root = Option.map(flags.data, (path) => resolve(path))
    const found = Option.isSome(root) ? yield* foundIn(root.value) : phantomSet
    yield* outFolder(folder)
    const tsconfig = join(folder, "tsconfig.json")
    const manifest = join(folder, "package.json")
    const hasTsconfig = existsSync(tsconfig)
    const written = [
      yield* write(file, experimentText(found, flags.name)),
      ...(hasTsconfig ? [] : [yield* write(tsconfig, tsconfigText(folder))]),
      ...(existsSync(manifest) ? [] : [yield* write(manifest, packageText(version()))]),
    ]
    yield* tell(found)
    yield* Console.log(`wrote ${written.join(", ")}`)
    if (hasTsconfig)
      yield* Console.log(
        `tsconfig.json is there already; for an editor it needs: "paths": ${pathsText(folder)}`,
      )
    const path = relative(process.cwd(), file)
    yield* Console.log("\nnext:")
    if (Option.isSome(root)) yield* Console.log(`  npx ablate data check ${path}`)
    yield* Console.log(`  npx ablate run ${path} --scale smoke`)
  }),
).pipe(
  Command.withDescription(descriptions.init),
  Command.withExamples([
    { command: "ablate init", description: "study.ts on phantoms, in this folder" },
    {
      command: "ablate init /data/BraTS2023 --into glioma",
      description: "glioma/study.ts on BraTS 2023",
    },
  ]),
)
