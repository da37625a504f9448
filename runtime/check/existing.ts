import { readdirSync, statSync } from "node:fs"
import { basename, dirname, join, resolve, sep } from "node:path"
import { Effect } from "effect"
import { closest } from "../../dsl/closest.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import { Faulty } from "../faults/faulty.ts"

const usual = "give its path, for example experiments/quickstart.ts"

const experimentsIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).filter((name) => /\.[cm]?ts$/.test(name))
  } catch {
    return []
  }
}

const missing = (path: string, file: string): Pick<Fault, "what" | "hint"> => {
  const folder = dirname(file)
  const name = basename(file)
  const names = experimentsIn(folder)
  const alike = names.find((each) => each.normalize() === name.normalize())
  const match = closest(/\.[cm]?ts$/.test(name) ? name : `${name}.ts`, names)
  return {
    what: `there is no file ${path}`,
    hint:
      alike !== undefined
        ? "there is one whose name looks the same, with its accents written otherwise (Unicode NFC or NFD): rename it, or let the shell complete the name"
        : match === undefined
          ? usual
          : `did you mean ${join(dirname(path), match)}?`,
  }
}

const inTheWay = (path: string, file: string): Pick<Fault, "what" | "hint"> | undefined => {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) return missing(path, file)
  if (found.isDirectory()) {
    const [first] = experimentsIn(file)
    return {
      what: path === "" ? "the name of the file is empty" : `${path} is a folder`,
      hint: first === undefined ? usual : `name a file in it, such as ${join(path, first)}`,
    }
  }
  if (sep === "/" && file.includes("\\"))
    return {
      what: `the path of ${path} has a backslash, from which Node cannot import`,
      hint: "rename the file or the folder that has it",
    }
  return /\.m?[jt]s$/.test(file)
    ? undefined
    : {
        what: `by its name ${path} is no module that Node loads`,
        hint: "give it a name that ends in .ts",
      }
}

const wrongWith = (path: string, file: string): Pick<Fault, "what" | "hint"> | undefined => {
  try {
    return inTheWay(path, file)
  } catch {
    // A name that is too long, a folder that may not be read, a file where a folder was meant.
    return missing(path, file)
  }
}

/** The full path of an experiment file that is there and can be imported. */
export const existing = (path: string): Effect.Effect<string, Faulty> => {
  const file = resolve(path)
  const wrong = wrongWith(path, file)
  if (wrong === undefined) return Effect.succeed(file)
  const expected = "an experiment file in TypeScript"
  return Effect.fail(new Faulty({ faults: [fault({ ...wrong, where: { file }, expected })] }))
}
