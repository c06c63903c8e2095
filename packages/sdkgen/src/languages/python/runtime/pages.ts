// pages.py of a Python SDK: a list as its pages and items, and the way from one page to the next. The text below is the file.

export const PAGES = String.raw`"""A list as its pages and items, and the way from one page to the next."""

from __future__ import annotations

import dataclasses
import re
import urllib.parse
from typing import Any, Callable, Generator, Generic, Iterator, List, Mapping, Optional, Tuple, TypeVar, Union

from .decoding import member

P = TypeVar("P")
I = TypeVar("I")


@dataclasses.dataclass(frozen=True)
class PageRule:
    """How the next page is asked for: kind is cursor, last_item, page, offset or url; names are paths in the page."""

    kind: str
    items: Tuple[str, ...]
    param: str = ""
    next: Tuple[str, ...] = ()
    more: Tuple[str, ...] = ()
    first: int = 0


class Pages(Generic[P, I]):
    """All pages of a list: a loop gives its items, pages() gives the pages. Each is asked for when it is needed."""

    def __init__(self, pages: Callable[[], Generator[P, None, None]], items: Callable[[P], List[I]]) -> None:
        self._pages = pages
        self._items = items

    def pages(self) -> Generator[P, None, None]:
        return self._pages()

    def __iter__(self) -> Iterator[I]:
        for page in self._pages():
            yield from self._items(page)


def next_step(
    rule: PageRule, page: Any, items: List[Any], headers: Mapping[str, str], url: str, position: int
) -> Union[str, int, None]:
    """The next value of the parameter, or the next URL."""
    if rule.kind == "url":
        link = member(page, rule.next) if rule.next else _next_link(headers.get("link", ""))
        return urllib.parse.urljoin(url, link) if isinstance(link, str) and link else None
    if not items or (rule.more and member(page, rule.more) is False):
        return None
    if rule.kind in ("page", "offset"):
        return position
    found = member(page, rule.next) if rule.kind == "cursor" else member(items[-1], rule.next)
    return found if isinstance(found, (str, int)) else None


def _next_link(header: str) -> Optional[str]:
    for url, params in re.findall(r'<([^>]*)>((?:\s*;[^,;="]*(?:=(?:"[^"]*"|[^,;"]*))?)*)', header):
        if re.search(r';\s*rel\s*=\s*"?(?:[^";]*\s)?next(?:\s[^";]*)?"?\s*(?:;|$)', params, re.IGNORECASE):
            return str(url)
    return None
`;
