/** What a stage does, known before it runs. */
export interface Work {
  /** Steps as the stage counts them in its progress. */
  readonly steps: number
  /** Bytes of its artifact beside trained weights. */
  readonly disk: number
  /** Voxels that a step reads, channels or columns counted, where that is what takes time. */
  readonly voxels?: number
  /** Set where it computes with tensors. */
  readonly tensors?: {
    /** What shapes its graph: equal for stages of equal graphs. */
    readonly shape: readonly unknown[]
    /** Runs of the graph in a step. */
    readonly runs: number
    /** Work beside the steps, such as validation, in steps a step; in no count of operations. */
    readonly beside?: number
    /** Subjects in a step, where the data decide it. */
    readonly batch: number
    /** Subjects that it is trained on. */
    readonly subjects?: number
  }
}
