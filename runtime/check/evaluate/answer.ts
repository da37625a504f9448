import { Predicate } from "effect"
import type { Experiment } from "../../../dsl/experiment.ts"
import type { Study } from "../../../dsl/study.ts"
import type { Target } from "../../../dsl/target.ts"
import type { Calls, Position } from "../../faults/authorsPositions.ts"
import type { Orders } from "./orders.ts"

/** How a study was made: from which experiment, with which factors. */
export interface StudyMade {
  readonly study: Study
  readonly base: Experiment
  readonly factors: unknown
}

/** A value in a target that is no plain data. */
export interface Odd {
  readonly exported: string
  readonly path: readonly string[]
  /** What it is, such as `a function`. */
  readonly text: string
}

/** What a file came to. Objects are the same ones throughout: `made` speaks of parts of `targets`. */
export interface Evaluated {
  readonly event: "evaluated"
  /** Tables and figures by name of the export, those in lists and records too: `tables.0`. */
  readonly targets: readonly (readonly [string, Target])[]
  readonly made: readonly (readonly [object, Calls])[]
  readonly studies: readonly StudyMade[]
  readonly odd: readonly Odd[]
  /** Names of exported records that are like a target, and none. */
  readonly like: readonly string[]
  /** Names of exported promises that hold a target. */
  readonly promised: readonly string[]
  /** Records of a factor whose keys JavaScript has put in another order, and the keys as given. */
  readonly orders: Orders
  /** Every export and what it is, such as `a function`. */
  readonly exports: readonly (readonly [string, string])[]
}

/** What the process that evaluates a file answers. */
export type Answer =
  | Evaluated
  | {
      readonly event: "threw"
      /** What was thrown, in words. */
      readonly what: string
      /** The error's name, empty for what is no Error. */
      readonly name: string
      readonly code: string | undefined
      readonly position: Position | undefined
    }
  | { readonly event: "exited"; readonly call: string; readonly position: Position | undefined }
  | {
      readonly event: "stopped"
      readonly why: "time" | "waiting" | "memory"
      readonly position: Position | undefined
    }

/** The file beside an answer's own in which a module says which statement it has come to. */
export const reachedFile = (out: string): string => `${out}.reached`

/** Whether a value that was read back is a place. */
export const isPosition = (value: unknown): value is Position =>
  Predicate.hasProperty(value, "file") &&
  Predicate.hasProperty(value, "line") &&
  Predicate.hasProperty(value, "column")

/** The exit code of the process where its answer cannot be written. */
export const unwritten = 74

/** Whether a value that was read back is an answer: the process of the same version wrote it. */
export const isAnswer = (value: unknown): value is Answer =>
  Predicate.isObject(value) &&
  Predicate.hasProperty(value, "event") &&
  typeof value.event === "string"
