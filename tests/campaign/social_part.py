"""One of each of social networks; their addresses, for all tests of addresses."""

from __future__ import annotations

from datetime import date

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.campaign.actions.social_grouping import group_posts
from baqylau.campaign.models import Advertisement, PostGroup, SocialAccount, SocialPost
from baqylau.mission.models import Mission
from tests.campaign.social import LONG, NOW, kept, row, table, taken_in
from tests.site.address import Address, in_mission


def make(mission: Mission, user: User) -> dict[str, object]:
    """One of each in the mission, made by this person; what a test may look at, by name."""
    moment = "2023-03-05T10:00:00Z"
    rows = [
        row(1, published_at="2023-03-01T10:00:00Z", text=LONG, reactions=120),
        row(2, "candidate", published_at=moment, text=f"{LONG}!", platform="facebook", reactions=40),
        row(3, "somebody", published_at="2023-03-18T06:00:00Z", sponsored="yes", reactions=7),
    ]
    taken = taken_in(mission, table(*rows), user)
    waiting = kept(mission, table(row(4)), user, name="more.csv", new_accounts=False)
    SocialAccount.objects.filter(mission=mission, handle="party").update(role="party", name="The Party")
    Advertisement.objects.create(
        mission=mission,
        platform="facebook",
        native_id="ad1",
        page="The Party",
        sponsor="The Party",
        sponsor_key="the party",
        currency="USD",
        spend_from=100,
        spend_to=199,
        seen_from=1000,
        starts_on=date(2023, 3, 10),
        ends_on=date(2023, 3, 18),
        text="Vote",
        file=taken,
    )
    group_posts(mission=mission, by=user, now=NOW)
    return {
        "post": SocialPost.objects.get(mission=mission, native_id="p1"),
        "social_account": SocialAccount.objects.get(mission=mission, handle="party"),
        "post_file": taken,
        "waiting_file": waiting,
        "post_group": PostGroup.objects.get(grouping__mission=mission),
    }


def _post(things: object) -> object:
    return things.made["post"].pk  # type: ignore[attr-defined]


def _number(name: str) -> object:
    return lambda things: things.made[name].number


_account, _file, _group = _number("social_account"), _number("waiting_file"), _number("post_group")
_SEE, _KEEP, _CODE = Permission.SEE_MEDIA, Permission.MANAGE_MEDIA, Permission.CODE_MEDIA
_LISTS = ("social_activity", "social_posts", "social_accounts", "social_groups", "social_advertisements")
ADDRESSES: dict[str, Address] = {
    "campaign:social": Address(_SEE, in_mission()),
    **{f"campaign:{name}_{kind}": Address(_SEE, in_mission()) for name in _LISTS for kind in ("csv", "xlsx")},
    "campaign:social_windows": Address(_SEE, in_mission()),
    "campaign:social_posts": Address(_SEE, in_mission()),
    "campaign:social_post": Address(_SEE, in_mission(_post)),
    "campaign:code_post": Address(_CODE, in_mission(_post), methods="GET POST", posted=(200, 302)),
    "campaign:social_queue": Address(_CODE, in_mission(), status=(200, 302)),
    "campaign:social_accounts": Address(_SEE, in_mission()),
    "campaign:new_social_account": Address(_KEEP, in_mission(), methods="GET POST", posted=(400,)),
    "campaign:social_account": Address(_SEE, in_mission(_account)),
    "campaign:edit_social_account": Address(_KEEP, in_mission(_account), methods="GET POST", posted=(400,)),
    "campaign:social_groups": Address(_SEE, in_mission()),
    "campaign:group_posts": Address(_KEEP, in_mission(), methods="POST", posted=(302,)),
    "campaign:social_group": Address(_SEE, in_mission(_group)),
    "campaign:social_advertisements": Address(_SEE, in_mission()),
    "campaign:post_files": Address(_KEEP, in_mission()),
    "campaign:new_post_file": Address(_KEEP, in_mission(), methods="GET POST", posted=(400,)),
    "campaign:post_file": Address(_KEEP, in_mission(_file), methods="GET POST", posted=(302,)),
    "campaign:post_file_progress": Address(_KEEP, in_mission(_file)),
    "campaign:take_post_file_in": Address(_KEEP, in_mission(_file), methods="POST", posted=(302,)),
    "campaign:remove_post_file": Address(_KEEP, in_mission(_file), methods="POST", posted=(302,)),
    "campaign:post_file_original": Address(_KEEP, in_mission(_file)),
}
NOT_PAGES: set[str] = {
    *(f"campaign:{name}_{kind}" for name in _LISTS for kind in ("csv", "xlsx")),
    "campaign:social_queue",
    "campaign:group_posts",
    "campaign:post_file_progress",
    "campaign:take_post_file_in",
    "campaign:remove_post_file",
    "campaign:post_file_original",
}
"""Addresses that answer with a file or with a redirect after a change."""
IN_THE_BROWSER: dict[str, list[object]] = {
    "campaign:social_post": [1],
    "campaign:code_post": [1],
    "campaign:social_account": [1],
    "campaign:edit_social_account": [1],
    "campaign:social_group": [1],
    "campaign:post_file": [2],
}
"""What else stands in the address of a page, after the mission's short name."""
MORE: dict[str, str] = {
    "the posts of one role, sought by a word": "/missions/joint/social/posts/?q=post&role=unknown",
    "a file of posts that was taken in": "/missions/joint/social/files/1/",
}
"""Pages that look different with other parameters: what they are, and their address."""
