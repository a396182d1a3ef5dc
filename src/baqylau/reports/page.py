"""What the page of a statement shows beside the document."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from baqylau.accounts.permissions import Permission
from baqylau.reports import frame
from baqylau.reports.changed_words import changes_shown
from baqylau.reports.charts import in_words
from baqylau.reports.document import Document
from baqylau.reports.models import Statement


def page(request: HttpRequest, document: Document) -> dict[str, Any]:
    """The context of ``reports/statement.html``."""
    statement = document.statement
    earlier, changed = changes_shown(statement)
    others = Statement.objects.filter(mission=statement.mission).values_list("number", flat=True)
    return {
        "document": document,
        "statement": statement,
        "mission": statement.mission,
        "facts": frame.facts(document),
        "header": frame.table_header(document),
        "chapters": [
            {
                "chapter": chapter,
                "alternative": in_words(chapter.chart),
                "rows": [(one, frame.table_cells(document, one)) for one in chapter.table],
            }
            for chapter in document.chapters
        ],
        "comparison": frame.comparison_text(document) if document.terms.percentages else [],
        "comparison_header": frame.comparison_header(),
        "earlier": earlier,
        "changes": [change for change in changed if not change.of_an_area],
        "changes_text": frame.changes_text(changed),
        "others": list(others),
        "newest": max(others),
        "foot": frame.foot(document),
        "chart_caption": frame.chart_caption(document),
        "may_run": request.user.has_perm(Permission.RUN_STATEMENT, statement.mission),
        "cited": gettext("Figures of this statement"),
    }
