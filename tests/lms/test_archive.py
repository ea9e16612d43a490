"""Archives that anybody may have made: what is harmless is read, and the rest is named."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from lms_archives import zipped

from autograde.lms import archive as archives
from autograde.lms import unpacking
from autograde.lms.archive import Archive, ArchiveError, Damaged
from autograde.lms.unpacking import Unpacker


def refused(content: bytes) -> dict[str, str | None]:
    with Archive(content) as archive:
        return {entry.name: entry.refused for entry in archive.entries}


def raw(*entries: tuple[bytes, bytes, int]) -> bytes:
    """A stored archive of names as they are, contents and flags."""
    body, directory = b"", b""
    for name, content, flags in entries:
        crc = zipfile.crc32(content)
        fields = (20, flags, 0, 0, 0x21, crc, len(content), len(content), len(name), 0)
        local = struct.pack("<4s5H3L2H", b"PK\x03\x04", *fields) + name + content
        directory += (
            struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *fields, 0, 0, 0, 0, len(body)) + name
        )
        body += local
    count = len(entries)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + end


@pytest.mark.parametrize(
    "name",
    [
        "../../gradebook.db",
        "/etc/cron.d/x",
        "C:\\windows\\x",
        "c:x",
        "\\\\server\\share",
        "a/../../x",
    ],
)
def test_a_path_that_leads_out_is_refused(name: str) -> None:
    assert list(refused(zipped({name: b"", "b.txt": b""})).values()) == [
        "its path leads out of the archive",
        None,
    ]


@pytest.mark.parametrize("name", [b"a\x00.ipynb", b"a\nb.ipynb", b"a\x1b[2J.ipynb"])
def test_a_name_that_a_terminal_would_obey_is_refused_and_shown_without_it(name: bytes) -> None:
    ((shown, reason),) = refused(raw((name, b"", 0))).items()
    assert shown.isprintable()
    assert reason == "its name holds characters that cannot be printed"


def test_links_and_devices_are_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for kind in (stat.S_IFLNK, stat.S_IFIFO):
            info = zipfile.ZipInfo(f"{kind}")
            info.external_attr = (kind | 0o777) << 16
            archive.writestr(info, b"/etc/passwd")
    assert list(refused(buffer.getvalue()).values()) == ["it is a link", "it is no regular file"]


def test_encrypted_and_rarely_packed_entries_are_refused_and_the_rest_is_kept() -> None:
    assert refused(raw((b"a", b"x", 1), (b"b", b"x", 0))) == {"a": "it is encrypted", "b": None}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a", b"x")
    assert "packed by a method" in (refused(buffer.getvalue())["a"] or "")


def test_what_unpacks_to_far_more_is_refused() -> None:
    found = refused(zipped({"bomb.csv": b"0" * 50_000_000, "fine.csv": b"0" * 900_000}))
    assert found == {"bomb.csv": "it unpacks to more than 200 times its size", "fine.csv": None}


def test_a_size_that_is_a_lie_is_not_unpacked_further() -> None:
    content = bytearray(zipped({"a.csv": b"0" * 50_000_000}))
    central = content.index(b"PK\x01\x02")
    content[central + 24 : central + 28] = struct.pack("<L", 100)
    with Archive(bytes(content)) as archive, pytest.raises(Damaged):
        archive.read(archive.entries[0])


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_entries_with_the_same_name_the_first_is_kept() -> None:
    content = raw((b"a", b"first", 0), (b"a", b"second", 0))
    with Archive(content) as archive:
        first, second = archive.entries
        assert archive.read(first) == b"first"
    assert second.refused == "the archive holds it twice, and the first one counts"


def test_entries_that_share_their_bytes_are_refused() -> None:
    """The archive of one file whose directory names it many times: a bomb without nesting."""
    content = raw((b"a", b"x" * 100, 0), (b"b", b"y", 0))
    start = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", start + 4)
    bomb = bytearray(content)
    bomb[second + 42 : second + 46] = struct.pack("<L", 0)
    assert set(refused(bytes(bomb)).values()) == {
        "it shares its bytes with another file, as zip bombs do"
    }
    inside = bytearray(content)
    inside[second + 42 : second + 46] = struct.pack("<L", 60)
    assert refused(bytes(inside))["a"] == "it shares its bytes with another file, as zip bombs do"


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_chinese_names_are_read_with_and_without_the_mark_of_utf_8(encoding: str) -> None:
    assert list(refused(raw(("作业一/练习.ipynb".encode(encoding), b"", 0)))) == [
        "作业一/练习.ipynb"
    ]
    assert list(refused(raw(("作业一.ipynb".encode(), b"", 0x800)))) == ["作业一.ipynb"]


def test_western_names_without_the_mark_are_not_taken_for_chinese() -> None:
    assert list(refused(raw(("Übung Müller.ipynb".encode("cp437"), b"", 0)))) == [
        "Übung Müller.ipynb"
    ]


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut", b"PK\x05\x06"])
def test_an_archive_that_cannot_be_read_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.zip"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=r"broken\.zip.*download it again"):
        Archive(path)


@pytest.mark.parametrize("streamed", [False, True])
def test_of_an_archive_that_was_cut_off_the_rest_is_kept_wherever_it_was_cut(
    streamed: bool,
) -> None:
    contents = {"a/ä.txt": b"1" * 100, "b.zip": zipped({"inner.txt": b"1"}), "c.csv": b"2" * 3000}
    whole = zipped_as_a_stream(contents) if streamed else zipped(contents)
    kept: set[int] = set()
    for length in range(len(whole)):
        try:
            with Archive(whole[:length]) as archive:
                *before, last = archive.entries
                found = {entry.name: archive.read(entry) for entry in before}
        except ArchiveError as error:
            found = {}
            assert "cut off" in str(error)
        else:
            assert last.refused == "the archive was cut off here: it has to be handed in again"
        assert found.items() <= contents.items()
        kept.add(len(found))
    assert kept == {0, 1, 2, 3}


def zipped_as_a_stream(files: dict[str, bytes]) -> bytes:
    """An archive that tells sizes behind contents, as whoever writes while sending has to."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return pipe.getvalue()


