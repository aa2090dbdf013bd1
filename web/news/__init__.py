"""The newsroom's pages: the list, one item with its steps and its sound, and the writing form."""

from web.news import item, listing, sound, steps, writing
from web.news.pages import blueprint

__all__ = ["blueprint", "item", "listing", "sound", "steps", "writing"]
