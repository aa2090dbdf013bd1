"""The list of news items."""

from collections import Counter

from flask import render_template, request

from broadcaster.newsroom import State, items, people
from broadcaster.playout import drills
from web.news.pages import Page, blueprint
from web.panel import panel
from web.search import speaks_of
from web.words import names_of

PAGE_SIZE = 50
FILTERS = (State.DRAFT, State.SUBMITTED, State.APPROVED, State.REJECTED, State.WITHDRAWN)


@blueprint.get("/")
def listing() -> Page:
    """Show the items, newest first, of one state or of all, whose title holds the words."""
    wanted = next((state for state in FILTERS if state.value == request.args.get("state")), None)
    words = request.args.get("words", "").strip()[:100]
    with panel().store.reading() as session:
        everything = items(session)
        names = names_of(people(session))
        practised = drills(session, everything)
    counts = Counter(view.state for view in everything)
    found = [
        view
        for view in everything
        if (wanted is None or view.state is wanted)
        and speaks_of(f"{view.news_id} {view.newest.title}", words)
    ]
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "news/listing.html",
        names=names,
        practised=practised,
        views=found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        filters=FILTERS,
        wanted=wanted,
        words=words,
        counts=counts,
        total=len(everything),
        page=page,
        pages=pages,
    )
