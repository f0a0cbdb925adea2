# Makes the pinned Python environment that the benchmarks' peers run in; sets `environment`. To be sourced from the root.
environment=.bench/venv
requirements=scripts/bench-requirements.txt
if ! cmp -s "$requirements" "$environment/requirements.txt"; then
  "${PYTHON:-python3}" -m venv --clear "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
  cp "$requirements" "$environment/requirements.txt"
fi
