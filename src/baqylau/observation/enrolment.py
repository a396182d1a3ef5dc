"""The field in which the code of a card is typed, and how many wrong ones are let pass."""

from __future__ import annotations

import time

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from baqylau.observation.limits import Limit

WRONG_A_MINUTE = 60
"""Wrong codes from one address; right ones are not counted. There are 31 to the tenth codes."""

wrong_codes = Limit()


class EnrolForm(forms.Form):
    """The code."""

    code = forms.CharField(
        label=_("The code on your card"),
        max_length=40,
        help_text=_("Ten letters and digits. Capital letters and the hyphen do not matter."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "autocorrect": "off",
                "spellcheck": "false",
                "class": "code-field",
            }
        ),
    )


def seconds_to_wait(request: HttpRequest, *, count: bool = False) -> int:
    """How long whoever asks from this address must wait; ``count`` a wrong code of theirs."""
    address, now = request.META.get("REMOTE_ADDR", ""), time.monotonic()
    if count:
        return wrong_codes.seconds_to_wait(address, a_minute=WRONG_A_MINUTE, now=now)
    return wrong_codes.would_wait(address, a_minute=WRONG_A_MINUTE, now=now)
