"""nbgrader's own commands on the archives and tables of learning-management systems."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin, ExtractorPlugin, FileNameCollectorPlugin
from traitlets import Unicode

from autograde import course as courses
from autograde.lms import backup, filling, roster
from autograde.lms.archive import ArchiveError
from autograde.lms.marks import Marks
from autograde.lms.sorting import Sorter

NO_TIME = "no-time"


class LmsExtractor(ExtractorPlugin):  # type: ignore[misc]
    """``nbgrader zip_collect``: unpacks archives as safely as ``autograde collect``.

    Archives of Blackboard, Canvas and Moodle lie in ``downloaded/ASSIGNMENT/archive/``. Of each
    student the last attempt in time goes to ``extracted/STUDENT/TIME/``, where
    :class:`LmsCollector` finds it. Every file that is left aside is logged with the reason.
    """

    def extract(self, archive_path: str, extracted_path: str) -> None:
        directory = self.parent.coursedir
        sorter = Sorter(courses.load(Path(directory.root)), directory.assignment_id)
        for archive in sorted(Path(archive_path).iterdir()):
            try:
                for hand_in in sorter.hand_ins(archive):
                    for file in hand_in.sorted:
                        log = self.log.warning if file.look else self.log.info
                        log("%s: %s", file.name, file.reason)
                    time = f"{hand_in.moment:%Y%m%dT%H%M%SZ}" if hand_in.moment else NO_TIME
                    for name, content in hand_in.files.items():
                        path = Path(extracted_path, hand_in.student or "", time, name)
                        if path.exists():
                            self.log.warning("%s: another archive holds it, too", path)
                            continue
                        path.parent.mkdir(parents=True, exist_ok=True)
                        path.write_bytes(content)
            except ArchiveError as error:
                self.log.error("%s", error)


class LmsCollector(FileNameCollectorPlugin):  # type: ignore[misc]
    """``nbgrader zip_collect``: whose file it is, as :class:`LmsExtractor` has put it."""

    def collect(self, submitted_file: str) -> Mapping[str, str] | None:
        app = self.parent
        top = Path(app._format_collect_path(app.extracted_directory))
        student, time, *rest = Path(submitted_file).relative_to(top).parts
        found = {"student_id": student, "file_id": "/".join(rest)}
        return found if time == NO_TIME else found | {"timestamp": time}


class LmsExporter(ExportPlugin):  # type: ignore[misc]
    """``nbgrader export``: fills marks into a table of Blackboard, Canvas or Moodle."""

    system = Unicode(help="blackboard, canvas or moodle").tag(config=True)
    template = Unicode(help="the table as it was downloaded from there").tag(config=True)
    column = Unicode(help="the column of the marks; by default the assignment's").tag(config=True)

    def export(self, gradebook: Gradebook) -> None:
        for name in self.assignment or [a.name for a in gradebook.assignments]:
            marks = Marks(gradebook.find_assignment(name).max_score)
            for submission in gradebook.assignment_submissions(name):
                student = submission.student_id
                if submission.needs_manual_grade:
                    marks.waiting[student] = "needs a manual grade"
                else:
                    penalty = submission.late_submission_penalty or 0.0
                    marks.points[student] = max(0.0, submission.score - penalty)
            known = roster.load(Path(self.parent.coursedir.root))
            names = frozenset({self.column or name})
            table = Path(self.template).read_bytes()
            filled = filling.fill(table, self.system, marks, known, names)
            for student, why in (marks.waiting | filled.kept).items():
                self.log.warning("%s gets no mark: %s", student, why)
            target = Path(self.to or f"grades-{self.system}{Path(self.template).suffix}")
            kept = backup.write(target, filled.content)
            self.log.info("%s marks in %s, before: %s", filled.written, target, kept)
