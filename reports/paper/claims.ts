import type { Claim } from "../lint/claims.ts"

const run = "M2-MAE"

const numbers = (quote: string, values: Readonly<Record<string, number>>): readonly Claim[] =>
  Object.entries(values).map(([column, value]) => ({ says: "number", quote, run, column, value }))

const gains = (quote: string, values: Readonly<Record<string, number>>): readonly Claim[] =>
  Object.entries(values).map(([column, value]) => ({
    says: "gain",
    quote,
    run,
    over: "UNETR",
    column,
    value,
  }))

const best = (table: string, quote: string): Claim => ({ says: "best", quote, run, table })

/** What the paper's text says of its tables (IV-C and IV-D), and one number of others. */
export const paperClaims: readonly Claim[] = [
  ...numbers("mean Dice of 89.71%, 85.02%, 81.29% for the whole tumor (WT), tumor core (TC), ...", {
    "brats2023 segmentation.dice.WT": 89.71,
    "brats2023 segmentation.dice.TC": 85.02,
    "brats2023 segmentation.dice.ET": 81.29,
  }),
  ...numbers("(TZ) and peripheral zone (PZ) on PI-CAI are 91.19% and 82.59%, respectively", {
    "picai segmentation.dice.TZ": 91.19,
    "picai segmentation.dice.PZ": 82.59,
  }),
  ...numbers("thoracic cavity (TC) and ventilation defect (VD) ... is 97.25% and 91.23%", {
    "lung segmentation.dice.cavity": 97.25,
    "lung segmentation.dice.defect": 91.23,
  }),
  ...numbers(
    "72.46% for IDH genotyping, 84.60% for prostate cancer grading, and 76.88% for lung ...",
    {
      "brats2023 classification.auc": 72.46,
      "picai classification.auc": 84.6,
      "lung classification.auc": 76.88,
    },
  ),
  ...gains("an increase of 14.56% and 18.48% in Dice compared to UNETR without pre-training", {
    "brats2023 segmentation.dice.TC": 14.56,
    "brats2023 segmentation.dice.ET": 18.48,
  }),
  {
    says: "elsewhere",
    quote:
      "nnU-Net's authors have a mean Dice of 91.2 on the 1251 subjects of BraTS, by another protocol",
    run: "nnUNet",
    columns: [
      "brats2023 segmentation.dice.WT",
      "brats2023 segmentation.dice.TC",
      "brats2023 segmentation.dice.ET",
    ],
    value: 91.2,
    within: 5,
  },
  best(
    "table1",
    "the proposed model outperforms the comparative methods in the segmentation tasks",
  ),
  best("table2", "the superiority of our framework over the state-of-the-art"),
  best(
    "table3",
    "M²-MAE can effectively avoid model collapse and enhance the pre-training performance",
  ),
  best("table4", "improves with levels and reaches the maximum at level=4"),
  best("table5", "L_Dis and L_PBT have complementary effects and can enhance the segmentation"),
]
