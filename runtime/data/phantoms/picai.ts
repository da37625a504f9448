import { random } from "../../random/random.ts"
import {
  csvText,
  imageOf,
  scanned,
  type PhantomFile,
  type PhantomLayout,
  type PhantomSet,
  type Size,
} from "./layout.ts"
import { prostate } from "./prostate.ts"

/** mm: in the plane and between slices, as T2W of PI-CAI has them. */
const IN_PLANE = 0.5
const BETWEEN = 3

/** ADC and HBV are coarser by this in the plane. */
const COARSER = 2

const ZONES = "picai_labels/anatomical_delineations/zonal_pz_tz/AI/Yuan23"
const MARKSHEET = "picai_labels/clinical_information/marksheet.csv"
const IMAGES = "picai_public_images_fold0"

const idsOf = (index: number): readonly [patient: string, study: string] => [
  String(10000 + index),
  String(1000000 + index),
]

/** ISUP grade: every other subject has cancer that is clinically significant. */
const gradeOf = (seed: number, index: number): number => {
  const own = random(seed, "phantom prostate", index, "grade")
  return index % 2 === 0 ? own.integer(2) : 2 + own.integer(4)
}

function* files({ size, subjects, seed }: PhantomSet): Generator<PhantomFile> {
  const grades = Array.from({ length: subjects }, (_, index) => gradeOf(seed, index))
  yield {
    path: MARKSHEET,
    text: csvText([
      ["patient_id", "study_id", "case_ISUP", "case_csPCa"],
      ...grades.map((grade, index) => [...idsOf(index), grade, grade >= 2 ? "YES" : "NO"]),
    ]),
  }
  const [depth, height, width] = size
  const coarse: Size = [depth, Math.ceil(height / COARSER), Math.ceil(width / COARSER)]
  // Both grids fill the same field of view.
  const spacing = [
    (IN_PLANE * width) / coarse[2],
    (IN_PLANE * height) / coarse[1],
    BETWEEN,
  ] as const
  const origin = [(spacing[0] - IN_PLANE) / 2, (spacing[1] - IN_PLANE) / 2, 0] as const
  for (const [index, grade] of grades.entries()) {
    const [patient, study] = idsOf(index)
    const id = `${patient}_${study}`
    const path = (name: string): string => `${IMAGES}/${patient}/${id}_${name}.mha`
    const fine = prostate(seed, index, grade, size)
    const other = prostate(seed, index, grade, coarse)
    const grid = [IN_PLANE, IN_PLANE, BETWEEN] as const
    yield { path: path("t2w"), image: imageOf(scanned(fine.t2w, 500), size, grid) }
    yield { path: path("adc"), image: imageOf(scanned(other.adc, 1500), coarse, spacing, origin) }
    yield { path: path("hbv"), image: imageOf(scanned(other.hbv, 100), coarse, spacing, origin) }
    yield { path: `${ZONES}/${id}.nii.gz`, image: imageOf(fine.zones, size, grid) }
  }
}

/** PI-CAI: MetaImages of patients, zones and marksheet of the labels repository. */
export const picai: PhantomLayout = {
  size: [24, 96, 96],
  files,
  dataset: (folder) =>
    `picai({ images: ${JSON.stringify(folder)}, labels: ${JSON.stringify(`${folder}/picai_labels`)}, split: { test: 0.25, seed: 0 } })`,
}
