import { existsSync } from "node:fs"
import { join, relative } from "node:path"
import { Effect } from "effect"
import { byCloseness, suggestion } from "../../dsl/closest.ts"
import { fault } from "../../dsl/fault.ts"
import { Faulty } from "../faults/faulty.ts"
import type { ArmOrigins } from "../results/armOrigins.ts"
import { checkOut, type CheckedOut } from "../store/checkOut.ts"
import { plannedWithOrigins, type PlannedWithOrigins, type VariantFlags } from "./planned.ts"
import { refusal } from "../faults/refusal.ts"

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
  const at = existsSync(place) ? -1 : place.lastIndexOf("@")
  const own = at < 0 ? place : place.slice(0, at)
  const inherited = own === "" ? first : undefined
  const file = inherited?.file ?? own
  const commit = at < 0 ? (inherited?.commit ?? null) : place.slice(at + 1)
  const arm = rest.length === 0 ? (inherited?.arm ?? null) : rest.join("::")
  const full = `${file}${commit === null ? "" : `@${commit}`}${arm === null ? "" : `::${arm}`}`
  return { text: full, file, commit, arm }
}

/** One side of a comparison. */
export interface Side {
  readonly name: SideName
  readonly made: PlannedWithOrigins
  readonly arms: readonly ArmOrigins[]
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

const withArm = Effect.fnUntraced(function* ({ arm, text }: SideName, arms: readonly ArmOrigins[]) {
  const found = arm === null ? arms : arms.filter(({ name }) => name === arm)
  if (found.length > 0) return found
  const names = arms.map(({ name }) => name)
  return yield* refusal({
    what: `${text.slice(0, text.indexOf("::"))} has no arm "${arm ?? ""}"`,
    expected: byCloseness(arm ?? "", names).join(", "),
    hint: suggestion(arm ?? "", names),
  })
})

/** Checks and plans one side; a file at a commit in a folder that goes with the scope. */
export const sideOf = Effect.fn("sideOf")(function* (name: SideName, variant: VariantFlags) {
  if (name.commit === null) {
    const made = yield* plannedWithOrigins(name.file, variant)
    return { name, made, arms: yield* withArm(name, made.origins) } satisfies Side
  }
  const out = yield* checkOut(name.file, name.commit).pipe(
    Effect.mapError(({ why }) =>
      refusal({
        what: `there is no ${name.file} at ${name.commit ?? ""}: ${why}`,
        expected: "a commit, branch or tag of the file's repository, such as HEAD~1",
      }),
    ),
  )
  const made = yield* plannedWithOrigins(out.file, variant).pipe(
    Effect.catchTag("Faulty", (error) => Effect.fail(ofCommit(out, name)(error))),
  )
  const shown = (place: string): string =>
    place.startsWith(out.folder)
      ? `${relative(process.cwd(), join(out.root, place.slice(out.folder.length + 1)))} at ${name.commit ?? ""}`
      : place
  const arms = made.origins.map((arm) => ({
    ...arm,
    fields: arm.fields.map((field) =>
      field.written === undefined ? field : { ...field, written: shown(field.written) },
    ),
  }))
  return { name, made, arms: yield* withArm(name, arms) } satisfies Side
})
