"""The models that datamodel-code-generator makes of the schemas of records read every record, and write the same."""

import glob
import json
import subprocess
import sys

import importlib.util

total = 0
for number, file in enumerate(sorted(glob.glob("*.schema.json"))):
    name = file.removesuffix(".schema.json")
    module = f"model{number}"
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "datamodel_code_generator", "--input", file, "--input-file-type", "jsonschema", "--output", f"{module}.py"]
        + ["--output-model-type", "pydantic_v2.BaseModel", "--class-name", "Line", "--disable-timestamp"],
        check=True,
    )
    spec = importlib.util.spec_from_file_location(module, f"{module}.py")
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[module] = loaded
    spec.loader.exec_module(loaded)
    Line = loaded.Line
    count = 0
    for text in open(f"{name}.records", encoding="utf-8").read().rstrip("\n").split("\n"):
        line = Line.model_validate_json(text)
        again = json.loads(line.model_dump_json(by_alias=True))
        ours = json.loads(text)
        # pydantic may write times in another form of RFC 3339
        again, ours = (json.dumps(value, sort_keys=True).replace("000Z", "Z").replace(".Z", "Z") for value in (again, ours))
        assert again == ours, (name, again, ours)
        count += 1
    try:
        Line.model_validate_json("{}")
    except ValueError:
        pass
    else:
        raise AssertionError(f"{name}: a record without a field is taken")
    total += count
    print(f"pydantic: {name}: {count} records")
assert total
