"""Runs the examples of docs/python.md, and those of the package itself."""

import doctest
import importlib
import os
import pathlib
import pkgutil
import sys

import gwfmt

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def of_page(path):
    """The code of a page: what stands in blocks of Python, at its lines."""
    code, inside = [], False
    for line in path.read_text().splitlines():
        if line.startswith("```"):
            inside = line == "```python"
            code.append("")
        else:
            code.append(line if inside else "")
    return "\n".join(code) + "\n"


def main():
    page = pathlib.Path(os.environ["GWFMT_ROOT"], "docs/python.md")
    test = doctest.DocTestParser().get_doctest(of_page(page), {}, "docs/python.md", str(page), 0)
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    runner.run(test, clear_globs=False)
    failed, tried = runner.summarize()
    assert tried > 20, tried
    for module in pkgutil.iter_modules(gwfmt.__path__):
        if module.name in ("__main__", "_gwfmt"):
            continue
        found = doctest.testmod(importlib.import_module(f"gwfmt.{module.name}"), optionflags=FLAGS)
        failed, tried = failed + found.failed, tried + found.attempted
    print(f"{tried} examples")
    return failed


if __name__ == "__main__":
    sys.exit(main())
