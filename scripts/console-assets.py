#!/usr/bin/env python3
"""Writes Sources/CLibraries/CAssets/CAssets.c, the list of the page's files that the console carries.

Run it after adding, renaming or removing a file in Sources/Console/Console/web; a test tells when that was forgotten.
The contents need no run: the compiler reads them at each build.
"""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
WEB = ROOT / "Sources/Console/Console/web"
NOT_SERVED = {"package.json"}  # for node's test runner only


def main():
    files = sorted(path.relative_to(WEB).as_posix() for path in WEB.rglob("*") if path.is_file())
    files = [path for path in files if path not in NOT_SERVED]
    lines = [
        "// The files of the console's page, read by the compiler (C23 #embed).",
        "// Written by scripts/console-assets.py.",
        "",
        '#include "CAssets.h"',
        "",
    ]
    for index, path in enumerate(files):
        lines += [f"static const unsigned char file{index}[] = {{", f'#embed "../../Console/Console/web/{path}"', "};", ""]
    lines.append("static const struct casset assets[] = {")
    lines += [f'    {{"{path}", file{index}, sizeof file{index}}},' for index, path in enumerate(files)]
    lines += [
        "};",
        "",
        "size_t casset_count(void) {",
        "    return sizeof assets / sizeof assets[0];",
        "}",
        "",
        "const struct casset *casset_at(size_t index) {",
        "    return index < casset_count() ? &assets[index] : NULL;",
        "}",
        "",
    ]
    target = ROOT / "Sources/CLibraries/CAssets/CAssets.c"
    target.write_text("\n".join(lines))
    print(f"{target.relative_to(ROOT)}: {len(files)} files, {sum((WEB / path).stat().st_size for path in files)} bytes")


if __name__ == "__main__":
    main()
