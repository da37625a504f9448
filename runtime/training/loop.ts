import { Duration, Effect } from "effect"
import {
  prepare,
  type Arrays,
  type Device,
  type EngineError,
  type Inputs,
  type Prepared,
  type Program,
} from "../engine/index.ts"
import { CurrentStage } from "../current/currentStage.ts"
import { Stopped } from "../current/stopped.ts"
import { prefetch } from "./prefetch.ts"
import { readCheckpoint, writeCheckpoint } from "./checkpoint.ts"
import {
  isMeasured,
  measuresGradients,
  noHistory,
  recorded,
  withMeasured,
  type HistoryRow,
} from "./history.ts"
import { epochLog, trainingBegins } from "./epochLog.ts"
import type { Passes } from "./sampling.ts"
import { notFiniteLoss, notFiniteState } from "./notFinite.ts"
import { steadyTime } from "../units/steadyTime.ts"

/** The inputs of one step, and the subjects they were made from. */
interface Batch {
  readonly inputs: Inputs
  readonly subjects: readonly string[]
  /** Frees what the inputs hold on a device, after the step. */
  readonly release?: () => void
}

/** A run of training: a program, its first state, and the batch of every step (counted from 1). */
export interface Training<E, R> {
  readonly program: Program
  readonly initial: () => Arrays
  readonly steps: number
  /** How it passes over its subjects, for the log. Default: no epochs are told. */
  readonly passes?: Passes
  readonly batch: (step: number) => Effect.Effect<Batch, E | EngineError, R>
  /** The output that progress shows as the loss. */
  readonly loss: string
  /**
   * What is measured of the gradients of a step, at the state before it and its inputs, in some steps: it
   * is recorded beside the losses and logged.
   */
  readonly gradients?: (
    state: Arrays,
    inputs: Inputs,
  ) => Effect.Effect<Readonly<Record<string, number>>, E | EngineError, R>
  /**
   * What is measured of the state now and then, to be recorded beside the losses. It may stop where it is
   * asked to: the state is then measured anew when training goes on. `tell` says that it is under way.
   */
  readonly measure?: (
    state: Arrays,
    tell: Effect.Effect<void>,
  ) => Effect.Effect<Readonly<Record<string, number>>, E | EngineError | Stopped, R>
}

/** Milliseconds between checkpoints: the most that a kill -9 loses, give or take a step. */
const checkpointEvery = 30_000
const progressEvery = 500

/** Batches that are ready or being made while a step runs. */
export const batchesAhead = 3

const scalars = (outputs: Arrays): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(outputs).flatMap(([name, values]) =>
      values.length === 1 ? [[name, values[0] ?? Number.NaN]] : [],
    ),
  )

/** The device that a training runs on, for the log. */
const deviceText = (device: Device): string =>
  device.kind === "cpu" ? `cpu with ${device.threads} threads` : device.kind

/** What a training leaves. */
interface TrainingResult {
  readonly state: Arrays
  readonly history: readonly HistoryRow[]
  /** Share of the time after the first batch that steps waited for theirs; 0 where no step ran. */
  readonly waitShare: number
}

/** Loads the last checkpoint, or the first state; gives the step and the history so far. */
const begun = Effect.fnUntraced(function* (
  prepared: Prepared,
  checkpoint: string,
  initial: () => Arrays,
) {
  const resumed = yield* readCheckpoint(checkpoint)
  yield* prepared.load(resumed?.state ?? initial())
  const { history = noHistory, step, isUnmeasured = false } = resumed ?? {}
  return { history, step: step ?? 0, good: step, isUnmeasured }
})

/**
 * Trains from the last checkpoint, or from the first state, to the last step. Batches are made ahead
 * of the steps. A loss that is not finite ends the run, naming the step, the batch's subjects and the
 * last good checkpoint, and so does a state that is not finite: neither is ever saved. A request to
 * stop ends it after a checkpoint.
 */
