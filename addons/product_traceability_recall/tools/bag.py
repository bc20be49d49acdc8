"""Files with a list of their hashes, after BagIt (RFC 8493), as one ZIP.

Unpacked, ``sha256sum -c manifest-sha256.txt`` checks them, and so does any BagIt software.
"""

import hashlib
import io
import re
import zipfile
from pathlib import PurePosixPath

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
LINE = re.compile(r"([0-9a-f]{64})  (.+)")
# What a reader unpacks at most, whatever a ZIP says of itself.
MOST_BYTES = 2 * 1024**3


class Bag:
    """Payload files are added one by one; :meth:`close` writes what speaks of them."""

    def __init__(self, file, name, moment):
        """
        :param file: binary file to write the ZIP to
        :param str name: the folder inside the ZIP
        :param datetime moment: the time that all files get, in UTC
        """
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._name, self._moment = name, moment
        self._hashes, self._tags, self._size, self._taken = {}, {}, 0, set()

    def add(self, path, content):
        """Add a payload file.

        :param str path: below ``data/``
        :param bytes content: what it holds
        :raise ValueError: for a path that leads out of the bag, or stands in it already
        """
        path = f"data/{path}"
        if not _is_inside(path) or path.casefold() in self._taken:
            raise ValueError(f"not a new file of the bag: {path}")
        self._taken.add(path.casefold())
        self._hashes[path] = hashlib.sha256(content).hexdigest()
        self._size += len(content)
        self._write(path, content)

    def manifest(self):
        """:return: bytes, a line for each file with its hash, in order of their paths"""
        return _lines(self._hashes)

    def add_tag(self, path, content):
        """Add a file that speaks of the bag, such as a signature of its manifest."""
        self._tags[path] = hashlib.sha256(content).hexdigest()
        self._write(path, content)

    def close(self, information):
        """Write the manifests.

        :param dict information: {label: text} for ``bag-info.txt``
        """
        information = {
            "Bagging-Date": f"{self._moment:%Y-%m-%d}",
            "Payload-Oxum": f"{self._size}.{len(self._hashes)}",
            **information,
        }
        lines = [f"{label}: {' '.join(str(text).split())}" for label, text in information.items()]
        self.add_tag("bagit.txt", DECLARATION)
        self.add_tag("bag-info.txt", ("\n".join(lines) + "\n").encode())
        self.add_tag(MANIFEST, self.manifest())
        self._write(TAG_MANIFEST, _lines(self._tags))
        self._zip.close()

    def _write(self, path, content):
        entry = zipfile.ZipInfo(f"{self._name}/{path}", self._moment.timetuple()[:6])
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        self._zip.writestr(entry, content)


def check(content, digest=None):
    """Look for what changed in a bag since it was made.

    :param bytes content: the ZIP
    :param str digest: SHA-256 of the whole ZIP where it is known, for what no manifest speaks of
    :return: list of (problem, path): ``unreadable``, ``changed``, ``missing``, ``not_listed``, and
        ``other_file`` when the ZIP as a whole is another; empty for a bag that is whole
    """
    problems = []
    try:
        files = read(content)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError) as error:
        return [("unreadable", str(error))]
    except Exception as error:  # zlib and struct raise what they like on torn bytes
        return [("unreadable", type(error).__name__)]
    listed = {}
    for name in (MANIFEST, TAG_MANIFEST):
        if name not in files:
            problems.append(("missing", name))
            continue
        for line in files[name].decode("utf-8", "replace").splitlines():
            found = LINE.fullmatch(line)
            if found:
                listed[found[2]] = found[1]
            else:
                problems.append(("changed", name))
    for path, known in listed.items():
        if path not in files:
            problems.append(("missing", path))
        elif hashlib.sha256(files[path]).hexdigest() != known:
            problems.append(("changed", path))
    problems += [
        ("not_listed", path) for path in files if path not in listed and path != TAG_MANIFEST
    ]
    if digest and not problems and hashlib.sha256(content).hexdigest() != digest:
        problems.append(("other_file", ""))
    return problems


def read(content):
    """:return: {path in the bag: bytes} of a ZIP"""
    files, room = {}, MOST_BYTES
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            path = entry.filename.partition("/")[2]
            room -= entry.file_size
            if not _is_inside(path) or path in files or room < 0:
                raise ValueError(entry.filename)
            files[path] = archive.read(entry)
    return files


def _is_inside(path):
    parts = PurePosixPath(path).parts
    return bool(parts) and ".." not in parts and not path.startswith("/") and "\n" not in path


def _lines(hashes):
    return "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes)).encode()
