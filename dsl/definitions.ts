import type { AnyDefinition, Component } from "./component.ts"
import { augmentationDefinitions } from "./augmentation.ts"
import { brats2023Definition } from "./datasets/brats2023.ts"
import { cifar10Definition } from "./datasets/cifar10.ts"
import { lungDefinition } from "./datasets/lung.ts"
import { picaiDefinition } from "./datasets/picai.ts"
import { phantomDefinition } from "./datasets/phantom.ts"
import { volumesDefinition } from "./datasets/volumes.ts"
import { encoderDefinitions } from "./encoder.ts"
import { maskDefinitions } from "./mask.ts"
import { metricDefinitions } from "./metric.ts"
import { networkDefinitions } from "./network.ts"
import { optimizerDefinitions } from "./optimizer.ts"
import { objectiveDefinitions } from "./pretraining.ts"
import { taskDefinitions } from "./task.ts"

/** Every definition that ships with the package. */
export const builtIn: readonly AnyDefinition[] = [
  brats2023Definition,
  cifar10Definition,
  lungDefinition,
  phantomDefinition,
  picaiDefinition,
  volumesDefinition,
  ...augmentationDefinitions,
  ...encoderDefinitions,
  ...maskDefinitions,
  ...objectiveDefinitions,
  ...optimizerDefinitions,
  ...networkDefinitions,
  ...metricDefinitions,
  ...taskDefinitions,
]

/** The definition a component was made from, if it is among those given. */
export const definitionOf = (
  component: Component,
  definitions: readonly AnyDefinition[],
): AnyDefinition | undefined =>
  definitions.find(
    (definition) => definition.family === component.family && definition.kind === component.kind,
  )