export const train = Effect.fn("train")(function* <E, R>(training: Training<E, R>) {
  const { program, steps, passes } = training
  const { checkpoint, device, log, progress, stopping } = yield* CurrentStage
  const prepared = yield* prepare(program, device)
  const { flops } = prepared.info
  let { history, step, good, isUnmeasured } = yield* begun(prepared, checkpoint, training.initial)
  // What was loaded is as large as all weights and moments.
  globalThis.gc?.()

  const first = step
  let started = yield* steadyTime
  let saved = started
  let shown = Number.NEGATIVE_INFINITY
  let loss: number | undefined

  /** Where training stands, and stood last. */
  const standing = () => ({ program: program.name, step, checkpoint, good })
  const finiteState = Effect.suspend(() => prepared.save()).pipe(
    Effect.tap((state) => notFiniteState(standing(), state)),
  )
  const save = Effect.gen(function* () {
    const state = yield* finiteState
    yield* writeCheckpoint(checkpoint, program.state, { step, state, history, isUnmeasured })
    good = step
    saved = yield* steadyTime
  })
  /** Tells how far training is; its terms where a step has just given them. */
  const tell = Effect.fnUntraced(function* (terms?: Readonly<Record<string, number>>) {
    shown = yield* steadyTime
    const rate = ((step - first) * 1000) / Math.max(1, shown - started)
    yield* progress({
      step,
      steps,
      ...(step === first ? {} : { rate }),
      ...(terms === undefined ? {} : { terms }),
      ...(loss === undefined ? {} : { loss }),
      ...(flops === undefined ? {} : { flops }),
    })
  })
  const tellMeanwhile = Effect.gen(function* () {
    if ((yield* steadyTime) - shown >= progressEvery) yield* tell()
  })
  /** Measures the state. It may take long: what was reached before is safe. */
  const measured = Effect.fnUntraced(function* (measure: NonNullable<typeof training.measure>) {
    isUnmeasured = true
    if ((yield* steadyTime) - saved >= checkpointEvery) yield* save
    const found = yield* measure(yield* prepared.save(), tellMeanwhile).pipe(
      Effect.tapError((error) => (error instanceof Stopped ? save : Effect.void)),
    )
    isUnmeasured = false
    history = withMeasured(history, found)
    return found
  })

  if (passes !== undefined) yield* log(trainingBegins(passes, step, deviceText(device)))
  if (isUnmeasured && training.measure !== undefined) yield* measured(training.measure)
  const batches = yield* prefetch(step + 1, steps, batchesAhead, training.batch)
  let next = yield* batches.take
  started = yield* steadyTime
  const epochEnds = passes === undefined ? () => null : epochLog(passes, started)
  let wait = 0
  let waited = 0
  while (next !== undefined) {
    const { inputs, subjects, release } = next
    const before =
      training.gradients !== undefined && measuresGradients(step + 1, steps)
        ? yield* prepared.save()
        : undefined
    const outputs = yield* prepared.step(inputs)
    step++
    const terms = scalars(outputs)
    if (!Object.values(terms).every(Number.isFinite))
      return yield* notFiniteLoss(standing(), terms, subjects)
    // After the step, which so has its memory first.
    const gradients =
      training.gradients !== undefined && before !== undefined
        ? yield* training.gradients(before, inputs)
        : {}
    release?.()
    loss = terms[training.loss]
    history = recorded(history, step, steps, terms, gradients)
    const measures = training.measure !== undefined && isMeasured(step, steps)
    const ofState =
      training.measure !== undefined && measures ? yield* measured(training.measure) : {}

    const now = yield* steadyTime
    const line = epochEnds({ step, terms, subjects, now, waited: wait })
    if (line !== null) yield* log(line)
    if (now - shown >= progressEvery || measures || step === steps)
      yield* tell({ ...terms, ...gradients, ...ofState })
    if (stopping()) {
      yield* save
      return yield* new Stopped({ step })
    }
    if (now - saved >= checkpointEvery && step < steps) yield* save
    const [waiting, taken] = yield* Effect.timed(batches.take)
    wait = Duration.toMillis(waiting)
    waited += wait
    next = taken
  }
  const elapsed = (yield* steadyTime) - started
  const state = yield* finiteState
  const waitShare = elapsed > 0 ? waited / elapsed : 0
  return { state, history: history.rows, waitShare } satisfies TrainingResult
}, Effect.scoped)
