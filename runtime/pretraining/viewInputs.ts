import type { ObjectiveModel } from "./contract.ts"

/** The inputs that hold the views of the images, in order; the first is `image`. */
export const viewInputs = ({ views = 1 }: Pick<ObjectiveModel, "views">): readonly string[] =>
  Array.from({ length: views }, (_, index) => (index === 0 ? "image" : `image.${index + 1}`))
