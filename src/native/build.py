"""Builds the C beside this file into the wheel where there is a C compiler. Without one medadlint is all Python: the same, and slower.

``MEDADLINT_PURE=1`` leaves it out, for a wheel that fits every machine.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any
from zlib import crc32

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_HERE = Path(__file__).parent
_NAME = "medadlint._native"


class NativeBuildHook(BuildHookInterface[Any]):
    _folder: tempfile.TemporaryDirectory[str] | None = None

    """See https://hatch.pypa.io/latest/plugins/build-hook/reference/."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the library: beside the sources if these are what will be imported (``version`` is "editable")."""
        if os.environ.get("MEDADLINT_PURE"):
            return
        if version != "editable":
            self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name) if self._folder else _HERE.parent
        library = _build(folder)
        if library is None:
            self.app.display_warning("нет компилятора C: medadlint будет работать, но медленнее")
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        if self._folder:
            build_data["force_include"][str(library)] = f"medadlint/{library.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Clear away what was built."""
        if self._folder:
            self._folder.cleanup()


def _sum() -> int:
    """Of the sources: a test asks whether what is used was built of them."""
    return crc32(b"".join(path.read_bytes() for path in sorted(_HERE.glob("*.[ch]"))))


def _build(folder: Path) -> Path | None:
    """The library, built below ``folder``; None where that cannot be done."""
    from setuptools import Distribution, Extension
    from setuptools.errors import BaseError, CCompilerError

    extension = Extension(
        _NAME,
        [str(_HERE / "native.c")],
        define_macros=[("SOURCE", f'"{_sum():08x}"')],
        extra_compile_args=["/O2"] if sys.platform == "win32" else ["-std=c11", "-O3"],
    )
    with tempfile.TemporaryDirectory() as objects:
        command = Distribution({"name": "medadlint", "ext_modules": [extension]}).get_command_obj("build_ext")
        command.build_temp, command.build_lib, command.force = objects, str(folder), True
        command.ensure_finalized()
        try:
            command.run()
        except (BaseError, CCompilerError, OSError):
            return None
        return Path(command.get_ext_fullpath(_NAME))


if __name__ == "__main__":  # after a change of the C, in place of installing anew
    sys.exit(0 if _build(_HERE.parent) else 1)