def test_archives_in_an_archive_count_for_what_an_attempt_may_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(unpacking, "MAX_BYTES", 5_000)

    def found(content: bytes) -> dict[str, str]:
        attempt = zipped({f"{number}.zip": content for number in range(3)})
        files = Unpacker().files("all.zip", "all.zip", attempt)
        return {file.shown.removeprefix("all.zip » "): file.refused or "" for file in files}

    cut = found(zipped_as_a_stream({"a.csv": b"1" * 3000})[:-10])
    assert cut["0.zip » a.csv"] == ""
    assert "was cut off" in cut["1.zip"]
    none = found(b"1" * 3000)
    assert "no zip archive" in none["1.zip"]
    assert none["2.zip"] == "the attempt holds too much"


def test_an_archive_that_lies_last_in_one_that_was_cut_is_not_taken_for_it() -> None:
    inner = zipped({"inner.txt": b"1"})
    whole = raw((b"a.txt", b"1", 0), (b"b.zip", inner, 0))
    with Archive(whole[: whole.index(inner) + len(inner)]) as archive:
        first, second, end = archive.entries
        assert (archive.read(first), archive.read(second)) == (b"1", inner)
    assert end.name == "the list of files at the end of the archive"
    assert end.refused


def test_what_is_dangerous_stays_so_in_an_archive_that_was_cut_off() -> None:
    bomb = zipped({"bomb.csv": b"0" * 50_000_000, "../x": b"1", "y": b"1"})
    found = refused(bomb[:-100])
    assert found["bomb.csv"] == "it unpacks to more than 200 times its size"
    assert found["../x"] == "its path leads out of the archive"


def test_flipped_bits_never_end_in_another_error() -> None:
    whole = zipped({"a/ä.txt": b"1" * 100, "b.txt": b"2"})
    for place in range(len(whole)):
        for bit in (0x01, 0x80):
            changed = bytearray(whole)
            changed[place] ^= bit
            try:
                with Archive(bytes(changed)) as archive:
                    for entry in archive.entries:
                        if not entry.refused:
                            archive.read(entry)
            except (ArchiveError, Damaged):
                pass


def test_an_archive_of_very_many_files_is_refused_before_it_is_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archives, "MAX_INNER_ENTRIES", 20)
    many = {f"{number}": b"" for number in range(21)}
    with pytest.raises(ArchiveError, match="more than 20 files"):
        Archive(zipped(many))


def test_a_folder_to_which_a_browser_unpacked_is_read_without_following_links(
    tmp_path: Path,
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_bytes(b"1")
    (tmp_path / "link").symlink_to("/etc/passwd")
    with Archive(tmp_path) as archive:
        found = {entry.name: entry for entry in archive.entries}
        assert archive.read(found["a/x.txt"]) == b"1"
    assert found["link"].refused == "it is a link"


def test_a_missing_archive_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"nowhere\.zip does not exist"):
        Archive(tmp_path / "nowhere.zip")
