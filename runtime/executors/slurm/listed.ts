/** A task of ours as Slurm lists it. */
export interface Listed {
  /** Such as `PENDING`, `RUNNING`, `COMPLETED`, `OUT_OF_MEMORY`. */
  readonly state: string
  /** Why it waits, or how it failed; `None` for nothing. */
  readonly reason: string
  /** Number of the user who cancelled it, where that is told. */
  readonly by?: string
  /** When Slurm means to start it, or did, ms since 1970; absent where it does not say. */
  readonly start?: number
}
