/** One scan: a patient at one time point. */
export interface Subject {
  /** Unique in the data set. */
  readonly id: string
  /** Scans of one patient share it, and never part in a split. */
  readonly patient: string
  /** Path of the image of each modality, by name. */
  readonly images: Readonly<Record<string, string>>
  /** Path of the segmentation. */
  readonly label?: string
}

/** The subjects of a data set, sorted by id. */
export interface SubjectIndex {
  readonly root: string
  /** Channels, in order. */
  readonly modalities: readonly string[]
  readonly subjects: readonly Subject[]
  /** Subjects that are there and were left out. */
  readonly excluded?: readonly Pick<Subject, "id" | "patient">[]
}
