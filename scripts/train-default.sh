#!/usr/bin/env bash
# Trains the model that ships, in two runs, each taken up where it was left; writes RUNS/default.safetensors.
#   DATA, VALIDATION   photos with masks; composites in iHarmony4's folders
#   LABELS             categories of the photos (CSV); RUNS, folder of the runs; OPTIONS, more for `harmonize train`
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${DATA:-}" ] || [ -z "${VALIDATION:-}" ]; then
  echo "train-default: say DATA=folder of photos with masks, VALIDATION=folder in iHarmony4's layout [LABELS=table.csv]" >&2
  exit 2
fi
runs=${RUNS:-runs}
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

run colour_transform256 "$runs/colour_transform256"
run default "$runs/default" \
  --set initialization.backbone=.deps/efficientnet-lite0/efficientnet-lite0-57934424.pth \
  --set initialization.similar="$runs/colour_transform256/checkpoints/best.safetensors"
"$harmonize" convert "$runs/default/checkpoints/best.safetensors" "$runs/default.safetensors" --precision float16 --overwrite
