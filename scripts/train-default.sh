#!/usr/bin/env bash
# Trains the model that ships, in four runs, each taken up where it was left, and averages the last two;
# writes RUNS/default.safetensors.
#   DATA, VALIDATION   photos with masks; composites in iHarmony4's folders
#   LABELS             categories of the photos (CSV); RUNS, folder of the runs; OPTIONS, more for `harmonize train`
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${DATA:-}" ] || [ -z "${VALIDATION:-}" ]; then
  echo "train-default: say DATA=folder of photos with masks, VALIDATION=folder in iHarmony4's layout [LABELS=table.csv]" >&2
  exit 2
fi
runs=${RUNS:-runs}
"${MAKE:-make}" --no-print-directory setup setup-torch setup-backbone
swift build -c release --product harmonize --quiet
harmonize=$(swift build -c release --show-bin-path)/harmonize

# run RECIPE FOLDER options: a new run, or the rest of one.
run() {
  local recipe=$1 folder=$2
  shift 2
  local how=("$recipe")
  [ -e "$folder/recipe.yml" ] && how=(--resume)
  # shellcheck disable=SC2086 # OPTIONS are several
  "$harmonize" train "${how[@]}" --data "$DATA" --validation "$VALIDATION" ${LABELS:+--labels "$LABELS"} --run "$folder" \
    "$@" ${OPTIONS:-}
}

# again FROM TO options: the default recipe once more, from all of another run's weights.
again() {
  local from=$1 to=$2
  shift 2
  run default "$runs/$to" --set initialization.weights="$runs/$from/checkpoints/best.safetensors" "$@"
}

run colour_transform256 "$runs/colour_transform256"
run default "$runs/default" \
  --set initialization.backbone=.deps/efficientnet-lite0/efficientnet-lite0-57934424.pth \
  --set initialization.partialWeights="$runs/colour_transform256/checkpoints/best.safetensors"
again default default-early --set epochs=4 --set optimizer.learningRate=6e-4 --set schedule.minimum=0.65
again default-early default-late --set epochs=6 --set optimizer.learningRate=4e-4
"$harmonize" average "$runs"/default-{early,late}/checkpoints/best.safetensors -o "$runs/default.safetensors" \
  --precision float16 --overwrite
