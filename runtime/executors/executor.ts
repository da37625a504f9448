import { Context, Schema, type Effect, type Scope, type Stream } from "effect"
import { Fault } from "../../dsl/fault.ts"
import type { JobEvent, JobHandle } from "./job.ts"
import type { WorkerSpec } from "./workerSpec.ts"

/** An executor that cannot be reached, or that refuses a job. */
export class ExecutorError extends Schema.TaggedError<ExecutorError>()("ExecutorError", {
  faults: Schema.Array(Fault),
}) {
  override get message(): string {
    return this.faults.map((fault) => fault.what).join("; ")
  }
}

/** What a stage is expected to take; null where nothing is known. */
export interface Expected {
  readonly seconds: number | null
  /** Bytes. */
  readonly memory: number | null
  /** Bytes of a GPU. */
  readonly gpuMemory: number | null
}

/** What a stage needs of a place. */
export interface Needs extends Expected {
  /** The most urgent goes first. */
  readonly priority: number
  /** Devices that divide its batch among them; where they are cards it has them for itself. Default: 1. */
  readonly devices?: number
  /** Whether it needs the most room that there is: its memory ran out in less. */
  readonly alone: boolean
}

/** A job to be handed in. */
export interface Order {
  /** Names the job: written down before it is handed in, so that it can be found whatever happens then. */
  readonly token: string
  /** What the worker is told. */
  readonly spec: WorkerSpec
  /** Where that is written for it; an executor may keep files of its own beside. */
  readonly file: string
  /** File to which all is added that the worker says and that is no message. */
  readonly log: string
}

/** Room for one job. */
export interface Place {
  /** Number of its slot among those of `Capacity`, from 0; null where there are none. */
  readonly slot: number | null
  readonly device: string
  /** Threads that a job is to compute with; one that goes on from a checkpoint keeps its own. */
  readonly threads: number
  /** Bytes that it may take; null where memory is not counted. */
  readonly room: number | null
  /** Cards that it has; 1 also where it has none. */
  readonly cards: number
  /** Whether nothing runs beside it, from its beginning to its end. */
  readonly alone: boolean
  /** Whether nothing shares its device with it, from its beginning to its end. */
  readonly hasDevice: boolean
  /** Hands a job in, which takes the place until it ends. */
  readonly submit: (order: Order) => Effect.Effect<JobHandle, ExecutorError>
}

/** What an executor does at once. */
export interface Capacity {
  /** Jobs at once. */
  readonly slots: number
  /** Name of each slot's device; empty where they have none. */
  readonly devices: readonly string[]
  /** Bytes that jobs may take together; null where memory is not counted. */
  readonly memory: number | null
}

/**
 * Where stages are done: places a job, watches it, stops it, tells how it ended and what it used. What
 * every executor promises is tested in `test/executors/laws.ts`; a new one is a new layer.
 */
export class Executor extends Context.Service<
  Executor,
  {
    /** The name in its handles. */
    readonly name: string
    readonly capacity: Capacity
    /** Whether jobs go on when this process dies: a later one then watches them by their handles. */
    readonly outlives: boolean
    /**
     * Waits until a job may be handed in. The place is given back when its job ends, or when the scope
     * closes with none handed in.
     */
    readonly place: (needs: Needs) => Effect.Effect<Place, ExecutorError, Scope.Scope>
    /** The job of a token, where a process died before it could write the handle down; else null. */
    readonly find: (token: string) => Effect.Effect<JobHandle | null, ExecutorError>
    /**
     * Where a job stands, then what happens to it, and last how it ended; of a job that ended before,
     * how it ended. May be called again, and by another process where jobs outlive theirs.
     */
    readonly watch: (handle: JobHandle) => Stream.Stream<JobEvent, ExecutorError>
    /**
     * Asks a job to write a checkpoint and leave, insists after a while, and returns when nothing of
     * it runs any more.
     */
    readonly stop: (handle: JobHandle) => Effect.Effect<void, ExecutorError>
  }
>()("ablate/executors/Executor") {}
