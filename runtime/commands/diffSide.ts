import { existsSync } from "node:fs"
import { join, relative } from "node:path"
import { Effect, type Option } from "effect"
import { byCloseness, suggestion } from "../../dsl/closest.ts"
import { fault } from "../../dsl/fault.ts"
import { namedArms } from "../../dsl/target.ts"
import { Faulty } from "../faults/faulty.ts"
import { fieldOrigins, type FieldOrigin } from "../results/fieldOrigins.ts"
import { checkOut, type CheckedOut } from "../store/checkOut.ts"
import { planned, type Planned, type VariantFlags } from "./planned.ts"
import { storeFolder } from "./storeFolder.ts"

/** What is compared, as it is named: `FILE`, `FILE@COMMIT`, `FILE::ARM`. */
export interface SideName {
  readonly text: string
  readonly file: string
  /** Null: the file as it lies there. */
  readonly commit: string | null
  /** Null: all arms. */
  readonly arm: string | null
}

/** A side from its text; the second may leave the file out: `::ARM`, `@COMMIT`. */
export const sideName = (text: string, first?: SideName): SideName => {
  const [place = "", ...rest] = text.split("::")
  const arm = rest.length === 0 ? null : rest.join("::")
  const at = existsSync(place) ? -1 : place.lastIndexOf("@")
  const file = at < 0 ? place : place.slice(0, at)
  const commit = at < 0 ? null : place.slice(at + 1)
  if (file !== "" || first === undefined) return { text, file, commit, arm }
  const own = { file: first.file, commit: place === "" ? first.commit : commit, arm }
  return {
    text: `${own.file}${own.commit === null ? "" : `@${own.commit}`}${arm === null ? "" : `::${arm}`}`,
    ...own,
  }
}

/** An arm of a side, with where its values are written. */
export interface SideArm {
  readonly name: string
  readonly fields: readonly FieldOrigin[]
}

/** One side of a comparison. */
export interface Side {
  readonly name: SideName
  readonly made: Planned
  readonly arms: readonly SideArm[]
}

/** Faults of a file at a commit, told without the folder that it was looked at in. */
const ofCommit =
  ({ folder, root }: CheckedOut, { text }: SideName) =>
  ({ faults }: Faulty): Faulty =>
    new Faulty({
      faults: faults.map(({ where: { file, line, ...where }, ...each }) =>
        fault({
          ...each,
          what: `${text}: ${each.what.replaceAll(folder, root)}`,
          where: {
            ...where,
            ...(file === undefined
              ? {}
              : {
                  field: [`${file.replace(folder, root)}:${line ?? 1}`, where.field ?? ""]
                    .join(" ")
                    .trim(),
                }),
          },
        }),
      ),
    })

const armsOf = (made: Planned, shown: (place: string) => string): readonly SideArm[] => {
  const arms = new Map<string, SideArm>()
  for (const target of made.targets)
    for (const [name, arm] of namedArms([target]))
      if (!arms.has(name))
        arms.set(name, {
          name,
          fields: fieldOrigins(arm, made.definitions, (field) => {
            const found = made.written(target.name, name, field)
            return found === undefined ? undefined : { ...found, place: shown(found.place) }
          }),
        })
  return [...arms.values()]
}

const withArm = Effect.fnUntraced(function* ({ arm, text }: SideName, arms: readonly SideArm[]) {
  const found = arm === null ? arms : arms.filter(({ name }) => name === arm)
  if (found.length > 0) return found
  const names = arms.map(({ name }) => name)
  return yield* new Faulty({
    faults: [
      fault({
        what: `${text.slice(0, text.indexOf("::"))} has no arm "${arm ?? ""}"`,
        expected: byCloseness(arm ?? "", names).join(", "),
        hint: suggestion(arm ?? "", names),
      }),
    ],
  })
})

/** Checks and plans one side; a file at a commit in a folder that goes with the scope. */
export const sideOf = Effect.fn("sideOf")(function* (
  name: SideName,
  variant: VariantFlags,
  store: Option.Option<string>,
) {
  const folder = storeFolder(store, name.file)
  if (name.commit === null) {
    const made = yield* planned(name.file, variant, folder)
    return {
      name,
      made,
      arms: yield* withArm(
        name,
        armsOf(made, (place) => place),
      ),
    } satisfies Side
  }
  const out = yield* checkOut(name.file, name.commit).pipe(
    Effect.mapError(
      ({ why }) =>
        new Faulty({
          faults: [
            fault({
              what: `there is no ${name.file} at ${name.commit ?? ""}: ${why}`,
              expected: "a commit, branch or tag of the file's repository, such as HEAD~1",
            }),
          ],
        }),
    ),
  )
  const made = yield* planned(out.file, variant, folder).pipe(
    Effect.catchTag("Faulty", (error) => Effect.fail(ofCommit(out, name)(error))),
  )
  const shown = (place: string): string =>
    place.startsWith(out.folder)
      ? `${relative(process.cwd(), join(out.root, place.slice(out.folder.length + 1)))} at ${name.commit ?? ""}`
      : place
  return { name, made, arms: yield* withArm(name, armsOf(made, shown)) } satisfies Side
})
